"""The dossier of a case as it is set on paper."""

from collections.abc import Iterator

from core.texts import direction
from core.texts import mark as _
from documents.head import head_of
from paper.case_papers import DossierPaper, Records, Section
from programme.model import Programme
from programme.records.display import short_date, written_date
from staff.committee.dossier.model import CriterionPart, Dossier, Group, SentFile
from staff.committee.dossier.words import kind_words, summary_words
from staff.say import say


def dossier_paper(
    programme: Programme, dossier: Dossier, language: str, made_on: str
) -> DossierPaper:
    """What stands on the pages of a dossier."""
    overview = [
        (part.label, kind_words(part), part.state, part.measure)
        for part in dossier.parts
    ]
    return DossierPaper(
        language=language,
        direction=direction(language),
        head=head_of(programme, language),
        title=say(_("Dossier: {name}"), name=dossier.name),
        made_on=made_on,
        facts=dossier.facts,
        summary=summary_words(dossier),
        overview_heads=(
            say(_("Criterion")),
            say(_("Kind")),
            say(_("How it stands")),
            say(_("Figure")),
        ),
        overview=tuple(overview),
        before_label=say(_("There at the beginning")),
        since_label=_since_words(dossier, language),
        sections=tuple(_sections(dossier, language)),
    )


def _since_words(dossier: Dossier, language: str) -> str:
    if dossier.began is None:
        return say(_("Evidence"))
    return say(_("Since {day}"), day=written_date(dossier.began, language))


def _sections(dossier: Dossier, language: str) -> Iterator[Section]:
    for part in dossier.parts:
        yield _criterion(part, language)
    if dossier.others:
        yield Section(
            say(_("Belongs to no criterion")),
            since=tuple(_records(group, language) for group in dossier.others),
        )
    for member, recommendation in dossier.recommendations:
        yield Section(member, said=recommendation)


def _criterion(part: CriterionPart, language: str) -> Section:
    values = [*part.said]
    if part.files:
        values.append((say(_("Files")), _names(part.files)))
    for score in part.scores:
        values.append((score.member, _joined(score.score, score.remark)))
    return Section(
        part.label,
        _joined(kind_words(part), part.state, part.measure),
        part.about,
        tuple(values),
        tuple(_records(group, language) for group in part.before),
        tuple(_records(group, language) for group in part.since),
        "" if part.has_evidence else say(_("Nothing shows it yet.")),
    )


def _joined(*texts: str) -> str:
    return " · ".join(filter(None, texts))


def _records(group: Group, language: str) -> Records:
    lines = []
    for line in group.lines:
        text = _joined(line.words, _names(line.files))
        lines.append((short_date(line.day, language) if line.day else "", text))
    return Records(group.heading, tuple(lines))


def _names(files: tuple[SentFile, ...]) -> str:
    return ", ".join(file.name for file in files)
