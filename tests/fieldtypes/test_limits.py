"""Numbers and days that no reader should have to take in."""

import pytest

from fieldtypes.errors import NotUnderstoodError
from fieldtypes.parsing import dates, numbers


@pytest.mark.parametrize("written", ["9" * 400, "9" * 5000, "NaN", "1" + "0" * 15])
def test_number_beyond_reason_is_refused_at_once(written):
    with pytest.raises(NotUnderstoodError):
        numbers.decimal(written, "es_EC")


@pytest.mark.parametrize(
    "written", ["9999-12-31", "0001-01-01", "2026-02-31", "1 de " + "enero " * 20_000]
)
def test_day_beyond_reason_is_refused_at_once(written):
    with pytest.raises(NotUnderstoodError):
        dates.day(written, ("es",), "es_EC")
