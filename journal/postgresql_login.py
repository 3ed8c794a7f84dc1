"""How a connection to PostgreSQL is opened: with the password of this moment, and with
plain words where it is refused.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine

LOGIN_REFUSED = (
    "the database refuses the password of DATABASE_URL: put the new one into the file"
    " that DATABASE_URL_FILE names, which is read at each new connection, or into"
    " DATABASE_URL, and start the services anew"
)
CODES = ("28P01", "28000")
"""PostgreSQL's codes of a password, or a user, that it does not take."""
REFUSED_TEXT = "password authentication failed"


def use_newest_password(engine: Engine, url_file: str) -> None:
    """Has each new connection use the password that stands in a file by then.

    `url_file`: the file with the database's URL; "" where the password cannot change
    while the program runs. Connections that are open stay open: PostgreSQL asks for
    the password once. Raises the driver's OperationalError, in words of ours where the
    password is refused.
    """

    @event.listens_for(engine, "do_connect")
    def connect(
        dialect: Any,
        _record: object,
        arguments: tuple[Any, ...],
        parameters: dict[str, Any],
    ) -> Any:
        if url_file:
            parameters |= _password_in(Path(url_file))
        failure: type[Exception] = dialect.loaded_dbapi.OperationalError
        try:
            return dialect.connect(*arguments, **parameters)
        except failure as error:
            code = getattr(error, "sqlstate", None)
            if code in CODES or REFUSED_TEXT in str(error):
                raise failure(LOGIN_REFUSED) from error
            raise


def _password_in(file: Path) -> dict[str, str]:
    """The password of the URL in a file; nothing where there is none to be read: what
    was known before may still do.
    """
    try:
        url: URL = sa.make_url(file.read_text("utf-8-sig").strip())
    except (OSError, UnicodeDecodeError, sa.exc.ArgumentError):
        return {}
    if not url.password:
        return {}
    return {"password": str(url.password)}
