"""The figures as a report on paper: in Markdown, which paper sets."""

from collections.abc import Sequence

from core.texts import decimal_text, direction
from documents.head import head_of
from mail.markdown import escape, one_line
from paper.document import Layout, WrittenDocument
from programme.model import Programme
from staff.desk.figures.figure_files import lines, plain_number
from staff.desk.figures.figure_table import FigureTable
from staff.desk.figures.targets import TargetRow

Section = tuple[str, str, FigureTable, list[TargetRow]]
"""A figure: its label, its definition, itself, and its targets."""
MOST_LINES = 400
"""Lines of a figure's table on paper; the workbook has all of them."""


def report(
    programme: Programme,
    sections: Sequence[Section],
    title: str,
    intro: str,
    words: Sequence[str],
    language: str,
) -> WrittenDocument:
    """The report of some figures.

    `words`: what a value, the number of rows, everything, what is not said, a target,
    what is reached, and an empty figure are called.
    """
    parts = [
        _cell(intro),
        *(_section(section, words, language) for section in sections),
    ]
    head = head_of(programme, language)
    body = "\n\n".join(parts)
    return WrittenDocument(
        Layout.report,
        language,
        direction(language),
        head,
        one_line(title),
        body,
        programme.shown_name(language),
    )


def _section(section: Section, labels: Sequence[str], language: str) -> str:
    label, about, figure, targets = section
    (
        value_word,
        rows_word,
        all_word,
        unsaid_word,
        target_word,
        reached_word,
        none_word,
    ) = labels
    parts = [f"## {_cell(label)}", _cell(about)]
    if not figure.rows:
        return "\n\n".join([*parts, _cell(none_word)])
    table = _Table([*figure.labels, value_word, rows_word], numbers=2)
    for groups, value, count in list(lines(figure))[:MOST_LINES]:
        shown = [group or unsaid_word for group in groups] or [
            all_word,
            *[""] * (len(figure.labels) - 1),
        ]
        table.add(
            [
                *shown[: len(figure.labels)],
                number(value, language),
                number(count, language),
            ]
        )
    parts.append(table.markdown())
    if targets:
        table = _Table([target_word, "", value_word, reached_word], numbers=2)
        for target in targets:
            percent = f"{number(target.present, language)} ({target.percent} %)"
            table.add(
                [
                    target.name,
                    " · ".join(target.words),
                    number(target.wanted, language),
                    percent,
                ]
            )
        parts.append(table.markdown())
    return "\n\n".join(parts)


class _Table:
    """A table in Markdown whose last columns hold numbers."""

    def __init__(self, headers: Sequence[str], numbers: int) -> None:
        sides = ["---"] * (len(headers) - numbers) + ["---:"] * numbers
        self._rows = [_row([_cell(header) for header in headers]), _row(sides)]

    def add(self, cells: Sequence[str]) -> None:
        """One more row."""
        self._rows.append(_row([_cell(cell) for cell in cells]))

    def markdown(self) -> str:
        """The table."""
        return "\n".join(self._rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return str(escape(one_line(text)))


def number(value: float | None, language: str) -> str:
    """A number as a language writes it; a dash where there is none."""
    if value is None:
        return "–"
    return decimal_text(language, plain_number(value))
