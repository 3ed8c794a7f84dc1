"""What the guides print in italics stands so on the pages, in mails or in the sheet."""

import re

import pytest

from tests.house import ROOT

GUIDES = ("coordinators-guide", "desk", "for-the-team", "texts-of-mails")
ENDINGS = {"en": "", "es": ".es", "pt": ".pt"}
SHEET = "es"
ITALICS = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
QUOTED = re.compile(r'"[^"]*"')
OTHERS = {
    *("desk", "escritorio", "mesa"),
    *("a town’s page", "la página de un municipio", "a página de um município"),
    *("[traducción automática]", "[tradução automática]", "[machine translation]"),
    *("agregar a la pantalla de inicio", "adicionar à tela inicial"),
    *("add to home screen", "rosa tenesaca (puerto cacao)"),
}
"""Words of the guides themselves, of telephones, or of an example."""


def plain(text):
    return " ".join(re.sub("[“”«»]", '"', text).split()).lower()


def written(language):
    """All that pages, mails and the sheet can say in a language."""
    said = []
    for file in sorted((ROOT / "config").rglob("*.yaml")):
        words = file.read_text("utf-8")
        said += re.findall(rf'\b{language}: ("[^"]*"|[^,}}\n]*)', words)
        said += re.findall(r"aliases: \[([^\]]*)", words)
    for file in sorted((ROOT / "mail_templates").rglob(f"{language}.md")):
        said.append(file.read_text("utf-8"))
    catalogue = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    if not catalogue.exists():
        catalogue = ROOT / "translations" / SHEET / "LC_MESSAGES" / "messages.po"
        keys = re.findall(
            r'^msgid(?:_plural)? ((?:".*"\n)+)', catalogue.read_text("utf-8"), re.M
        )
        said += [join(key) for key in keys]
    else:
        strings = re.findall(
            r'^msgstr(?:\[\d\])? ((?:".*"\n)+)', catalogue.read_text("utf-8"), re.M
        )
        said += [join(string) for string in strings]
    return said


def join(lines):
    """The text of several quoted lines of a catalogue."""
    return "".join(line[1:-1] for line in lines.splitlines()).replace('\\"', '"')


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("language", ENDINGS)
def test_words_of_guide_stand_in_the_product(guide, language):
    words = (ROOT / "docs" / f"{guide}{ENDINGS[language]}.md").read_text("utf-8")
    product = plain(" | ".join([*written(language), *written(SHEET)]))
    unknown = []
    for phrase in dict.fromkeys(ITALICS.findall(words)):
        text = plain(phrase).rstrip("…,. ")
        forms = (
            text,
            QUOTED.sub('"{words}"', text),
            QUOTED.sub('"{column}"', text),
            re.sub(r"\d+", "{days}", text),
        )
        if text not in OTHERS and not any(form in product for form in forms):
            unknown.append(phrase)
    assert unknown == []
