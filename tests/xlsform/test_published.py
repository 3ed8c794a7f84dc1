"""Published XLSForms: each is imported, or what is wrong is named; what is imported
goes back to pyxform and is the same.
"""

from collections import Counter

import pytest
from pyxform.xls2xform import convert

from programme.load import load
from tests.conftest import missing
from tests.xlsform.books import brought_in, folder_of
from tests.xlsform.published_books import FILES, HINT, as_xlsx
from xlsform.export_form import export_form
from xlsform.import_form import import_form
from xlsform.remarks import Weight, WorkbookError

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported:UserWarning"
)
NOT_A_FORM = {"survey_no_name.xlsx"}
LEAST = 35
"""So many become a form; all others say why not."""


def test_published_workbooks_are_imported_or_their_mistakes_are_named(tmp_path):
    if not FILES:
        missing("published", HINT)
    ends: Counter[str] = Counter()
    programme = load(folder_of(tmp_path, "[en]"))
    for file in FILES:
        try:
            form = import_form(as_xlsx(file, tmp_path), programme)
        except WorkbookError:
            assert file.name in NOT_A_FORM
            continue
        ends["mistakes named" if form.of(Weight.mistake) else "imported"] += 1
    assert ends["imported"] >= LEAST
    assert ends.total() == len(FILES) - len(NOT_A_FORM)


@pytest.mark.long
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_published_workbook_goes_to_pyxform_and_is_the_same_again(file, tmp_path):
    folder = folder_of(tmp_path, "[en]")
    if file.name in NOT_A_FORM:
        pytest.skip("it has no sheet called survey")
    form = import_form(as_xlsx(file, tmp_path), load(folder))
    if form.of(Weight.mistake):
        pytest.skip("its mistakes are named")
    programme = brought_in(folder, form)
    export_form(programme.forms[form.name], programme.languages, tmp_path / "out.xlsx")
    convert(str(tmp_path / "out.xlsx"))
    again = import_form(tmp_path / "out.xlsx", programme, form.name, form.form["table"])
    (folder / "config" / "forms" / f"{form.name}.yaml").write_text(
        again.form_yaml, encoding="utf-8"
    )
    assert load(folder).forms[form.name].fields == programme.forms[form.name].fields
