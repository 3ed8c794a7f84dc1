"""What Google's batchUpdate knows and the local server does not do."""

from sheets.local.errors import ApiError
from sheets.local.model.spreadsheet import Json

UNSERVED = frozenset(
    f"{act}{thing}"
    for thing, acts in {
        "Banding": ("add", "update", "delete"),
        "Chart": ("add",),
        "ChartSpec": ("update",),
        "Comment": ("insert", "delete"),
        "CommentPost": ("update",),
        "CommentReply": ("add", "delete"),
        "DataSource": ("add", "update", "delete", "refresh"),
        "DataSourceRefresh": ("cancel",),
        "EmbeddedObject": ("delete",),
        "EmbeddedObjectBorder": ("update",),
        "EmbeddedObjectPosition": ("update",),
        "FilterView": ("add", "update", "delete", "duplicate"),
        "Slicer": ("add",),
        "SlicerSpec": ("update",),
        "Table": ("add", "update", "delete"),
    }.items()
    for act in acts
)
"""Kinds of request. A test compares them with Google's own list."""


class Unserved(ApiError):
    """501: Google does this, the local server does not."""

    def __init__(self, what: str) -> None:
        super().__init__(
            501, f"The local server does not do {what}, which Google does."
        )

    def body(self) -> Json:
        """Gives the JSON body, with the status that Google's APIs have for this."""
        error_body = super().body()
        return {"error": error_body["error"] | {"status": "UNIMPLEMENTED"}}
