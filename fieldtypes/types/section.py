"""Parts of a form: a heading with the questions that follow it."""

from fieldtypes.base import FieldType, Question, Widget


class Section(FieldType):
    """The heading of the questions that follow, until the next section; where it does not apply, none of them does."""

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


TYPES = (Section(), Page())
