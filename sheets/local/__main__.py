"""Runs the local Sheets server: `python -m sheets.local --port 5001 --data DIR`."""

import argparse
import gc
import json
import signal
import threading
from pathlib import Path

from serve.sockets import received
from sheets.local.app import create_app
from sheets.local.files.workbooks import Switches
from sheets.local.guards.schema import Schema
from sheets.local.serve import serving

WILDCARDS = {"0.0.0.0", "::"}  # noqa: S104  # named to leave it out


def main() -> None:
    """Serves until SIGTERM or SIGINT."""
    given = _arguments()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    switches = Switches(
        given.row_metadata_on_sort,
        given.repeat_metadata_id,
        given.append_at_check_boxes,
        given.metadata_on_duplicate,
    )
    # A million cells are read at once, and none of them is garbage.
    gc.disable()
    schema = None
    if given.schema:
        schema = Schema.of_google()
    app = create_app(
        given.data,
        quota=given.quota,
        faults=given.faults,
        switches=switches,
        schema=schema,
        names=_names(given),
        accounts=_accounts(given.accounts),
    )
    # What was read stays for good: the collector need not look at it again.
    gc.freeze()
    gc.enable()
    listening = None
    if given.socket:
        listening = received(given.socket)
    with serving(app, given.host, given.port, listening) as url:
        print(f"Sheets on {url}/sheet", flush=True)
        stop.wait()


def _accounts(file: Path | None) -> dict[str, str] | None:
    """E-mail addresses by token, as a file has them; None where accounts are off."""
    if file is None:
        return None
    by_token = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(by_token, dict):
        raise SystemExit(f"{file}: an object of tokens and e-mail addresses is needed.")
    return {str(token): str(email) for token, email in by_token.items()}


def _names(given: argparse.Namespace) -> list[str]:
    """The hosts by which it may be called: those that were given, and
    the one that it listens on.
    """
    # A wildcard is no name: browsers reach this machine by it,
    # also from pages of others.
    return [*given.name, *({given.host} - WILDCARDS)]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sheets.local", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        help="a host by which it may be called, beside those of this machine",
    )
    parser.add_argument("--port", type=int, default=5001)
    parser.add_argument(
        "--socket",
        metavar="HANDLE",
        help="a socket that listens already, in place of host and port",
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the database file"
    )
    parser.add_argument(
        "--quota", action="store_true", help="60 reads and 60 writes a minute"
    )
    parser.add_argument("--faults", type=Path, help="JSON file with fault rules")
    parser.add_argument(
        "--accounts",
        type=Path,
        help="JSON file of tokens and the e-mail address of each: files have owners",
    )
    parser.add_argument(
        "--schema",
        action="store_true",
        help="list at /_schema what answers say that Google's schema does not know",
    )
    parser.add_argument(
        "--row-metadata-on-sort", choices=("stay", "follow"), default="stay"
    )
    parser.add_argument(
        "--repeat-metadata-id", choices=("refuse", "accept"), default="refuse"
    )
    parser.add_argument(
        "--append-at-check-boxes", choices=("below", "among"), default="below"
    )
    parser.add_argument(
        "--metadata-on-duplicate", choices=("leave", "copy"), default="leave"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
