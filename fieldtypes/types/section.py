"""Parts of a form: a heading with the questions that follow it, and questions that can
be answered several times.
"""

from collections.abc import Iterator

from fieldtypes.base import Definition, FieldType, Question, Widget


class Section(FieldType):
    """The heading of the questions that follow, until the next section; where it does
    not apply, none of them does.
    """

    name = "section"
    xlsform = "begin_group"
    is_asked = False
    is_stored = False
    begins_section = True

    def widget(self, question: Question) -> Widget:
        """None: its label is all."""
        return Widget.nothing


class Page(Section):
    """The heading of a page of its own; it is one part with the sections on it."""

    name = "page"
    begins_page = True


class Repeat(FieldType):
    """Questions that are answered once for each of several things; each
    repetition is a row of `table`.
    """

    name = "repeat"
    xlsform = "begin_repeat"
    is_asked = False
    is_stored = False
    is_repeat = True

    def widget(self, question: Question) -> Widget:
        """None: its label is all."""
        return Widget.nothing

    def mistakes(self, definition: Definition) -> Iterator[str]:
        """Its `table` takes the rows, and is no list of records to choose from."""
        for mistake in super().mistakes(definition):
            if mistake != "must not have `table`":
                yield mistake
        if definition.table is None:
            yield "needs `table`: the table in which each repetition is a row"


TYPES = (Section(), Page(), Repeat())
