"""What an operator types while mail is set up: `mail-check`, `mail-token`."""

import json
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import click

from core.errors import HojaError
from mail.servers.domain import Lookup, Verdict, check_domain
from mail.servers.oauth import ask_for_token

SCOPE = "https://mail.google.com/"
BACK = "http://127.0.0.1"
"""Where the browser is led with the code. Nobody listens there: what counts is the
address that it shows then.
"""


@click.command("mail-check")
@click.argument("domain")
@click.option(
    "--selector", "selectors", multiple=True, help="Under which name the DKIM key is."
)
@click.option("--dns", "server", metavar="ADDRESS[:PORT]", help="Which server to ask.")
def mail_check(domain: str, selectors: tuple[str, ...], server: str | None) -> None:
    """Says what the DNS of DOMAIN says of its mail (MX, SPF, DKIM, DMARC), and what to
    write into it.
    """
    address, _sign, port = (server or "").partition(":")
    if address:
        servers = [(address, int(port or 53))]
    else:
        servers = []
    missing = 0
    try:
        for finding in check_domain(domain, Lookup(servers), selectors):
            missing += finding.verdict is Verdict.bad
            click.echo(f"{finding.part:6}{finding.verdict.value:8} {finding.text}")
            if finding.entry:
                click.echo(f"{'':15}→ {finding.entry}")
    except (HojaError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    if missing:
        raise SystemExit(1)


@click.command("mail-token")
@click.option(
    "--client",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The JSON of an OAuth client of the kind “Desktop app”.",
)
@click.option(
    "--to",
    "target",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write, which MAIL_OAUTH_FILE then names.",
)
def mail_token(client: Path, target: Path) -> None:
    """Gets a token by which Hoja signs in to Gmail in place of a password; says step
    by step what to do in a browser.
    """
    values = _client(client)
    state = secrets.token_urlsafe(16)
    question = {
        "client_id": values["client_id"],
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": SCOPE,
        "access_type": "offline",
        "prompt": "consent",
        "state": state,
    }
    click.echo(
        "1. Open this address in a browser, as the account that mails come from:"
    )
    click.echo(f"   {values['auth_uri']}?{urlencode(question)}")
    click.echo("2. Agree. The browser then shows a page that cannot be reached.")
    shown = click.prompt("3. Paste the whole address of that page")
    answer = parse_qs(urlsplit(shown.strip()).query)
    if answer.get("state") != [state] or "code" not in answer:
        raise click.ClickException(
            "this is not the address that step 2 leads to; it holds code= and state="
        )
    parameters = {
        "grant_type": "authorization_code",
        "code": answer["code"][0],
        "client_id": values["client_id"],
        "client_secret": values["client_secret"],
        "redirect_uri": BACK,
    }
    try:
        tokens = ask_for_token(values["token_uri"], parameters)
    except HojaError as error:
        raise click.ClickException(str(error)) from error
    if not tokens.get("refresh_token"):
        raise click.ClickException("Google gave no lasting token: do it once more")
    _write(target, values, str(tokens["refresh_token"]))
    click.echo(
        f"Written: {target}. Set MAIL_OAUTH_FILE={target}, and `flask mail-test`."
    )


def _client(file: Path) -> dict[str, str]:
    try:
        values: Any = json.loads(file.read_text("utf-8"))["installed"]
        names = ("client_id", "client_secret", "auth_uri", "token_uri")
        return {name: str(values[name]) for name in names}
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(
            f"{file} is no client of the kind “Desktop app”"
        ) from error


def _write(target: Path, values: dict[str, str], refresh_token: str) -> None:
    names = ("client_id", "client_secret", "token_uri")
    content = {name: values[name] for name in names} | {"refresh_token": refresh_token}
    # Nobody else may read it, not even while it is being written: a file that is there
    # keeps its own mode, so a new one takes its place.
    with NamedTemporaryFile("w", dir=target.parent, delete=False) as file:
        json.dump(content, file)
    Path(file.name).replace(target)
