"""The developer metadata by which tabs and columns are known, whatever they are
called and wherever they stand.

Google moves a column's mark along with it. Whether it copies marks with a tab is not
known: a tab's marks therefore also say which tab they were made for, so that those of a
copy can be told from the original's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

TABLE, TAB, COLUMN, INSTALLATION = (
    "hoja.table",
    "hoja.tab",
    "hoja.column",
    "hoja.installation",
)
"""Keys of what marks a tab as a table's (`towns`), says for which tab that was (its
sheet id), marks a column (`towns.status`) and the spreadsheet itself.
"""

FORM = "hoja.form"
"""Key of what marks a tab as one in which a form is edited (`visit/survey`)."""

TODAY = "hoja.today"
"""Key of what marks the tab with the list of the day."""

MAIL_TEXTS = "hoja.mail_texts"
"""Key of what marks the tab in which the texts of mails are edited."""

LOOK = "hoja.look"
"""Key of what marks a tab whose colours were set once: whatever the
team makes of them stays.
"""

ERASED = "hoja.erased"
"""Key of the mark that says whose data was erased, and when, by digests: an older
journal must not bring it back.
"""

Metadata = Mapping[str, Any]


def tabs(metadata: Iterable[Metadata]) -> dict[str, int]:
    """Table name → sheet id of the tab that was marked for it.

    A tab that has come to its mark by copying is none.
    """
    items = list(metadata)
    homes = _homes(items)
    # Tabs marked before there was the mark TAB: the oldest mark is the
    # original's, as ids grow at Google.
    newest_first = sorted(items, key=lambda item: -int(item["metadataId"]))
    sheets: dict[str, int] = {}
    for item in newest_first:
        if item["metadataKey"] != TABLE:
            continue
        sheet_id = _sheet_of(item)
        # A tab that was duplicated has brought marks along that name the original.
        if sheet_id in homes.get(sheet_id, {sheet_id}):
            sheets[str(item["metadataValue"])] = sheet_id
    return sheets


def form_tabs(metadata: Iterable[Metadata]) -> dict[str, int]:
    """`form/tab` → sheet id of the tab that was marked for it; the
    oldest one that is no copy.
    """
    items = list(metadata)
    homes = _homes(items)
    sheets: dict[str, int] = {}
    for item in sorted(items, key=lambda item: -int(item["metadataId"])):
        sheet_id = _sheet_of(item)
        if item["metadataKey"] == FORM and sheet_id in homes.get(sheet_id, {sheet_id}):
            sheets[str(item["metadataValue"])] = sheet_id
    return sheets


def today_tab(metadata: Iterable[Metadata]) -> int | None:
    """The sheet id of the tab with the list of the day; of the
    oldest one that is no copy.
    """
    return _only_tab(metadata, TODAY)


def mail_texts_tab(metadata: Iterable[Metadata]) -> int | None:
    """The same of the tab with the texts of mails."""
    return _only_tab(metadata, MAIL_TEXTS)


def _only_tab(metadata: Iterable[Metadata], key: str) -> int | None:
    items = list(metadata)
    homes = _homes(items)
    for item in sorted(items, key=lambda item: int(item["metadataId"])):
        sheet_id = _sheet_of(item)
        if item["metadataKey"] == key and sheet_id in homes.get(sheet_id, {sheet_id}):
            return sheet_id
    return None


def copied_tabs(metadata: Iterable[Metadata], table: str) -> list[int]:
    """The sheet ids of tabs that bear a table's mark only because they
    were copied from its tab.
    """
    items = list(metadata)
    homes = _homes(items)
    marked = []
    for item in items:
        if item["metadataKey"] == TABLE and item["metadataValue"] == table:
            marked.append(item)
    sheets = [_sheet_of(item) for item in marked]
    copies = []
    for sheet_id in sheets:
        if sheet_id not in homes.get(sheet_id, {sheet_id}):
            copies.append(sheet_id)
    return sorted(copies)


def originals(metadata: Iterable[Metadata]) -> set[int]:
    """The sheet ids of tabs that were marked themselves, and are no copies."""
    sheet_ids: set[int] = set()
    for sheet_id, homes in _homes(metadata).items():
        if sheet_id in homes:
            sheet_ids.add(sheet_id)
    return sheet_ids


def by_table(metadata: Iterable[Metadata]) -> dict[str, list[Metadata]]:
    """Table → the marks of its columns, for `columns`: a look asks about every table,
    and a spreadsheet has hundreds of marks.
    """
    marks: dict[str, list[Metadata]] = defaultdict(list)
    for item in metadata:
        if item["metadataKey"] == COLUMN:
            table, _dot, _column = str(item.get("metadataValue", "")).partition(".")
            marks[table].append(item)
    return marks


def columns(
    metadata: Iterable[Metadata], table: str, sheet_id: int
) -> dict[str, tuple[int, int]]:
    """Column name → (index, metadata id) of a table's marked columns on its tab."""
    positions: dict[str, tuple[int, int]] = {}
    prefix = f"{table}."
    of_table = [
        item
        for item in metadata
        if item["metadataKey"] == COLUMN
        and str(item.get("metadataValue", "")).startswith(prefix)
    ]
    # The oldest mark counts: a column that was copied may have brought a younger one.
    for item in sorted(of_table, key=lambda item: int(item["metadataId"])):
        dimension = item["location"].get("dimensionRange", {})
        if int(dimension.get("sheetId", 0)) == sheet_id:
            name = str(item["metadataValue"]).removeprefix(prefix)
            positions.setdefault(
                name, (int(dimension.get("startIndex", 0)), int(item["metadataId"]))
            )
    return positions


