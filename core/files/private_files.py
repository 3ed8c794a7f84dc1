"""Files for us alone: what people sent, and the secrets, are read by no
other account of this machine.
"""

import logging
import os
import stat
from pathlib import Path
from urllib.parse import unquote, urlsplit

from core.logs import PROGRAM
from core.settings import Settings

# Nothing for the group, nothing for others, whatever the account's own mask says.
FOR_US_ALONE = 0o077
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_private(settings: Settings) -> None:
    """Makes what this process keeps private, and logs what is not safe as it is."""
    log = logging.getLogger(f"{PROGRAM}.start")
    for path in keep_private(settings):
        log.warning(
            "other accounts of this machine can read %s; whoever owns it must close it (chmod go-rwx)",
            path,
        )
    if settings.warning:
        log.warning(settings.warning)


def keep_private(settings: Settings) -> list[str]:
    """Makes all that this process creates private, mends what an earlier version left
    open, and tells what it could not mend.

    Only what Hoja itself makes is touched, never the folder that somebody gave it: that
    may be shared with others.
    """
    if os.name != "posix":
        return []
    os.umask(FOR_US_ALONE)
    return [
        str(path)
        for path in _own_paths(settings)
        if path.exists() and not _is_made_private(path)
    ]


def _own_paths(settings: Settings) -> list[Path]:
    paths = [
        settings.state_dir / name
        for name in ("secret_key", "uploads", "mailbox", "sheets")
    ]
    if settings.database_url.startswith("sqlite:///"):
        file = settings.database_url.removeprefix("sqlite:///")
        for ending in ("", "-wal", "-shm"):
            paths.append(Path(file + ending))
    uploads = urlsplit(settings.uploads_url)
    if uploads.scheme == "file":
        paths.append(Path(unquote(uploads.path)))
    return paths


def _is_made_private(path: Path) -> bool:
    mode = stat.S_IMODE(path.stat().st_mode)
    if not mode & OTHERS:
        return True
    try:
        path.chmod(mode & ~OTHERS)
    except OSError:
        # Another account's: whoever made it must close it.
        return False
    return True
