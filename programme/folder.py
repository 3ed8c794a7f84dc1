"""The folder of a programme: what stands in it, and a copy of it."""

import shutil
from pathlib import Path

FOLDERS = ("config", "mail_templates", "document_templates")
"""A programme that gives out no documents does without the last one."""


def copy_programme(folder: Path, destination: Path) -> None:
    """Copies all files of a programme into another folder, which is
    made where there is none.
    """
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, destination / name)
