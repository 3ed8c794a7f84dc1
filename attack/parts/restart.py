"""The server is stopped, as for an upgrade, while people send."""

import http.client
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from attack.result import Result
from attack.target import Target, target
from attack.visitor import ANSWERS, FORM, PATIENCE

CLIENTS = 8
# A race does not show each time.
ROUNDS = 3
LOAD_SECONDS = 2.0
FORM_TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Client:
    """One connection that is kept open and sends at once when it has its answer,
    until nobody listens any more.
    """

    target: Target
    answered: int = 0
    broken: list[str] = field(default_factory=list)

    def run(self) -> None:
        """A request that could not even connect has not begun."""
        connection = http.client.HTTPConnection(
            self.target.host, self.target.port, timeout=PATIENCE
        )
        while True:
            try:
                if connection.sock is None:
                    connection.connect()
            except OSError:
                # The server has closed its door: nothing was begun that could be lost.
                return
            try:
                connection.request("POST", FORM, urlencode(ANSWERS), FORM_TYPE)
                connection.getresponse().read()
                self.answered += 1
            except (OSError, http.client.HTTPException) as error:
                self.broken.append(type(error).__name__)
                return


def attack(folder: Path) -> Iterator[Result]:
    """Some rounds: what is broken at a restart is a matter of moments."""
    answered = broken = 0
    ended = []
    for number in range(ROUNDS):
        with target(folder / f"restart-{number}") as running:
            clients = [Client(running) for _ in range(CLIENTS)]
            threads = [threading.Thread(target=client.run) for client in clients]
            for thread in threads:
                thread.start()
            time.sleep(LOAD_SECONDS)
            running.process.send_signal(signal.SIGTERM)
            ended.append(running.process.wait(PATIENCE))
            for thread in threads:
                thread.join()
        answered += sum(client.answered for client in clients)
        broken += sum(len(client.broken) for client in clients)
    figure = f"{broken} of {answered + broken} requests that had begun were broken"
    yield Result(
        f"SIGTERM under load of {CLIENTS} connections, {ROUNDS} times",
        figure,
        broken == 0 and not any(ended),
    )
