"""What Google's batchUpdate knows and the local server does not do."""

UNSERVED = frozenset(
    f"{act}{thing}"
    for thing, acts in {
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
        "Slicer": ("add",),
        "SlicerSpec": ("update",),
        "Table": ("add", "update", "delete"),
    }.items()
    for act in acts
)
"""Kinds of request. A test compares them with Google's own list."""
