"""Web addresses."""

import re

from core.texts import mark as _
from fieldtypes.base import Definition, FieldType, Locality, Value
from fieldtypes.errors import NotUnderstoodError

WEB = re.compile(r"https?://[^\s/$.?#][^\s]*$", re.IGNORECASE)


class Url(FieldType):
    """A web address."""

    name = "url"
    is_free_words = True
    can_be_personal = True
    dash_is_blank = False
    input_mode = "url"

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """https:// is put in front where there is none."""
        if "://" in written:
            address = written.strip()
        else:
            address = f"https://{written.strip()}"
        if not WEB.match(address) or "." not in address:
            raise NotUnderstoodError(
                _("“{value}” is not a web address."), value=written
            )
        return address

    def example(self, definition: Definition, number: int) -> Value:
        """A page of a domain that is kept for examples."""
        return f"https://example.org/{number}"


TYPES = (Url(),)
