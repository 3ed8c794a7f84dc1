"""A programme in more languages than it is shipped with."""

from collections.abc import Iterable
from pathlib import Path

from core.errors import ProgrammeError
from programme.folder import copy_programme
from tests.house import ROOT
from translation.bring_in import Outcome, bring_in
from translation.files import Translation, read_file
from worker.folder import read_folder

FOLDER = ROOT / "examples" / "green-flag"
TRANSLATIONS = Path(__file__).parent / "green_flag"


def copied(place: Path, languages: Iterable[str] = ()) -> Path:
    """A copy of the programme of schools, brought into more languages."""
    folder = place / "programme"
    copy_programme(FOLDER, folder)
    for language in languages:
        outcome = brought(folder, read_file(TRANSLATIONS / f"{language}.po"))
        assert outcome.refusal == ""
    return folder


def brought(folder: Path, translation: Translation, **more: bool) -> Outcome:
    """What becomes of a translation that is brought into a programme's files."""
    return bring_in(
        folder, read_folder(folder).programme.languages, translation, mistakes, **more
    )


def mistakes(folder: Path) -> str:
    """What is wrong with the programme in a folder."""
    try:
        read_folder(folder)
    except ProgrammeError as error:
        return str(error)
    return ""


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a programme."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
