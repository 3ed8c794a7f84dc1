"""Web processes that are there at once and can be killed: run as a program, it forks
one for each port on its input.

Answers with the number of the process and its port, which is another one where that was
taken meanwhile. What a web process must load takes seconds, and is loaded once here.
"""

import os
import signal
import socket
import sys

from app import create_app
from serve.server import MOST_BODY_BYTES, serve
from serve.sockets import address, bind


def main() -> None:
    # Whoever is killed is nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        listening = listen(int(line))
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            serve(create_app(), listening, MOST_BODY_BYTES)
            os._exit(0)
        print(child, address(listening)[1], flush=True)
        # Nobody listens there any more when the process is gone.
        listening.close()


def listen(port: int) -> socket.socket:
    try:
        return bind("127.0.0.1", port)
    except OSError:
        return bind("127.0.0.1", 0)


if __name__ == "__main__":
    main()
