"""How many mails may follow from forms that anybody can send: few to one address, and a
share of the day's for a form.

Pure.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.notation.addresses import mailbox
from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.mails.holds.public_mails import PublicMail, Source
from journal.mails.messages import Notice
from journal.states import MessageState, Origin
from notify.composing.drafts import MessageDraft
from notify.planning.events import Occasion
from programme.model import Limits, Programme
from rules.recipients.team import team_row

ADDRESS_FULL = _(
    "this address has had enough mails about forms for a day; the page showed the receipt"
)
BEYOND_PACE_PART = 0.5
"""The part of a form's mails of a day that may be about what came at too great a pace:
the rest is for everybody else.
"""


@dataclass
class PublicLimits:
    """Counts mails one by one, those of the past day first.

    `confirmed`: mailboxes that the team knows; `by_form`: by form and whether
    they go out, so that what is withdrawn takes no room from what is told, and
    is not without end either.
    """

    limits: Limits
    sources: Mapping[str, Source]
    confirmed: Collection[str] = ()
    by_address: Counter[str] = field(default_factory=Counter)
    by_form: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def count(self, mail: PublicMail) -> None:
        """One that was written."""
        self.by_form[mail.form, mail.is_told] += 1
        if mail.is_told and not mail.to_team:
            self.by_address[mailbox(mail.email)] += 1

    def occasion(self, occasion: Occasion) -> Occasion:
        """The occasion with as many of its messages as there is room for; the notices
        of the others are ruled out.

        Withdrawn from the start is what goes to an address that has had enough: staff
        may send it all the same.
        """
        source = self.sources.get(occasion.reference)
        if source is None:
            return occasion
        drafts: list[MessageDraft] = []
        ruled_out: list[Notice] = []
        for draft in occasion.drafts:
            to_team = bool(team_row(draft.person))
            address = draft.person.reach
            mail = PublicMail(
                source.form,
                address,
                to_team,
                to_team or not self._is_address_full(address),
            )
            if self._is_form_full(source, mail):
                for notice in draft.notices:
                    ruled_out.append(notice.key)
                continue
            self.count(mail)
            withdrawn = replace(
                draft, state=MessageState.withdrawn, reason=ADDRESS_FULL
            )
            drafts.append(draft if mail.is_told else withdrawn)
        return replace(occasion, drafts=tuple(drafts), ruled_out=tuple(ruled_out))

    def _is_form_full(self, source: Source, mail: PublicMail) -> bool:
        limit = self.limits.form_most(self.limits.mails_per_day)
        if source.origin is Origin.beyond_pace:
            limit = round(limit * BEYOND_PACE_PART)
        return self.by_form[source.form, mail.is_told] >= limit

    def _is_address_full(self, address: str) -> bool:
        key = mailbox(address)
        return (
            key not in self.confirmed
            and self.by_address[key] >= self.limits.receipts_per_address
        )


def within_limits(
    occasions: Iterable[Occasion],
    limits: Limits,
    sources: Mapping[str, Source],
    written: Sequence[PublicMail],
    confirmed: Collection[str],
) -> tuple[Occasion, ...]:
    """The occasions with the messages for which there is room.

    `written`: those of the past day.
    """
    allowance = PublicLimits(limits, sources, confirmed)
    for mail in written:
        allowance.count(mail)
    return tuple(allowance.occasion(occasion) for occasion in occasions)


def untold_problems(
    programme: Programme, untold: Mapping[str, int]
) -> Iterator[Problem]:
    """A line for each form of which so many came within a day that no mails were
    written about some (form → how many).
    """
    text = _(
        "So many forms “{form}” came within a day that no mail was written about {count} of them. Their rows are here; if they "
        "are not meant, delete them."
    )
    for name, count in untold.items():
        form = programme.forms.get(name)
        if form is not None:
            values = (
                ("form", programme.text(form.title, programme.language)),
                ("count", str(count)),
            )
            yield Problem(ProblemCode.many_forms, text, values, form.table)
