"""A picture that staff share from a telephone becomes a report: nothing
is kept for anybody else.
"""

from io import BytesIO

from PIL import Image

from tests.house import own_fields
from tests.lived import coordinator, named, work

TASK = "Combinar com três escolas a semana do Comércio Justo"


def picture():
    data = BytesIO()
    Image.new("RGB", (8, 8), "green").save(data, "JPEG")
    data.seek(0)
    return (data, "IMG-20270301-WA0001.jpg")


def target(client):
    """Where the app's manifest says that pictures are shared to, and under which
    name.
    """
    manifest = client.get("/app/es.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    share = manifest.json["share_target"]
    assert (share["method"], share["enctype"]) == ("POST", "multipart/form-data")
    return share["action"], share["params"]["files"][0]["name"]


def test_shared_picture_becomes_a_report(lived):
    client = coordinator(lived)
    action, name = target(client)
    page = client.post(
        action, data={name: picture()}, content_type="multipart/form-data"
    )
    assert (page.status_code, "IMG-20270301-WA0001.jpg" in page.text) == (200, True)
    [kept] = [
        line.split('value="')[1].split('"')[0]
        for line in page.text.split("<input")
        if f'name="kept-{name}"' in line
    ]
    task = named(lived, "commitments", TASK)
    answers = {
        "commitment": task,
        "progress": "under_way",
        "sent_by": "Beatriz",
        "consent-given": "y",
        "arrived-by": "whatsapp",
    }
    data = {
        **own_fields(page.text, "csrf-token", "form-key", "form-version"),
        f"kept-{name}": kept,
        **answers,
    }
    assert (
        client.post(action, data=data, content_type="multipart/form-data").status_code
        == 303
    )
    work(lived)
    [report] = [
        row for row in lived.records("reports").values() if row["commitment"] == task
    ]
    assert len(report["photos"]) == 1


def test_stranger_is_asked_to_sign_in_and_nothing_is_kept(lived):
    client = lived.client()
    action, name = target(client)
    page = client.post(
        action, data={name: picture()}, content_type="multipart/form-data"
    )
    assert (page.status_code, "Primero inicie sesión" in page.text) == (401, True)
    assert [
        file
        for file in (lived.settings.state_dir / "uploads").rglob("*")
        if file.is_file()
    ] == []
