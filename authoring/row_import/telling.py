"""What bringing in a file would do, in lines for a terminal."""

from collections.abc import Iterator

from authoring.row_import.plan import RowPlan
from authoring.row_import.source_rows import Mistake
from authoring.saying import speaker
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text
from programme.model import Programme

ROWS = _n(
    "“{source}”: {count} row for “{table}”.", "“{source}”: {count} rows for “{table}”."
)
LEFT_OUT = _("Left out: {headings}.")
TOTALS = _("Rows that sum others up are left out: {rows}.")
ALREADY = _n(
    "{count} row was brought in before and is left out.",
    "{count} rows were brought in before and are left out.",
)
DOUBLE = _("Row {row}: {words}")


def lines(plan: RowPlan, programme: Programme, language: str) -> Iterator[str]:
    """What would be brought in, what is left out, what is wrong and what is asked."""
    say = speaker(language)
    yield number_text(
        language,
        ROWS,
        len(plan.rows),
        source=plan.source,
        table=programme.text(plan.table.label, programme.language),
    )
    for name, heading in plan.matching.columns.items():
        column = plan.table.column(name)
        assert column
        label = programme.text(column.label, programme.language)
        yield f"    {heading.label:<28} → {label} ({name})"
    if plan.matching.left_out:
        yield say(LEFT_OUT, headings=", ".join(plan.matching.left_out))
    if plan.totals:
        yield say(TOTALS, rows=", ".join(map(str, plan.totals)))
    if plan.already:
        yield number_text(language, ALREADY, plan.already)
    for question in plan.questions:
        yield f"? {question.said.words(language)}"
    for mistake in plan.mistakes:
        yield f"! {mistake_words(mistake, language)}"
    for double in plan.doubles:
        words = double.said.words(language)
        yield f"= {say(DOUBLE, row=double.row.row, words=words)}"


def mistake_words(mistake: Mistake, language: str) -> str:
    """Where it is, and what: C12 (By when): “31/31/2020” is not a date."""
    return f"{mistake.address} ({mistake.heading}): {mistake.said.words(language)}"
