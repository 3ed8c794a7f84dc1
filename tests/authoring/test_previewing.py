"""One page with every form and every mail, in each language, that needs no other
file.
"""

import html
import re

import pytest

from authoring.previewing import preview_page
from tests.house import ROOT
from worker.folder import read_folder

ELSEWHERE = re.compile(r'(?:src|href)="(?!#|data:)|url\(|@import|<script|<link')


@pytest.fixture(scope="module", params=["green-flag", "small-grant"])
def previewed(request):
    path = ROOT / "examples" / request.param
    folder = read_folder(path)
    return folder, preview_page(folder, path)


def test_every_form_and_mail_is_there_in_every_language(previewed):
    folder, page = previewed
    programme = folder.programme
    shown = html.unescape(page)
    for form in programme.forms.values():
        for language in programme.languages:
            assert programme.text(form.title, language) in shown
            for field in form.fields:
                assert programme.text(field.label, language) in shown
    mails = page.count("<iframe sandbox srcdoc=")
    assert mails == len(folder.templates.found)
    assert 'class="when"' not in page.partition('id="mails"')[2]


def test_page_needs_nothing_else(previewed):
    _folder, page = previewed
    outside_of_mails = re.sub(r'srcdoc="[^"]*"', "", page)
    assert ELSEWHERE.findall(outside_of_mails) == []


def test_example_data_stand_in_the_mails(previewed):
    folder, page = previewed
    case = folder.programme.tables[folder.programme.case.table]
    rows = folder.example.data[case.name].values()
    shown = html.unescape(page)
    assert any(str(row[case.title]) in shown for row in rows)
