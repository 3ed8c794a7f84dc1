"""Data validation as people meet it on the page.

Writes through the API are never refused by it.
"""

from sheets.local.errors import ApiError
from sheets.local.formulas.evaluate import Calculator
from sheets.local.model import a1
from sheets.local.model.json_parts import items_of
from sheets.local.model.spreadsheet import Book, Json, Scalar, is_number


def kind(rule: Json) -> str:
    """The type of a rule's condition."""
    return str(rule.get("condition", {}).get("type"))


def options(rule: Json, book: Book | None = None) -> list[str]:
    """The values of a list, or those of the range that holds them."""
    values = []
    for value in items_of(rule["condition"], "values"):
        values.append(str(value.get("userEnteredValue", "")))
    if kind(rule) != "ONE_OF_RANGE" or not values or book is None:
        return values
    try:
        area = a1.parse(values[0].removeprefix("="), book)
    except ApiError:
        # The range was deleted: the rule stays, and offers nothing.
        return []
    cells = Calculator(book).values(area)
    # Each text is offered once, as at Google.
    return list(dict.fromkeys(str(value) for value in cells if value not in (None, "")))


def shown(rule: Json, book: Book) -> Json:
    """What the page needs of a rule."""
    answer: Json = {"kind": kind(rule), "strict": bool(rule.get("strict"))}
    if kind(rule) in ("ONE_OF_LIST", "ONE_OF_RANGE"):
        answer["options"] = options(rule, book)
    return answer


def allows(rule: Json, value: Scalar, text: str) -> bool:
    """Whether a value, shown as `text`, agrees with a rule of the kinds known here."""
    if value is None:
        return True
    rule_kind = kind(rule)
    if rule_kind == "ONE_OF_LIST":
        allowed = options(rule)
        # A drop-down with several choices holds them in one cell, with commas.
        return text in allowed or all(
            part.strip() in allowed for part in text.split(",")
        )
    if rule_kind == "BOOLEAN":
        return isinstance(value, bool) or text in options(rule)
    if rule_kind == "DATE_IS_VALID":
        return is_number(value)
    return True
