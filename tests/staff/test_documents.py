"""The documents of a record on the staff pages."""

from tests.lived import coordinator, named, work


def page_of(house, name):
    town = named(house, "towns", name)
    return town, coordinator(house).get(f"/staff/documents/towns/{town}?lang=en").text


def test_page_lists_documents_with_what_they_lack(lived):
    town, page = page_of(lived, "Guaranda")
    assert "Letter of declaration" in page
    assert "Press note" in page
    missing = page.partition("Still missing:")[2].partition("</p>")[0]
    assert "Recognised on" in missing
    assert "None" not in page
    client = coordinator(lived)
    pdf = client.get(f"/staff/documents/towns/{town}/declaration/pt")
    assert (pdf.content_type, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    text = client.get(f"/staff/documents/towns/{town}/press_note/en")
    assert text.text.startswith(
        "Guaranda, a Fair Trade town\n\nGuaranda, Ecuador. The Regional Committee has recognised"
    )


def test_document_that_does_not_apply_is_not_offered(lived):
    town, page = page_of(lived, "Serra das Flores")
    assert "History of the case" in page
    assert "Certificate" not in page
    assert (
        coordinator(lived)
        .get(f"/staff/documents/towns/{town}/certificate/es")
        .status_code
        == 404
    )


def test_documents_are_for_who_is_signed_in(lived):
    town = named(lived, "towns", "Guaranda")
    assert (
        lived.client().get(f"/staff/documents/towns/{town}/certificate/es").status_code
        == 401
    )


def test_date_is_said_as_exactly_as_it_is_known(lived):
    town = named(lived, "towns", "Guaranda")
    lived.edit("towns", town, "recognised_on", "2016-10-01")
    lived.edit("towns", town, "recognised_precision", "mes")
    work(lived)
    text = coordinator(lived).get(f"/staff/documents/towns/{town}/press_note/es").text
    assert "Fecha del reconocimiento: octubre de 2016." in text
