"""How many mails may follow from forms that anybody can send: few to one address, and a share of the day's for a form. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.addresses import mailbox
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.messages import Notice
from journal.public_mails import PublicMail, Source
from journal.states import MessageState, Origin
from notify.drafts import MessageDraft
from notify.events import Occasion
from programme.model import Limits, Programme
from rules.people import team_row

ADDRESS_FULL = _("this address has had enough mails about forms for a day; the page showed the receipt")
BEYOND_PACE_PART = 0.5
"""The part of a form's mails of a day that may be about what came at too great a pace: the rest is for everybody else."""


@dataclass
class PublicLimits:
    """Counts mails one by one, those of the past day first. `confirmed`: mailboxes that the team knows."""

    limits: Limits
    sources: Mapping[str, Source]
    confirmed: Collection[str] = ()
    by_address: Counter[str] = field(default_factory=Counter)
    by_form: Counter[str] = field(default_factory=Counter)

    def count(self, mail: PublicMail) -> None:
        """One that was written. What was not sent counts for its form, too, so that no flood fills the outbox with it."""
        self.by_form[mail.form] += 1
        if mail.is_told and not mail.to_team:
            self.by_address[mailbox(mail.email)] += 1

    def occasion(self, occasion: Occasion) -> Occasion:
        """The occasion with as many of its messages as there is room for; the notices of the others are ruled out."""
        source = self.sources.get(occasion.reference)
        if source is None:
            return occasion
        drafts: list[MessageDraft] = []
        ruled_out: list[Notice] = []
        for draft in occasion.drafts:
            if self._is_form_full(source):
                ruled_out.extend(notice.key for notice in draft.notices)
            else:
                drafts.append(self._written(draft, source))
        return replace(occasion, drafts=tuple(drafts), ruled_out=tuple(ruled_out))

    def _is_form_full(self, source: Source) -> bool:
        most = self.limits.form_most(self.limits.mails_per_day)
        if source.origin is Origin.beyond_pace:
            most = round(most * BEYOND_PACE_PART)
        return self.by_form[source.form] >= most

    def _written(self, draft: MessageDraft, source: Source) -> MessageDraft:
        """The draft, counted; withdrawn from the start where its address has had enough: staff may send it all the same."""
        to_team = bool(team_row(draft.person))
        is_full = not to_team and self._is_address_full(draft.person.reach)
        self.count(PublicMail(source.form, draft.person.reach, to_team, is_told=not is_full))
        if is_full:
            return replace(draft, state=MessageState.withdrawn, reason=ADDRESS_FULL)
        return draft

    def _is_address_full(self, address: str) -> bool:
        key = mailbox(address)
        return key not in self.confirmed and self.by_address[key] >= self.limits.receipts_per_address


def within_limits(
    occasions: Iterable[Occasion],
    limits: Limits,
    sources: Mapping[str, Source],
    written: Sequence[PublicMail],
    confirmed: Collection[str],
) -> tuple[Occasion, ...]:
    """The occasions with the messages for which there is room. `written`: those of the past day."""
    room = PublicLimits(limits, sources, confirmed)
    for mail in written:
        room.count(mail)
    return tuple(room.occasion(occasion) for occasion in occasions)


def untold_problems(programme: Programme, untold: Mapping[str, int]) -> Iterator[Problem]:
    """A line for each form of which so many came within a day that no mails were written about some (form → how many)."""
    text = _(
        "So many forms “{form}” came within a day that no mail was written about {count} of them. Their rows are here; if they "
        "are not meant, delete them."
    )
    for name, count in untold.items():
        form = programme.forms.get(name)
        if form is not None:
            values = (("form", programme.text(form.title, programme.language)), ("count", str(count)))
            yield Problem(ProblemCode.many_forms, text, values, form.table)
