"""Amounts of money: as many decimals as the currency has, neither more nor fewer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from babel.core import get_global

from core.notation.spelling import nearest
from core.texts import exact_text, texts
from core.texts import mark as _
from fieldtypes.base import Definition, Locality, Question, Value
from fieldtypes.cells import as_text, is_number
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import numbers
from fieldtypes.types.number import Number

# ISO 4217: most currencies have hundredths; the others are in the table above.
USUAL_DECIMALS = 2
MOST_FIGURES = 400
"""The largest floating-point number has 309 before the point."""
DECIMALS: Mapping[str, int] = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX",
         "UYI", "VND", "VUV", "XAF", "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip
"""ISO 4217's minor units where they are not two decimals.

Not those of CLDR, which says how amounts are usually shown: for it the Serbian dinar
has none, and 100,50 would be refused.
"""


@dataclass(frozen=True)
class Currency:
    """A currency by its code of ISO 4217."""

    code: str

    @property
    def decimals(self) -> int:
        """How many decimals its amounts have."""
        return DECIMALS.get(self.code, USUAL_DECIMALS)

    @property
    def pattern(self) -> str:
        """How a spreadsheet shows its amounts: 1,500.00 USD."""
        decimals = ""
        if self.decimals:
            decimals = f".{'0' * self.decimals}"
        return f'#,##0{decimals} "{self.code}"'

    def holds(self, amount: Decimal) -> bool:
        """Whether an amount can be paid in it to the last digit."""
        # Decimal's 28 figures are fewer than a cell's number may have.
        with localcontext(prec=MOST_FIGURES):
            return amount == round(amount, self.decimals)

    def shown(self, amount: Decimal, language: str) -> str:
        """An amount in words of a language; one that it does not have keeps all of its
        digits.
        """
        return f"{exact_text(language, amount, self.decimals)}\N{NO-BREAK SPACE}{self.code}"


class Money(Number):
    """An amount in the currency that its parameter names."""

    name = "money"
    xlsform = "decimal"
    input_mode = "decimal"
    parameters = ("currency",)

    def cell_format(self, definition: Definition) -> Mapping[str, str]:
        """With the decimals and the code of its currency; the cell holds a number, and
        so does a sum over it.
        """
        return {"type": "CURRENCY", "pattern": _currency(definition).pattern}

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """What the currency can hold: “1.500” pesos of Chile are 1500."""
        currency = _currency(definition)
        readings = numbers.readings(written, locality.locale)
        fitting = []
        for amount in readings:
            if currency.holds(amount):
                fitting.append(amount)
        if len(fitting) == 1:
            return _canonical(fitting[0])
        return _checked(numbers.decimal(written, locality.locale), currency, written)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """A number of the sheet, or a text as people write it."""
        if is_number(raw):
            # By its shortest writing: Decimal(0.1) would have 55 digits.
            amount = Decimal(repr(raw))
            return _checked(amount, _currency(definition), as_text(raw))
        return self.parse(as_text(raw), definition, locality)

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """With the decimals and the code of its currency."""
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            raise ValueError(str(value)) from None
        return _currency(definition).shown(amount, locality.language)

    def browser_format(self, definition: Definition) -> dict[str, int | str]:
        """The same for amounts that are computed in the page."""
        currency = _currency(definition)
        return {"decimals": currency.decimals, "unit": currency.code}

    def explanation(self, question: Question, locality: Locality) -> str:
        """In which currency."""
        currency = _currency(question)
        gettext = texts(locality.language).gettext
        if currency.decimals == 0:
            text = gettext(_("In {currency}, without decimals."))
        else:
            text = gettext(_("An amount in {currency}."))
        return text.format(currency=currency.code)

    def example(self, definition: Definition, number: int) -> Value:
        """Hundreds."""
        return number * 100

    def wrong_example(self, definition: Definition, written: object) -> str:
        """Only what the currency has."""
        currency = _currency(definition)
        if isinstance(written, int | float) and currency.holds(Decimal(str(written))):
            return ""
        return f"{definition.name}: {written} is no amount in {currency.code}, which has {currency.decimals} decimals"

    def mistakes(self, definition: Definition) -> Iterator[str]:
        """It names a currency that there is."""
        yield from super().mistakes(definition)
        code = definition.parameters.get("currency")
        codes = get_global("all_currencies")
        if code is None:
            yield "needs its currency, as in `parameters: {currency: USD}`"
        elif code not in codes:
            yield f'has a currency "{code}" that is no code of ISO 4217{nearest(str(code), codes)}'


def _currency(definition: Definition) -> Currency:
    return Currency(str(definition.parameters.get("currency", "")))


def _checked(amount: Decimal, currency: Currency, written: str) -> Value:
    """An amount that the currency has. Raises NotUnderstoodError."""
    if currency.holds(amount):
        return _canonical(amount)
    if currency.decimals == 0:
        text = _("“{value}” has decimals, and {currency} has none.")
        raise NotUnderstoodError(text, value=written, currency=currency.code)
    text = _("“{value}” has more decimals than the {count} of {currency}.")
    raise NotUnderstoodError(
        text, value=written, count=str(currency.decimals), currency=currency.code
    )


def _canonical(amount: Decimal) -> Value:
    if amount == amount.to_integral_value():
        return int(amount)
    return float(amount)


TYPES = (Money(),)
