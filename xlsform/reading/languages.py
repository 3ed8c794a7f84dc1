"""The languages of a workbook and those of the programme: which is
which, and what is missing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError

from core.texts import base_language
from xlsform.reading.workbook import Row, Workbook
from xlsform.remarks import Remarks, Weight

CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z]{2})?)\s*\)\s*$")
Words = dict[str, str] | str
"""As a file of ours has it: words by language, or one text for all of them."""


@dataclass
class Languages:
    """Turns the texts of rows into texts in the programme's languages,
    and gathers what is missing.

    `sources`: programme's language → the workbook's, "" for its columns that name none.
    """

    programme: tuple[str, ...]
    sources: Mapping[str, str]
    names: tuple[str, ...]
    missing: dict[str, list[str]] = field(default_factory=dict)

    def words(self, row: Row, header: str, instead: str = "") -> Words:
        """The texts under a header; `instead` where there is none at all."""
        written = row.texts(header)
        if not written:
            return instead
        if list(written) == [""] and not self.names:
            return written[""]
        texts: dict[str, str] = {}
        fallback = next(
            (
                written[name]
                for name in ("", *self.sources.values(), *self.names)
                if written.get(name)
            ),
            "",
        )
        for code in self.programme:
            text = written.get(self.sources.get(code, "?"), "")
            if not text and code in self.sources:
                self.missing.setdefault(code, []).append(
                    f"{row.sheet}!{row.cell(header, self.sources[code])}"
                )
            texts[code] = text or fallback
        if len(set(texts.values())) == 1:
            return fallback
        return texts

    def tell_missing(self, remarks: Remarks) -> None:
        """Tells in which cells a language of the programme has no words; those
        of another one stand there.
        """
        for code, cells in self.missing.items():
            text = f"no words in {self.sources[code] or code}; those of another language stand in their place: {', '.join(cells)}"
            remarks.add(Weight.left_out, "survey", "", text)


def languages_of(
    book: Workbook, programme: Sequence[str], remarks: Remarks
) -> Languages:
    """Which language of the workbook is which of the programme's;
    tells what has no counterpart.
    """
    names = tuple(book.languages)
    if not names:
        if len(programme) > 1:
            text = f"the workbook names no language: its words stand for each of {', '.join(programme)}"
            remarks.add(Weight.left_out, "survey", "", text)
        return Languages(tuple(programme), {}, ())
    sources = _sources(book, programme, remarks)
    code = _unnamed_language(book, programme, sources)
    if code:
        sources.setdefault(code, "")
    absent = [code for code in programme if code not in sources]
    if absent:
        text = f"the workbook has no words in {', '.join(absent)}; those of another language stand in their place"
        remarks.add(Weight.left_out, "survey", "", text)
    return Languages(tuple(programme), sources, names)


def _sources(
    book: Workbook, programme: Sequence[str], remarks: Remarks
) -> dict[str, str]:
    """Programme's language → the workbook's."""
    sources: dict[str, str] = {}
    for name in book.languages:
        code = _code(name, programme)
        cells = _count(book, name)
        if not cells:
            continue
        if not code:
            text = f"“{name}” is no language of this programme ({', '.join(programme)}): its {cells} texts are not carried"
            remarks.add(Weight.left_out, "survey", "", text)
        elif code in sources:
            text = f"“{name}” and “{sources[code]}” are both {code}; the first one is taken"
            remarks.add(Weight.left_out, "survey", "", text)
        else:
            sources[code] = name
    return sources


def _unnamed_language(
    book: Workbook, programme: Sequence[str], sources: Mapping[str, str]
) -> str:
    """Whose words labels are that name no language: the default one's, else those of
    the first language that has none; "" where there are no such labels.
    """
    if not any("" in row.texts("label") for row in _rows(book)):
        return ""
    default = ""
    if book.settings.rows:
        default = book.settings.rows[0].get("default_language")
    if default:
        code = _code(default, programme)
        if code:
            return code
    for code in programme:
        if code not in sources:
            return code
    return ""


def header_of(code: str) -> str:
    """How a language stands in a header of ours: `español (es)`."""
    return f"{Locale.parse(code).get_display_name() or code} ({code})"


def _count(book: Workbook, language: str) -> int:
    """How many cells there are in a language of the workbook."""
    return sum(
        bool(text)
        for row in _rows(book)
        for head, text in row.cells.items()
        if head.language == language
    )


def _rows(book: Workbook) -> list[Row]:
    return [*book.survey.rows, *book.choices.rows, *book.settings.rows]


def _code(name: str, programme: Sequence[str]) -> str:
    """The programme's language that a workbook calls so: by its code, or by its name
    in any of a few languages.
    """
    match = CODE.search(name)
    written = (match[1] if match else name).replace("-", "_").lower()
    for code in programme:
        if written == code.lower():
            return code
    for code in programme:
        if base_language(written) == base_language(code):
            return code
    if match:
        return ""
    for code in programme:
        if name.strip().lower() in _called(code, programme):
            return code
    return ""


def _called(code: str, programme: Sequence[str]) -> set[str]:
    names: set[str] = set()
    for reader in {code, "en", *programme}:
        for called in {code, base_language(code)}:
            try:
                names.add(
                    str(
                        Locale.parse(called).get_display_name(Locale.parse(reader))
                    ).lower()
                )
            except (UnknownLocaleError, ValueError):
                # Babel has no name for this language in that one.
                continue
    return names
