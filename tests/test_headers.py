"""The heads of all answers: what they are, what a browser may do
with them, and what it keeps.
"""

import pytest

from staff.access.signing import new_link
from tests.lived import coordinator, copied_house, lived
from tests.staff.test_sign_in import public
from tests.staff.test_views import LUCIA
from tests.test_get_shows import addresses

__all__ = ["lived", "public"]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WITHOUT_CHARSET = (
    "application/json",
    "application/manifest+json",
    "application/pdf",
    "image/jpeg",
    "image/png",
    WORKBOOK,
)
"""JSON is UTF-8 by its own rules; the others are no text."""
PUBLIC_FILES = {"registers.csv_file", "registers.json_file"}
SITE = "https://forms.example.org"


@pytest.fixture(scope="module")
def opened(folder, tmp_path_factory):
    """A house all of whose pages have been opened, and the head of
    each: endpoint → headers.
    """
    with copied_house(
        tmp_path_factory.mktemp("house"), folder, tmp_path_factory
    ) as house:
        client = coordinator(house)
        link = new_link(house.journal, LUCIA)
        heads = {}
        for endpoint, address in addresses(house, link).items():
            with client.get(address.removeprefix(house.settings.public_url)) as answer:
                heads[endpoint] = answer.headers
        yield house, heads


@pytest.fixture
def answers(opened):
    """The head of each page, opened by somebody who is signed in: endpoint →
    headers.
    """
    return opened[1]


def test_every_text_says_its_charset(answers):
    types = {endpoint: head["Content-Type"] for endpoint, head in answers.items()}
    unsaid = {
        endpoint for endpoint, kind in types.items() if "charset=utf-8" not in kind
    }
    assert {types[endpoint] for endpoint in unsaid} <= set(WITHOUT_CHARSET)


def test_every_answer_is_taken_for_what_it_is_and_framed_by_nobody_else(answers):
    for endpoint, head in answers.items():
        assert head["X-Content-Type-Options"] == "nosniff", endpoint
        policy = head["Content-Security-Policy"]
        # Our own pages show the HTML of mails in a frame; in it nothing can act.
        frames = "'self'" if policy.startswith("sandbox") else "'none'"
        assert f"frame-ancestors {frames}" in policy, endpoint
        # What everybody may read, without a cookie, pages of other sites may read, too.
        assert ("Access-Control-Allow-Origin" in head) == (endpoint in PUBLIC_FILES), (
            endpoint
        )


def test_no_answer_but_the_style_is_kept_by_a_browser(answers):
    kept = {
        endpoint
        for endpoint, head in answers.items()
        if head["Cache-Control"] != "no-store"
    }
    assert kept == {"static", "registers.page", *PUBLIC_FILES}
    assert answers["registers.page"]["Cache-Control"] == "private, max-age=300"


FOR_CACHES = (
    "/en/register/towns",
    "/en/register/towns/rows.json",
    "/static/style.css",
)


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_answer_for_all_caches_brings_a_cookie_along(lived, signed_in):
    client = coordinator(lived) if signed_in else lived.client()
    for number, path in enumerate(FOR_CACHES):
        # another language each time, so that each answer has one to keep
        language = ("es", "pt", "en")[number]
        with client.get(f"{path}?lang={language}") as answer:
            kept = answer.headers["Cache-Control"]
            assert (
                "Set-Cookie" in answer.headers,
                "private" in kept,
                "public" in kept,
            ) == (True, True, False), path


def test_address_that_opens_something_by_itself_is_told_to_nobody(opened):
    house, answers = opened
    with_token = {
        rule.endpoint
        for rule in house.app.url_map.iter_rules()
        if "token" in rule.arguments
    }
    opened = with_token & set(answers) | {"forms.show"}
    assert len(opened) > len(("enter", "receipt", "stop", "case", "message"))
    for endpoint in opened:
        head = answers[endpoint]
        assert (head["Referrer-Policy"], head["X-Robots-Tag"]) == (
            "no-referrer",
            "noindex, nofollow",
        ), endpoint


ANSWERED = [
    ("GET", "/", 200),
    ("GET", "/static/style.css", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/staff/", 401),
    ("POST", "/healthz", 405),
    ("POST", "/staff/sign-out", 400),
]


def test_every_answer_of_a_public_address_asks_for_https(public):
    for method, path, status in ANSWERED:
        with public.client().open(path, base_url=SITE, method=method) as answer:
            head = answer.headers["Strict-Transport-Security"]
            assert (answer.status_code, head) == (status, "max-age=31536000"), path
