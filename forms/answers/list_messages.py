"""What a form says of its lists: nothing to choose from, a choice that does not fit, a
search that leaves something open.
"""

from collections.abc import Collection
from typing import Any

from core.texts import mark as _
from forms.access.contacts import who_answers
from forms.answers.offered import MOST_MATCHES
from forms.services import current_services
from forms.web_form.choice_fields import ListedField
from forms.web_form.fields import FormContext
from programme.form_parts.form_logic import QuestionLogic
from programme.form_parts.repeats import ANSWER
from programme.models.forms import Form, FormField


def nothing_to_choose(field: FormField, context: FormContext) -> str:
    """What stands where nothing can be chosen; for what must be
    answered, whom to write to.
    """
    nothing = context.say(_("There is nothing to choose from here at the moment."))
    if field.required is not True:
        return nothing
    name, address = who_answers(context.programme, current_services().journal)
    name = name or context.programme.text(context.programme.name, context.language)
    if not address:
        ask_us = context.say(
            _("Without an answer here the form cannot be sent; please ask us.")
        )
        return f"{nothing} {ask_us}"
    ask = context.say(
        _("Without an answer here the form cannot be sent. Please write to {name}:"),
        name=name,
    )
    return f"{nothing} {ask} {address}"


def answer_first(part: QuestionLogic, form: Form, context: FormContext) -> str:
    """What stands there until the other questions are answered;
    "" where no answer decides.
    """
    if not part.is_filtered or part.choice_filter is None:
        return ""
    names = {part.qualified(name) for name in part.choice_filter.questions}
    labels = []
    for field in form.fields:
        inner = [(f"{field.name}.{each.name}", each) for each in field.fields]
        for name, question in ((field.name, field), *inner):
            if name in names:
                text = context.programme.text(question.label, context.language)
                labels.append(text)
    questions = ", ".join(ANSWER.sub("…", label) for label in labels)
    text = _(
        "What you can choose here follows from another answer. Please answer this first: {questions}"
    )
    return context.say(text, questions=questions)


def labels_of(listed: Any, values: Collection[str]) -> str:
    """Values in the words of the list."""
    parts = []
    for choice in listed.choices:
        if choice.value in values:
            parts.append(str(choice.label))
    return ", ".join(parts)


def does_not_fit(listed: Any, names: Collection[str], context: FormContext) -> str:
    """What is said of a choice that other answers have ruled out."""
    text = _("“{value}” does not go with your other answers. Please choose again.")
    return context.say(text, value=labels_of(listed, names) or ", ".join(names))


def search_result(
    listed: ListedField, fitting: Collection[str], context: FormContext
) -> str:
    """What is said of a search that leaves open what is meant."""
    count = len(listed.matching(fitting))
    if count == 0:
        return context.say(
            _("Nothing here is called like “{value}”. Please look how it is written."),
            value=listed.sought,
        )
    if count > MOST_MATCHES:
        text = _(
            "Here are the first {most} of {count} entries that match “{value}”. "
            "If yours is not among them, please write more of the name."
        )
        return context.say(
            text, count=str(count), value=listed.sought, most=str(MOST_MATCHES)
        )
    text = _("Several entries match “{value}” ({count}). Please choose one.")
    return context.say(text, count=str(count), value=listed.sought)
