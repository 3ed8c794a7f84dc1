"""Whether files that were put together are a programme without mistakes."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from authoring.new_programme import write_files
from core.errors import HojaError, ProgrammeError
from worker.folder import read_folder


class ProposalError(HojaError):
    """What was answered makes no programme; the text has the mistakes."""


def mistakes_in(files: Mapping[str, str]) -> str:
    """Every mistake, a line each; "" where there is none."""
    with TemporaryDirectory(prefix="hoja-programme-") as folder:
        target = Path(folder) / "programme"
        write_files(target, files)
        try:
            read_folder(target)
        except ProgrammeError as error:
            return str(error)
    return ""


def refuse_mistakes(files: Mapping[str, str]) -> None:
    """Raises ProposalError where these files have mistakes: nothing is written then."""
    lines = mistakes_in(files)
    if lines:
        raise ProposalError(
            f"With these answers the programme would be wrong:\n{lines}"
        )
