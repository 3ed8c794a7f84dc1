"""The pages of a form, in their order, and which of them are of
use to whoever fills it in.
"""

from collections.abc import Collection
from dataclasses import dataclass

from programme.models.forms import Form, FormField

FIRST = "first-page"
"""What stands before the first heading of a page.

No question can be called like that.
"""


@dataclass(frozen=True)
class FormPage:
    """What is shown together: its name, its heading (None for what stands before the
    first one), and what is on it.
    """

    name: str
    heading: FormField | None
    fields: tuple[FormField, ...]

    @property
    def questions(self) -> frozenset[str]:
        """The names of what is on it."""
        return frozenset(field.name for field in self.fields)

    def applies(
        self, relevant: Collection[str], question_names: Collection[str]
    ) -> bool:
        """Whether it has something to ask, given the parts that apply; a page without
        questions, something to say.

        `question_names`: the questions that this form asks at all.
        """
        questions = self.questions.intersection(question_names)
        if questions:
            return not questions.isdisjoint(relevant)
        return any(
            field.name in relevant and _says_something(field) for field in self.fields
        )


@dataclass(frozen=True)
class FormPages:
    """All pages of a form.

    `is_paged`: whether they are shown one after the other, and the
    answers once more at the end.
    """

    pages: tuple[FormPage, ...]
    is_paged: bool

    @classmethod
    def of(cls, form: Form) -> "FormPages":
        """A form without headings of pages is one page."""
        pages: list[FormPage] = []
        heading: FormField | None = None
        fields: list[FormField] = []
        for field in form.fields:
            if field.field_type.begins_page:
                if heading or fields:
                    pages.append(_page(heading, fields))
                heading = field
                fields = []
            else:
                fields.append(field)
        pages.append(_page(heading, fields))
        is_paged = form.check_answers or any(page.heading for page in pages)
        return cls(tuple(pages), is_paged)

    def page_of(self, question: str) -> str:
        """The name of the page that a question is on; "" for none."""
        for page in self.pages:
            if question in page.questions:
                return page.name
        return ""


def _page(heading: FormField | None, fields: list[FormField]) -> FormPage:
    if heading:
        name = heading.name
    else:
        name = FIRST
    return FormPage(name, heading, tuple(fields))


def _says_something(field: FormField) -> bool:
    if field.field_type.begins_section:
        return False
    return not field.field_type.is_asked or bool(field.calculate and field.label)
