import re

from tests.lived import coordinator


def test_staff_find_the_link_and_the_code_of_each_public_form_in_each_language(lived):
    programme = lived.folder.programme
    page = coordinator(lived).get("/staff/forms").text
    addresses = {
        f"{lived.settings.public_url}/{language}/{form.name}"
        for form in programme.forms.values()
        for language in programme.languages
        if form.public
    }
    assert set(re.findall(r'<p><a href="([^"]*)">', page)) - {"/staff/"} == addresses
    assert len(set(re.findall(r'src="(data:image/svg[^"]*)"', page))) == len(addresses)


def test_others_are_asked_to_sign_in(lived):
    assert 'class="code"' not in lived.client().get("/staff/forms").text
