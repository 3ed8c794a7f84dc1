"""Settings that nobody else may read, and where they may stand: in the environment, in
a file, or among the credentials that systemd decrypts for a service.
"""

from collections.abc import Mapping
from pathlib import Path

SECRETS = (
    "SECRET_KEY",
    "DATABASE_URL",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "SMTP_URL",
    "IMAP_URL",
    "MAIL_OAUTH",
    "HOOK_SECRET",
    "METRICS_TOKEN",
    "HEARTBEAT_URL",
    "BACKUP_URL",
    "BACKUP_KEY",
    "UPLOADS_URL",
    "TRANSLATE_KEY",
)
"""Every setting that is a secret or may hold one. The units of deploy/systemd ask for
each of them.
"""
FOLDER = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what it has decrypted for one service; gone when that ends."""
PREFIX = "hoja."


def value_of(environ: Mapping[str, str], name: str, wrong: list[str]) -> str:
    """The variable, or the contents of the file that NAME_FILE names, or of the
    credential `hoja.NAME`.

    What makes no sense is told in `wrong`, never with a value.
    """
    file = environ.get(f"{name}_FILE", "")
    credential = credential_of(environ, name)
    written = environ.get(name, "").strip()
    if credential and (file or written):
        # Somebody changed one of them, and expects it to count.
        wrong.append(
            f"{name} is set twice: in the settings and as a secret of systemd ({PREFIX}{name}). Take one of them away."
        )
    elif file and written:
        wrong.append(
            f"{name} is set twice: by itself and by {name}_FILE. Take one of them away."
        )
    if file:
        return _text(file, f"{name}_FILE names {file}, which", wrong)
    if written or not credential:
        return written
    return _text(credential, f"The secret {PREFIX}{name} of systemd", wrong)


def path_of(environ: Mapping[str, str], name: str, wrong: list[str]) -> str:
    """The same for a setting that names a file: a credential is that file itself."""
    credential = credential_of(environ, name)
    if credential and not environ.get(name, "").strip():
        return credential
    return value_of(environ, name, wrong)


def credential_of(environ: Mapping[str, str], name: str) -> str:
    """The path of the credential for a setting; "" where systemd has none."""
    folder = environ.get(FOLDER, "")
    if not folder or name not in SECRETS:
        return ""
    path = Path(folder) / f"{PREFIX}{name}"
    if path.is_file():
        return str(path)
    return ""


def _text(file: str, subject: str, wrong: list[str]) -> str:
    try:
        # Editors of Windows write a mark before the first letter; no password has it.
        text = Path(file).read_text("utf-8-sig").strip()
    except OSError as error:
        wrong.append(f"{subject} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        wrong.append(f"{subject} is not a file of plain text.")
    else:
        # Not as if it were not set: a key that nobody has written protects nothing.
        if not text:
            wrong.append(f"{subject} is empty.")
        return text
    return ""
