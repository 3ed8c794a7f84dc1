"""The programme with the questions that staff have published, taken over by every
process as soon as they are.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.clock import steady_seconds
from form_tabs.file_only import FileOnly
from journal.database import Journal
from journal.forms import form_publications
from journal.forms.form_publications import Publication
from programme.load import Sources, build
from programme.model import Programme
from programme.reading.mistakes import Mistakes
from programme.reading.questions import Questions

log = logging.getLogger("hoja.forms")
LIVE = "hoja.live"
"""Where an application holds the one of its process."""
# A page that is opened often must not ask the database each time; nobody publishes
# and looks within half a second.
HALF_A_SECOND = 0.5
BUILDS_KEPT = 4
BuildKey = tuple[Sources, tuple[tuple[str, str], ...]]
VERSIONS_TRIED = 5
"""Publications of a form that are tried, the newest first, where the programme's files
do not go with them any more.
"""


@dataclass(frozen=True)
class Live:
    """What is live now.

    `number`: of the newest publication; `questions`: form → what it asks in place of
    its file; `faults`: form → why the newest publication is not what is live.
    """

    programme: Programme
    number: int = 0
    questions: Mapping[str, Questions] = field(default_factory=dict)
    faults: Mapping[str, Sequence[str]] = field(default_factory=dict)


class RecentBuilds:
    """The last programmes that were put together: a tab that is looked at, shown and
    published is built once, which takes some tenths of a second.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._builds: dict[BuildKey, tuple[Programme | None, Mistakes]] = {}

    def built(
        self,
        sources: Sources,
        content: Mapping[str, str],
        elsewhere: Mapping[str, Questions],
    ) -> tuple[Programme | None, Mistakes]:
        """What the files and these questions give, and what is wrong with it; nobody
        may change either.

        `content`: the questions of `elsewhere` as texts.
        """
        key = (sources, tuple(sorted(content.items())))
        with self._lock:
            recent = self._builds.pop(key, None)
        if recent is None:
            mistakes = Mistakes(sources.folder)
            recent = build(sources, mistakes, elsewhere), mistakes
        with self._lock:
            # Behind the others: the first is the one that nobody has asked for longest.
            self._builds[key] = recent
            while len(self._builds) > BUILDS_KEPT:
                del self._builds[next(iter(self._builds))]
        return recent


RECENT = RecentBuilds()


class LiveProgramme:
    """Holds what is live, and puts it together anew when somebody has published. One a
    process; threads may share it.

    `sources`: the programme's files, as they were read; None where
    nothing is ever published.
    """

    def __init__(
        self, base: Programme, sources: Sources | None, journal: Journal
    ) -> None:
        self.base = base
        self.sources = sources
        self.journal = journal
        self.current = Live(base)
        self.lock = threading.Lock()
        self.forms = tuple(
            name for name, form in base.forms.items() if form.edited_in_sheet
        )
        """The forms that staff edit."""
        self.is_begun = False
        self.asked = float("-inf")
        self._file_only: dict[str, FileOnly] = {}

    def refresh(self) -> bool:
        """Takes over what was published since, at the cost of one query; True where the
        programme is another one then.
        """
        if not self.forms or self.sources is None:
            return False
        with self.lock, self.journal.read() as connection:
            number = form_publications.newest_number(connection)
            if self.is_begun and number == self.current.number:
                return False
            publications: dict[str, list[Publication]] = {}
            for form in self.forms:
                publications[form] = form_publications.of_form(
                    connection, form, VERSIONS_TRIED
                )
            before, self.current, self.is_begun = (
                self.current,
                self._live(number, publications),
                True,
            )
        return self.current.programme is not before.programme

    def refresh_if_due(self) -> None:
        """As `refresh`, at most twice a second: what a page asks each time it is
        made.
        """
        if self.forms and steady_seconds() - self.asked > HALF_A_SECOND:
            self.asked = steady_seconds()
            self.refresh()

    def file_only(self, form: str) -> FileOnly:
        """What only the files say of a form."""
        if form not in self._file_only:
            self._file_only[form] = FileOnly.of(self.base, form)
        return self._file_only[form]

    def with_questions(
        self, form: str, questions: Questions | None
    ) -> tuple[Programme | None, Mistakes]:
        """The programme if a form had these questions (None: those of its file), and
        what would be wrong with it.
        """
        elsewhere = {}
        for name, questions_there in self.current.questions.items():
            if name != form:
                elsewhere[name] = questions_there
        if questions is not None:
            elsewhere[form] = questions
        return self._built(elsewhere)

    def _live(
        self, number: int, publications: Mapping[str, Sequence[Publication]]
    ) -> Live:
        """1.

        All newest publications together. 2. Where that is wrong, form by form: its
        newest one that goes with the files and with the forms before it, or the
        questions of its file. The site is never without a form.
        """
        newest: dict[str, Questions] = {}
        for form, of_form in publications.items():
            if of_form and of_form[0].questions is not None:
                newest[form] = Questions.model_validate(of_form[0].questions)
        if not newest:
            return Live(self.base, number)
        programme, mistakes = self._built(newest)
        if programme is not None and not mistakes.found:
            return Live(programme, number, newest)
        live = Live(self.base, number)
        faults = dict[str, Sequence[str]]()
        for form, of_form in publications.items():
            live, lines = self._first_that_holds(live, form, of_form)
            if lines:
                faults[form] = lines
                log.warning(
                    "%s: what was published does not go with the programme's files: %s",
                    form,
                    lines[0],
                )
        return Live(live.programme, number, live.questions, faults)

    def _first_that_holds(
        self, live: Live, form: str, publications: Sequence[Publication]
    ) -> tuple[Live, Sequence[str]]:
        """What is live with the newest publication of a form that goes with the
        rest; and why none newer does.
        """
        lines: Sequence[str] = ()
        for publication in publications:
            if publication.questions is None:
                break
            questions = {
                **live.questions,
                form: Questions.model_validate(publication.questions),
            }
            programme, mistakes = self._built(questions)
            if programme is not None and not mistakes.found:
                return Live(programme, live.number, questions), lines
            lines = lines or mistakes.report().splitlines()
        return live, lines

    def _built(
        self, elsewhere: Mapping[str, Questions]
    ) -> tuple[Programme | None, Mistakes]:
        assert self.sources is not None
        content = {name: asked.model_dump_json() for name, asked in elsewhere.items()}
        return RECENT.built(self.sources, content, elsewhere)
