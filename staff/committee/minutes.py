"""The minutes of a session, in a language of the programme."""

from core.texts import direction
from core.texts import mark as _
from documents.head import head_of
from journal.committee.sessions import CommitteeSession
from paper.case_papers import MinutesPaper, Section
from programme.records.display import written_date
from staff.committee.closing import criteria_then
from staff.committee.dossier.words import counted_words
from staff.committee.sessions import Agenda, CaseOnAgenda, Entered
from staff.say import say


def minutes_paper(
    agenda: Agenda, session: CommitteeSession, language: str
) -> MinutesPaper:
    """What stands in the minutes; they say that they are a draft
    until the session is closed.
    """
    programme = agenda.programme
    head = Entered.kept(session.head)
    day = written_date(session.day, language)
    facts = [
        (say(_("Date")), day),
        (say(_("Place or link")), head.place),
        (say(_("Presides")), head.presides),
        (say(_("Secretary")), head.secretary),
        (say(_("Present")), head.everybody),
        (say(_("Notes")), head.notes),
    ]
    signatures = [
        (head.presides, say(_("Presides"))),
        (head.secretary, say(_("Secretary"))),
    ]
    draft = ""
    if not session.closed_at:
        draft = say(_("Draft: the session has not been closed yet."))
    return MinutesPaper(
        language=language,
        direction=direction(language),
        head=head_of(programme, language),
        title=say(_("Minutes of the session of {day}"), day=day),
        draft=draft,
        facts=tuple((label, text) for label, text in facts if text),
        sections=tuple(_section(agenda, case) for case in agenda.cases_of(session)),
        signatures=tuple((name, office) for name, office in signatures if name),
    )


def _section(agenda: Agenda, case: CaseOnAgenda) -> Section:
    values = [
        (say(_("Criteria")), _criteria_words(agenda, case)),
        (
            say(_("Took no part, for a conflict of interest")),
            case.decided.recused_words,
        ),
        (say(_("Reasons")), case.decided.reasons),
    ]
    result = case.result or say(_("Nothing has been decided."))
    return Section(
        case.name, result, said=tuple((label, text) for label, text in values if text)
    )


def _criteria_words(agenda: Agenda, case: CaseOnAgenda) -> str:
    """What the criteria came to when the session was closed; what they come to
    now, as long as it is not.
    """
    counted = case.counted or criteria_then(agenda, case.reference)
    if not counted:
        return ""
    met, count, missing = (
        int(str(counted[name])) for name in ("met", "criteria", "missing")
    )
    return counted_words(met, count, missing)
