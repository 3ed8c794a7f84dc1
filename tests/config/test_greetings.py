"""How mails open in a language."""

from tests.house import ROOT


def test_portuguese_mails_open_as_brazilians_do():
    """“Cordiais saudações” ends a letter in Brazil."""
    files = sorted(ROOT.glob("mail_templates/*/pt.md"))
    assert files
    opened_otherwise = [
        file.parent.name
        for file in files
        if "Cordiais saudações" in file.read_text(encoding="utf-8").split("\n\n")[0]
    ]
    assert opened_otherwise == []
