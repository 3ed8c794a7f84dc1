"""The headers of a workbook: their spellings, the languages in them, and
which ones a form is made of.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

LABEL, HINT = "label", "hint"
TEXTS = frozenset({LABEL, HINT, "guidance_hint", "required_message", "constraint_message",
    "hoja_title", "hoja_intro", "hoja_thanks"})  # fmt: skip
"""Headers that may name a language."""
MEDIA = frozenset({"image", "audio", "video", "big_image", "media", "autoplay"})
EXPRESSIONS = frozenset(
    {
        "required",
        "constraint",
        "relevant",
        "calculation",
        "read_only",
        "choice_filter",
        "repeat_count",
        "trigger",
    }
)
CODES = EXPRESSIONS | {
    "type",
    "name",
    "list_name",
    "default",
    "appearance",
    "parameters",
    "form_id",
}
"""Cells for a program: quotes that a word processor has bent are straight
there, and spaces are spaces.
"""
OURS = ("type", "table", "country_from", "most_words", "max_length", "max_files", "autocomplete", "prefill", "unique",
    "public_list", "choices_from", "choice_filter", "least", "most", "parent")  # fmt: skip
"""What a question says here and XLSForm has no word for, in
columns that begin with `hoja_`.
"""

NAME_HEADER = "hoja_name"
"""What a question is called here, where a workbook must call it otherwise."""
FILTER = "choice_filter"
OWN_WORDS = ("required", "relevant", "constraint", "calculation")
"""Expressions that a column of ours keeps as our files write them; choice_filter is
among OURS.
"""

SURVEY = (
    TEXTS | MEDIA | CODES
    | {f"hoja_{name}" for name in (*OURS, *OWN_WORDS)} | {NAME_HEADER}
    | {"save_to", "disabled", "intent", "query", "note", "comments", "rows", "hxl", "instance", "bind", "body"}
)  # fmt: skip
CHOICES = frozenset({"list_name", "name", "hoja_aliases", LABEL}) | MEDIA
SETTINGS = frozenset({
    "form_title", "form_id", "version", "default_language", "style", "instance_name", "public_key", "submission_url",
    "auto_send", "auto_delete", "allow_choice_duplicates", "name", "namespaces", "omit_instanceid", "sms_keyword",
    "sms_separator", "sms_allow_media", "sms_date_format", "sms_datetime_format", "prefix", "delimiter", "compact_tag",
    "clean_text_values",
    "hoja_title", "hoja_intro", "hoja_thanks", "hoja_opens", "hoja_closes", "hoja_most",
})  # fmt: skip
KNOWN: Mapping[str, frozenset[str]] = {
    "survey": SURVEY,
    "choices": CHOICES,
    "settings": SETTINGS,
}

ALIASES: Mapping[str, str] = {
    "relevance": "relevant", "bind::relevant": "relevant", "caption": "label", "question": "label", "calculate": "calculation",
    "bind::calculate": "calculation", "bind::calculation": "calculation", "bind::required": "required",
    "bind::constraint": "constraint", "readonly": "read_only", "bind::readonly": "read_only", "bind::read_only": "read_only",
    "constraint_msg": "constraint_message", "bind::jr:constraintmsg": "constraint_message",
    "bind::constraint_message": "constraint_message",
    "constraintmsg": "constraint_message", "required_msg": "required_message", "requiredmsg": "required_message",
    "bind::jr:requiredmsg": "required_message", "bind::required_message": "required_message",
    "control::appearance": "appearance",
    "body::appearance": "appearance", "control::jr:count": "repeat_count", "jr:count": "repeat_count", "count": "repeat_count",
    "bind::type": "type", "command": "type", "tag": "name", "value": "name", "noapperrorstring": "constraint_message",
    "no_app_error_string": "constraint_message",
    "media::image": "image", "media::audio": "audio", "media::video": "video", "media::big_image": "big_image",
    "big-image": "big_image", "media::big-image": "big_image", "bind::saveto": "save_to",
}  # fmt: skip
"""Other names of survey columns; compared in small letters, with _ for spaces."""
ELSEWHERE: Mapping[str, Mapping[str, str]] = {
    "choices": {"list": "list_name", "listname": "list_name", "value": "name", "caption": "label", "media::image": "image",
                "media::audio": "audio", "media::video": "video", "media::big-image": "big_image", "big-image": "big_image"},
    "settings": {"title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
                 "defaultlanguage": "default_language", "default_lang": "default_language"},
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    """A header as it is understood.

    `language`: as the workbook writes it, "" where none is named.
    """

    name: str
    language: str = ""


def own_header(name: str) -> str:
    """The column of ours for a key of a form's file, or for the words of an
    expression as our files have them.
    """
    return f"hoja_{name}"


def header(written: str, sheet: str) -> Header:
    """What a header cell names: `Label :: Español (es)` is the label in Español
    (es).
    """
    parts = [
        part.strip()
        for part in re.split(r"\s*::\s*", written.replace("\xa0", " ").strip())
    ]
    if len(parts) == 1 and ":" in written and not written.startswith("jr:"):
        # One colon did the same in old workbooks.
        parts = [part.strip() for part in written.replace("jr:", "jr\0").split(":")]
        parts = [part.replace("jr\0", "jr:") for part in parts]
    parts = [_plain(parts[0]), *parts[1:]]
    if sheet == "survey":
        aliases = ALIASES
    else:
        aliases = ELSEWHERE.get(sheet, {})
    # The longest beginning that is a name; what follows it is the language.
    for size in range(len(parts), 0, -1):
        name = "::".join([parts[0], *(_plain(part) for part in parts[1:size])])
        name = aliases.get(name, name)
        if name in KNOWN.get(sheet, frozenset()) or size == 1:
            return Header(name, "::".join(parts[size:]))
    raise AssertionError("a header has a first part")


def is_attribute(head: Header) -> bool:
    """Whether a column of the sheet choices is one of a form's own."""
    if head.name in CHOICES:
        return False
    if head.language:
        return False
    return re.fullmatch(r"[\w.-]+", head.name) is not None


def _plain(word: str) -> str:
    return re.sub(r"\s+", "_", word.strip().lower())