def installation(metadata: Iterable[Metadata]) -> str:
    """What the spreadsheet's own mark says; "" for a spreadsheet that is nobody's."""
    for item in metadata:
        if item["metadataKey"] == INSTALLATION:
            return str(item["metadataValue"])
    return ""


def erased(metadata: Iterable[Metadata]) -> str:
    """What the spreadsheet's mark of erasures says; "" where nobody's data was
    erased.
    """
    for item in metadata:
        if item["metadataKey"] == ERASED:
            return str(item["metadataValue"])
    return ""


def write_erased(text: str, *, is_new: bool) -> dict[str, Any]:
    """The request that makes the mark of erasures, or makes it say something else."""
    if is_new:
        return create(ERASED, text, {"spreadsheet": True})
    update = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": ERASED}}],
        "developerMetadata": {"metadataValue": text},
        "fields": "metadataValue",
    }
    return {"updateDeveloperMetadata": update}


def locations(metadata: Iterable[Metadata]) -> list[str]:
    """Where every mark of a tab or column is, to notice that one has moved."""
    return sorted(
        str((item["metadataId"], item["location"]))
        for item in metadata
        if item["metadataKey"] in (TABLE, COLUMN)
    )


def looked_after(metadata: Iterable[Metadata]) -> set[int]:
    """The sheet ids of tabs whose colours were set before."""
    return {_sheet_of(item) for item in metadata if item["metadataKey"] == LOOK}


def mark_look(sheet_id: int) -> dict[str, Any]:
    """The request that marks a tab's colours as set."""
    return create(LOOK, "1", {"sheetId": sheet_id})


def on_tab(key: str, sheet_id: int) -> dict[str, Any]:
    """The lookup of a tab's own marks of this key."""
    return {"metadataKey": key, "metadataLocation": {"sheetId": sheet_id}}


def create(key: str, value: str, location: Mapping[str, Any]) -> dict[str, Any]:
    """The request that makes a mark."""
    mark = {
        "metadataKey": key,
        "metadataValue": value,
        "location": dict(location),
        "visibility": "DOCUMENT",
    }
    return {"createDeveloperMetadata": {"developerMetadata": mark}}


def mark_tab(table: str, sheet_id: int) -> Sequence[dict[str, Any]]:
    """The requests that mark a tab as a table's."""
    location = {"sheetId": sheet_id}
    return create(TABLE, table, location), create(TAB, str(sheet_id), location)


def mark_form_tab(form: str, tab: str, sheet_id: int) -> Sequence[dict[str, Any]]:
    """The requests that mark a tab as one in which a form is edited."""
    location = {"sheetId": sheet_id}
    return create(FORM, f"{form}/{tab}", location), create(TAB, str(sheet_id), location)


def mark_today_tab(sheet_id: int) -> Sequence[dict[str, Any]]:
    """The requests that mark a tab as that of the list of the day."""
    location = {"sheetId": sheet_id}
    return create(TODAY, "list", location), create(TAB, str(sheet_id), location)


def mark_mail_texts_tab(sheet_id: int) -> Sequence[dict[str, Any]]:
    """The requests that mark a tab as that of the texts of mails."""
    location = {"sheetId": sheet_id}
    return (
        create(MAIL_TEXTS, "list", location),
        create(TAB, str(sheet_id), location),
    )


def mark_column(table: str, column: str, sheet_id: int, index: int) -> dict[str, Any]:
    """The request that marks a column."""
    span = {
        "sheetId": sheet_id,
        "dimension": "COLUMNS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    return create(COLUMN, f"{table}.{column}", {"dimensionRange": span})


def delete_mark(metadata_id: int) -> dict[str, Any]:
    """The request that takes one mark away."""
    return {
        "deleteDeveloperMetadata": {
            "dataFilter": {"developerMetadataLookup": {"metadataId": metadata_id}}
        }
    }


def _sheet_of(item: Metadata) -> int:
    # Zero is left out, as every default in Google's JSON.
    return int(item["location"].get("sheetId", 0))


def _homes(metadata: Iterable[Metadata]) -> dict[int, set[int]]:
    """Sheet id → the sheet ids for which its marks were made."""
    homes: dict[int, set[int]] = {}
    for item in metadata:
        if item["metadataKey"] == TAB:
            homes.setdefault(_sheet_of(item), set()).add(int(item["metadataValue"]))
    return homes
