"""Web processes that are there at once and can be killed: run as a program, it forks one for each port on its input.

Answers with the number of the process. What a web process must load takes seconds, and is loaded once here.
"""

import os
import signal
import sys

from app import create_app
from serve.server import MOST_BODY_BYTES, serve
from serve.sockets import bind


def main() -> None:
    # Whoever is killed is nobody's to wait for.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            serve(create_app(), bind("127.0.0.1", int(line)), MOST_BODY_BYTES)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
