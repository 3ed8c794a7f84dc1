"""A folder of Drive, which holds spreadsheets and folders."""

from dataclasses import dataclass, field, replace

from sheets.local.model.spreadsheet import Json


@dataclass(frozen=True)
class Folder:
    """One folder.

    `drive` is what Drive knows beside its name: owner, parents, marks.
    """

    id: str
    name: str
    created: str
    modified: str
    version: int = 1
    drive: Json = field(default_factory=dict)
    permissions: list[Json] = field(default_factory=list)

    def changed(self, modified: str, **fields: object) -> "Folder":
        """The folder after a change."""
        fields |= {"modified": modified, "version": self.version + 1}
        return replace(self, **fields)  # type: ignore[arg-type]  # names of its own
