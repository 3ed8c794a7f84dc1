import threading

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from attack.visitor import Answer, Visitor


@pytest.fixture
def echo():
    """A server that sets a cookie and answers with what it was told."""

    @Request.application
    def application(request):
        files = {
            name: (file.filename, len(file.read()))
            for name, file in request.files.items()
        }
        response = Response(
            repr(
                (
                    request.form.to_dict(),
                    files,
                    dict(request.cookies),
                    request.headers.get("Origin"),
                )
            )
        )
        response.set_cookie("first", "1")
        response.set_cookie("second", "2")
        return response

    server = make_server("127.0.0.1", 0, application)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_visitor_sends_fields_cookies_and_headers(echo):
    visitor = Visitor(echo)
    visitor.get("/")
    answer = visitor.post("/", {"name": "Ñ & x"}, Origin="https://evil.example")
    assert answer.text == repr(
        ({"name": "Ñ & x"}, {}, {"first": "1", "second": "2"}, "https://evil.example")
    )


def test_visitor_sends_a_file_under_any_name(echo):
    answer = Visitor(echo, client="").post_file(
        "/", {"key": "ñ"}, "photo", 'a"\\\r\nb.jpg', b"\xff\0\r\n"
    )
    assert answer.text == repr(({"key": "ñ"}, {"photo": ('a"\\b.jpg', 4)}, {}, None))


def test_hidden_fields_are_read_as_they_were_meant():
    page = b'<input type="hidden" name="a" value="1 &amp; 2"><input name="b" type="hidden" value=""><input name="c" value="3">'
    assert Answer(200, page, 0.0).hidden == {"a": "1 & 2", "b": ""}


def test_broken_connection_is_an_answer_too():
    answer = Visitor("http://127.0.0.1:9").get("/")
    assert (answer.status, answer.text) == (0, "ConnectionRefusedError")
