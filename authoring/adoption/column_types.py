"""What a column holds, by what stands in its cells."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from authoring.adoption.tabs import Cell
from authoring.saying import TYPE_WORDS, speaker
from core.texts import mark as _
from fieldtypes.base import Locality
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import plain
from fieldtypes.parsing.choices import yes_or_no
from fieldtypes.parsing.dates import day
from fieldtypes.parsing.email_addresses import emails
from fieldtypes.parsing.numbers import decimal
from fieldtypes.parsing.phone_numbers import phones

MOST = 0.8
"""This part of the cells makes a type; the rest is asked about."""
MOST_CHOICES, LONGEST_CHOICE, REPEATED = 12, 40, 2.0
"""A column with so few different, short texts, each there twice on average, is a
choice.
"""
FEWEST_CELLS = 4
"""Of fewer no repetition means anything."""
# Names and places stay below it, stories do not.
LONG_TEXT = 80
CURRENCY = "€$£¥R"
PHONE_WORDS = ("tel", "phone", "fone", "whatsapp", "cel", "movil", "mobile", "handy")
# E.164 ends at fifteen digits; with fewer than seven a number is a year, a count or a
# price.
FEWEST_DIGITS, MOST_DIGITS = 7, 15
CURRENCIES = _("it has several currencies: {signs}")
DAYS_IN_WORDS = _(
    "some of its dates are text and not dates of the spreadsheet ({count}; the first is “{text}”): "
    "they are read as {locale} writes them"
)
NEARLY = _("taken for text, but most of its cells are {type}; these are not: {texts}")
NEARLY_MOST = 0.5
"""Above this part of the cells a type is asked about that the column did not get."""
SHOWN_TEXTS = 3
Parse = Callable[[str, Locality], object]


@dataclass(frozen=True)
class Kind:
    """A column's type: `choices` are the words in it, `unfit` the cells (by their
    rows) that are none of it; `is_money`, `is_long`: how it is said and asked.
    """

    type: str = "text"
    choices: tuple[str, ...] = ()
    unfit: tuple[int, ...] = ()
    is_money: bool = False
    is_long: bool = False
    doubts: tuple[str, ...] = field(default=())


def kind_of(label: str, cells: Sequence[tuple[int, Cell]], locality: Locality) -> Kind:
    """The type that most cells of a column have; text where none does."""
    if not cells:
        return Kind()
    for type, fits in TYPES:
        unfit = _unfit(fits, label, cells, locality)
        if unfit is None:
            continue
        # 25, 25, 25.50 are amounts, and not whole numbers with a slip.
        if type == "integer" and unfit and _are_numbers(label, cells, locality):
            continue
        return _with_doubts(Kind(type, unfit=unfit), cells, locality)
    kind = _words(cells)
    if kind.type != "text":
        return kind
    return replace(kind, doubts=_nearly(label, cells, locality))


def _nearly(
    label: str, cells: Sequence[tuple[int, Cell]], locality: Locality
) -> tuple[str, ...]:
    """What a column of text would be but for a few cells."""
    for type, fits in TYPES:
        others = []
        for _row, cell in cells:
            if not fits(label, cell, locality):
                others.append(cell.text)
        if len(others) >= NEARLY_MOST * len(cells):
            continue
        say = speaker(locality.language)
        texts = ", ".join(others[:SHOWN_TEXTS])
        if len(others) > SHOWN_TEXTS:
            texts += f", +{len(others) - SHOWN_TEXTS}"
        return (say(NEARLY, type=say(TYPE_WORDS[type]), texts=texts),)
    return ()


def _unfit(
    fits: Callable[[str, Cell, Locality], bool],
    label: str,
    cells: Sequence[tuple[int, Cell]],
    locality: Locality,
) -> tuple[int, ...] | None:
    """The rows of the cells that do not fit a type; None where too many do not."""
    most = (1 - MOST) * len(cells)
    rows: list[int] = []
    for row, cell in cells:
        if fits(label, cell, locality):
            continue
        rows.append(row)
        # Reading the rest of a large sheet would take most of the time.
        if len(rows) > most:
            return None
    return tuple(rows)


def _is_truth(_label: str, cell: Cell, locality: Locality) -> bool:
    if isinstance(cell.value, bool):
        return True
    # An x alone may mean anything; yes and no do not.
    return isinstance(cell.value, str) and _parses(
        lambda text, _: yes_or_no(text, locality.languages), cell, locality
    )


def _is_day(_label: str, cell: Cell, locality: Locality) -> bool:
    if isinstance(cell.value, date):
        return True
    return isinstance(cell.value, str) and _parses(
        lambda text, _: day(text, locality.languages, locality.locale), cell, locality
    )


def _is_email(_label: str, cell: Cell, locality: Locality) -> bool:
    return "@" in cell.text and _parses(lambda text, _: emails(text), cell, locality)


def _is_phone(label: str, cell: Cell, locality: Locality) -> bool:
    digits = sum(letter.isdigit() for letter in cell.text)
    if not FEWEST_DIGITS <= digits <= MOST_DIGITS or isinstance(cell.value, date):
        return False
    is_said = any(word in plain(label) for word in PHONE_WORDS)
    # A number of seven digits may be anything where the heading says nothing.
    if not is_said and (isinstance(cell.value, float) or not cell.text.startswith("+")):
        return False
    return is_said or _parses(phones, cell, locality)


def _is_whole(_label: str, cell: Cell, _locality: Locality) -> bool:
    return isinstance(cell.value, float) and cell.value.is_integer()


def _are_numbers(
    label: str, cells: Sequence[tuple[int, Cell]], locality: Locality
) -> bool:
    return all(_is_number(label, cell, locality) for _row, cell in cells)


def _is_number(_label: str, cell: Cell, locality: Locality) -> bool:
    if isinstance(cell.value, bool | date):
        return False
    if isinstance(cell.value, float):
        return True
    digits = cell.text.strip(CURRENCY + " ")
    return any(letter.isdigit() for letter in digits) and _parses_text(
        lambda text, _: decimal(text, locality.locale), digits, locality
    )


def _is_address(_label: str, cell: Cell, _locality: Locality) -> bool:
    return cell.text.startswith(("http://", "https://")) and " " not in cell.text


TYPES = (
    ("acknowledge", _is_truth),
    ("date", _is_day),
    ("email", _is_email),
    ("phone", _is_phone),
    ("integer", _is_whole),
    ("decimal", _is_number),
    ("url", _is_address),
)
"""In this order: what is also a number is a number last."""


def _parses(parse: Parse, cell: Cell, locality: Locality) -> bool:
    return _parses_text(parse, cell.text, locality)


def _parses_text(parse: Parse, text: str, locality: Locality) -> bool:
    try:
        parse(text, locality)
    except NotUnderstoodError:
        return False
    return True


def _with_doubts(
    kind: Kind, cells: Sequence[tuple[int, Cell]], locality: Locality
) -> Kind:
    """The kind, with what else its cells could mean."""
    say = speaker(locality.language)
    if kind.type == "decimal":
        signs = _currency_signs(cells)
        doubts = []
        if len(signs) > 1:
            doubts.append(say(CURRENCIES, signs=", ".join(sorted(signs))))
        return replace(kind, is_money=bool(signs), doubts=tuple(doubts))
    if kind.type == "date":
        texts = []
        for _row, cell in cells:
            if isinstance(cell.value, str):
                texts.append(cell.text)
        if texts:
            doubt = say(
                DAYS_IN_WORDS, count=len(texts), text=texts[0], locale=locality.locale
            )
            return replace(kind, doubts=(doubt,))
    return kind


def _currency_signs(cells: Sequence[tuple[int, Cell]]) -> set[str]:
    """The signs of currencies that stand in any of the cells."""
    signs: set[str] = set()
    for _row, cell in cells:
        signs.update(cell.text)
    return signs & set(CURRENCY)


def _words(cells: Sequence[tuple[int, Cell]]) -> Kind:
    """A choice where few words come again and again, else text."""
    texts = [cell.text for _row, cell in cells]
    parts = []
    for text in texts:
        parts.extend(_parts(text))
    # “water, garden” beside “water”: the words come again, not what is made of them.
    is_several = len({plain(part) for part in parts}) < len(
        {plain(text) for text in texts}
    )
    if len(parts) > len(texts) and is_several and _repeats(parts):
        return Kind("select_multiple", choices=_in_order(parts))
    if _repeats(texts):
        return Kind("select_one", choices=_in_order(texts))
    is_long = sum(map(len, texts)) > LONG_TEXT * len(texts)
    return Kind("text", is_long=is_long)


def _parts(text: str) -> list[str]:
    parts: list[str] = []
    for part in text.replace(";", ",").split(","):
        if part.strip():
            parts.append(part.strip())
    return parts


def _repeats(texts: Sequence[str]) -> bool:
    different = {plain(text) for text in texts}
    is_short = all(len(text) <= LONGEST_CHOICE for text in texts)
    is_few = 1 < len(different) <= MOST_CHOICES
    is_again = len(texts) >= max(FEWEST_CELLS, REPEATED * len(different))
    return is_short and is_few and is_again


def _in_order(texts: Sequence[str]) -> tuple[str, ...]:
    """Each word once, in its commonest spelling, the commonest first."""
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        spellings.setdefault(plain(text), Counter())[text] += 1
    commonest = [counter.most_common(1)[0] for counter in spellings.values()]
    totals = {
        counter.most_common(1)[0][0]: counter.total() for counter in spellings.values()
    }
    return tuple(
        sorted((word for word, _count in commonest), key=lambda word: -totals[word])
    )
