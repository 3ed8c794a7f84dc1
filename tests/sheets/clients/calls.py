"""Calls of one of Python's clients to the server at an address: a line of JSON each.

python calls.py http://127.0.0.1:5001 pygsheets

Runs with the Python that the clients are installed for, and knows nothing of ours.
"""

import importlib
import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

Calls = list[tuple[str, Callable[[], None]]]


def main() -> None:
    url, client = sys.argv[1:]
    sys.path.insert(0, str(Path(__file__).parent))
    module = importlib.import_module(f"calls_of_{client.replace('-', '_')}")
    for name, run in module.calls(url):
        problem = None
        try:
            run()
        except Exception as error:  # noqa: BLE001 - each is told, and the next is tried
            place = traceback.extract_tb(error.__traceback__)[-1]
            problem = f"{type(error).__name__}: {error} ({place.name})"[:300]
        print(json.dumps({"name": name, "problem": problem}))


if __name__ == "__main__":
    main()
