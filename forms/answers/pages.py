"""A form page by page: which one is shown, and where its buttons lead. The server keeps
nothing: every page carries all answers.

The parts that are not shown are in the page, hidden, and so nothing that was typed is
lost on any way through the form.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from werkzeug.datastructures import MultiDict

from forms.answers.check import CheckedAnswers
from forms.web_form.build import WebForm
from forms.web_form.names import (
    ARRIVED_BY,
    ARRIVED_NOTE,
    CONSENT,
    CSRF,
    PUBLICATION,
    SHOWN,
)
from programme.form_parts.form_pages import FormPage, FormPages
from programme.models.forms import FormField

AT, SEEN, CHANGING = "at-page", "seen-before", "is-changing"
"""The page's fields: which page it is, the questions that others have shown, and
whether it was opened for a change.
"""
TO_PAGE, TO_QUESTION = "to-page", "to-question"
"""The buttons that only lead to another page, and judge nothing."""
CHECK = "check-answers"
"""The last page, with all answers, consent and “Send”.

No question can be called like that.
"""
AT_THE_END = {CONSENT, PUBLICATION, ARRIVED_BY, ARRIVED_NOTE, CSRF}
"""What stands beside “Send”."""


@dataclass(frozen=True)
class Position:
    """Where somebody is in a form.

    `seen`: the questions shown so far; `is_changing`: they came from the list of their
    answers and go back to it; `question`: the one that they want to change; `tells`:
    what is wrong on the page is told.
    """

    page: str = ""
    seen: frozenset[str] = frozenset()
    is_changing: bool = False
    question: str = ""
    tells: bool = False

    @classmethod
    def posted(cls, data: MultiDict[str, str]) -> "Position":
        """What a page that is sent says of itself."""
        seen = frozenset((*data.get(SHOWN, "").split(), *data.get(SEEN, "").split()))
        return cls(data.get(AT, ""), seen, CHANGING in data)


@dataclass(frozen=True)
class Course:
    """The way through a form, given what its answers come to at the moment."""

    pages: FormPages
    bound: WebForm
    checked: CheckedAnswers

    @cached_property
    def applying(self) -> tuple[FormPage, ...]:
        """The pages that are not skipped."""
        relevant = self.checked.decision.relevant
        pages = self.pages.pages
        questions = []
        for page in pages:
            for field in page.fields:
                if field.name in self.bound:
                    questions.append(field.name)
        applying = []
        for page in pages:
            if page.applies(relevant, questions):
                applying.append(page)
        return tuple(applying)

    @property
    def names(self) -> list[str]:
        """The pages that are shown, in their order; the list
        of answers is the last one.
        """
        return [*(page.name for page in self.applying), CHECK]

    def shown(self, position: Position) -> str:
        """The name of the page that is shown: the first one where
        nobody has said anything else.
        """
        if position.page in self.names:
            return position.page
        return self.names[0]

    def unseen(self, page: FormPage, seen: Collection[str]) -> bool:
        """Whether a page asks something that nobody has been shown."""
        decision = self.checked.decision
        unseen = (name for name in self._questions(page) if name not in seen)
        return any(decision.can_answer(name) for name in unseen)

    def is_wrong(self, page: FormPage) -> bool:
        """Whether an answer on a page was judged and is wrong."""
        return any(self.bound[name].errors for name in self._questions(page))

    def _questions(self, page: FormPage) -> list[str]:
        """The names of what a page asks in this browser."""
        questions: list[str] = []
        for field in page.fields:
            if field.name in self.bound:
                questions.append(field.name)
        return questions

    def page(self, position: Position) -> "ShownPage":
        """What is shown; from the list of answers, the first page
        where something is wrong.
        """
        name = self.shown(position)
        if name != CHECK or not self.pages.is_paged:
            return ShownPage(self, position, name)
        for page in self.applying:
            if self.is_wrong(page):
                return ShownPage(
                    self,
                    replace(position, page=page.name, is_changing=True, tells=True),
                    page.name,
                )
        return ShownPage(self, position, name)

    def onward(self, position: Position) -> Position:
        """Where “Continue” leads, and “Send” where the form cannot be sent yet.

        1. A page stays as long as something on it is new or wrong.
        2. Then comes the next one, where nothing is told yet; who came to change an
           answer passes over what stays as it was.
        3. Before the list of answers comes whatever nobody has been shown,
           or does not fit any more.
        """
        current = self.shown(position)
        current_pages = []
        for page in self.applying:
            if page.name == current:
                current_pages.append(page)
        stay = self._open(current_pages, position)
        if stay:
            return stay
        if current == CHECK:
            following = CHECK
        else:
            following = self.names[self.names.index(current) + 1]
        if not position.is_changing and following != CHECK:
            return replace(position, page=following)
        open_position = self._open(self.applying, position)
        if open_position:
            return replace(open_position, is_changing=True)
        # Consent is not asked for before somebody wants to send.
        return replace(position, page=CHECK, is_changing=False, tells=current == CHECK)

    def _open(self, pages: Sequence[FormPage], position: Position) -> Position | None:
        """The first page with something new or wrong.

        What is wrong beside something new is not told yet.
        """
        for page in pages:
            if self.unseen(page, position.seen):
                return replace(position, page=page.name)
            if self.is_wrong(page):
                return replace(position, page=page.name, tells=True)
        return None


@dataclass(frozen=True)
class ShownPage:
    """For the template: the page that is shown.

    `number` of `count`, the list of answers among them.
    """

    course: Course
    position: Position
    name: str

    @property
    def is_paged(self) -> bool:
        """Whether the form is shown page by page."""
        return self.course.pages.is_paged

    @property
    def pages(self) -> Sequence[FormPage]:
        """All pages; those that are not shown are in the page, hidden."""
        return self.course.pages.pages

    @property
    def is_moved(self) -> bool:
        """Whether somebody came here by a button, so that what
        is new is to be read first.
        """
        return self.is_paged and bool(self.position.page)

    @property
    def heading(self) -> FormField | None:
        """The heading of what is shown."""
        for page in self.pages:
            if page.name == self.name:
                return page.heading
        return None

    @property
    def is_check(self) -> bool:
        """Whether this is the list of answers."""
        return self.is_paged and self.name == CHECK

    @property
    def sends(self) -> bool:
        """Whether its button sends the form."""
        return not self.is_paged or self.is_check

    @property
    def number(self) -> int:
        """Which page this is."""
        return self.course.names.index(self.name) + 1

    @property
    def count(self) -> int:
        """How many there are, by the answers so far."""
        return len(self.course.names)

    @property
    def is_first(self) -> bool:
        """Whether nothing comes before it."""
        return not self.is_paged or self.number == 1

    @property
    def back(self) -> str:
        """Where “Back” leads; "" where nothing comes before."""
        if self.position.is_changing:
            return CHECK
        if self.is_first:
            return ""
        return self.course.names[self.number - 2]

    @property
    def seen(self) -> str:
        """The questions that other pages have shown, to be sent along."""
        names = set(self.position.seen)
        for page in self._shown_pages():
            names.difference_update(page.questions)
        # What a browser sends is not put into a page unread.
        return " ".join(sorted(name for name in names if name in self.course.bound))

    @property
    def applying(self) -> tuple[str, ...]:
        """The questions that are shown here."""
        decision = self.course.checked.decision
        questions = []
        for field in self._shown_fields():
            if field.field_type.is_asked:
                questions.append(field)
        names = []
        for field in questions:
            if decision.can_answer(field.name):
                names.append(field.name)
        return tuple(names)

    def is_here(self, page: FormPage) -> bool:
        """Whether a page is shown; all are where the form is not paged."""
        return not self.is_paged or page.name == self.name

    def clear_others(self) -> None:
        """What is wrong elsewhere is told there."""
        names: Collection[str] = ()
        if self.position.tells:
            if self.is_check:
                names = AT_THE_END
            else:
                names = {field.name for field in self._shown_fields()}
        for field in self.course.bound:
            if field.name not in names:
                field.errors = []

    def _shown_pages(self) -> list[FormPage]:
        pages: list[FormPage] = []
        for page in self.pages:
            if self.is_here(page):
                pages.append(page)
        return pages

    def _shown_fields(self) -> list[FormField]:
        fields: list[FormField] = []
        for page in self._shown_pages():
            fields.extend(page.fields)
        return fields
