"""What the address of a form fills in (`?country=EC`), visibly."""

from collections.abc import Sequence

from fieldtypes.base import Locality
from fieldtypes.errors import NotUnderstoodError
from forms.web_form.names import IN_ADDRESS
from programme.models.forms import FormField


def prefilled(
    field: FormField, written: Sequence[str], locality: Locality
) -> list[str]:
    """The values of a question as a browser would send them.

    Choices by their names, however the address spells them; what is none is left out.
    """
    if not field.prefill or field.name in IN_ADDRESS:
        return []
    if not field.choices:
        return list(written[:1])
    names: list[str] = []
    for spelling in written:
        try:
            value = field.field_type.parse(spelling, field, locality)
        except NotUnderstoodError:
            continue
        if isinstance(value, list):
            names.extend(value)
        else:
            names.append(str(value))
    return names
