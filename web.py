"""The web application."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from flask import Flask, Response, abort, g, render_template, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.routing import IntegerConverter

from authoring.watching import MISTAKES
from core.clock import Clock, local_date
from core.links import EMBEDDED, Links, TimestampDerivedOnce, UncompressedWithTime
from core.notation.whole_numbers import MOST_DIGITS
from core.proxies import ClientAddress, is_this_machine
from core.settings import ROOT, Settings
from core.texts import (
    Plural,
    direction,
    file_size,
    language_name,
    language_tag,
    number_text,
    reason,
    texts,
    written_in,
)
from core.texts import mark as _
from core.variables import is_here
from documents.templates import DocumentTemplates, read_document_templates
from form_tabs.live import LIVE, LiveProgramme
from forms.access.embedded import embedding_sites, is_embedded, note_embedding
from forms.access.opening import closed
from forms.after_sending.change_answers import blueprint as change_answers_blueprint
from forms.after_sending.printed import blueprint as printed_blueprint
from forms.after_sending.receipts import blueprint as receipts_blueprint
from forms.links.case_page import blueprint as case_blueprint
from forms.links.contact_page import blueprint as contact_page_blueprint
from forms.links.stop_reminders import blueprint as stop_blueprint
from forms.not_kept import not_kept_page
from forms.request.request_body import ReadOnceRequest
from forms.services import Services, current_services, pin_services, take_over
from forms.views import blueprint as forms_blueprint
from forms.web_form.forged_requests import (
    ForgedRequestError,
    page_token,
    refuse_forged_request,
)
from forms.web_form.names import CHANGED
from journal.access.staff_sessions import LIFE
from journal.database import Journal
from journal.forms import submissions
from journal.mails import messages
from journal.operation import installation
from journal.operation.health import Health
from journal.states import WORDS
from journal.tabs import spreadsheets
from meetings.feed import blueprint as feed_blueprint
from meetings.page import blueprint as meetings_blueprint
from meetings.proposal import Clocks
from monitoring.worker_absence import AbsenceWatch
from programme.load import Sources
from programme.model import Programme
from programme.models.forms import Form
from programme.reading.mistakes import Mistakes
from programme.records.display import short_moment
from registers.views import blueprint as registers_blueprint
from serve.connection import REFUSAL
from sheets.addresses import cell_address
from staff.access.sign_in import blueprint as sign_in_blueprint
from staff.access.signing import blueprint as signing_blueprint
from staff.alarms import blueprint as alarms_blueprint
from staff.committee.dossier.by_link import blueprint as dossier_link_blueprint
from staff.committee.dossier.pages import blueprint as dossier_blueprint
from staff.committee.session_pages import blueprint as sessions_blueprint
from staff.desk.board import blueprint as board_blueprint
from staff.desk.case_page import blueprint as desk_case_blueprint
from staff.desk.figures.figure_pages import blueprint as figures_blueprint
from staff.desk.figures.reported import blueprint as reported_blueprint
from staff.desk.proposals import blueprint as proposals_blueprint
from staff.desk.sheet_links import blueprint as sheet_links_blueprint
from staff.desk.today import blueprint as desk_blueprint
from staff.form_pages.form_links import blueprint as form_links_blueprint
from staff.form_pages.forms_in_sheet import blueprint as forms_in_sheet_blueprint
from staff.health_pages import HEALTH
from staff.health_pages import blueprint as health_blueprint
from staff.hook import make_blueprint as hook_blueprint
from staff.mail_texts.pages import blueprint as mail_texts_blueprint
from staff.messages.ahead import blueprint as ahead_blueprint
from staff.messages.mailbox import blueprint as mailbox_blueprint
from staff.messages.mails import blueprint as mails_blueprint
from staff.messages.together import blueprint as together_blueprint
from staff.phone_app import blueprint as phone_app_blueprint
from staff.record_pages.by_hand import blueprint as by_hand_blueprint
from staff.record_pages.cases import blueprint as cases_blueprint
from staff.record_pages.documents import DOCUMENTS
from staff.record_pages.documents import blueprint as documents_blueprint
from staff.record_pages.files import blueprint as files_blueprint
from staff.record_pages.gone import blueprint as gone_blueprint
from staff.record_pages.person_data import blueprint as person_data_blueprint
from staff.record_pages.records import blueprint as records_blueprint
from staff.set_up.old_rows import blueprint as old_rows_blueprint
from staff.set_up.pages import blueprint as set_up_blueprint
from staff.views import blueprint as staff_blueprint
from static_files import ENDPOINT, bundle, look_files, serve_static_files
from sync.context import clock_of
from uploads.scanner import Scanner
from uploads.store import MEGABYTE, Store

# A body may carry so many of the largest files; a larger one is refused before it is
# read.
FILES_AT_ONCE = 6
TAKEN = "hoja.taken"
"""The programme that the services have."""
SENDING, SEE_OTHER = ("forms.send", "change_answers.send"), 303
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors {frames}; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
ONE_YEAR = "max-age=31536000"
"""For this host alone: what else the organisation runs below its
domain may know no HTTPS.
"""
ERRORS = {
    404: (
        _("This page is not here"),
        _("The address may be mistyped, or the link may be an old one."),
    ),
    413: (
        _("That was too much at once"),
        _(
            "Please go back and send fewer or smaller files; what you wrote is still there."
        ),
    ),
    503: (
        _("This does not work at the moment"),
        _(
            "Something on our side is out of order, or too much comes at once. Please go back and try it again in some minutes."
        ),
    ),
    500: (
        _("Something went wrong on our side"),
        _("What you sent may not have arrived. Please go back and send it again."),
    ),
}


class ShortNumber(IntegerConverter):
    """A number in an address that the journal can hold."""

    regex = rf"\d{{1,{MOST_DIGITS}}}"


class Application(Flask):
    """Flask, with failures logged by their route: an address may hold a
    token that opens something.
    """

    def log_exception(self, exc_info: Any) -> None:
        """Logs an error that nobody caught."""
        self.logger.error(
            "Exception on %s [%s]", request.url_rule, request.method, exc_info=exc_info
        )


class SessionInterface(SecureCookieSessionInterface):
    """Flask's signed cookie, signed as links are (core/links.py)."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The serializer of this application, made once: its keys
        never change while it runs.
        """
        if self._serializer is None and app.secret_key:
            signing = {
                "key_derivation": self.key_derivation,
                "digest_method": hashlib.sha256,
            }
            self._serializer = UncompressedWithTime(
                app.secret_key,
                salt=self.salt,
                serializer=self.serializer,
                signer=TimestampDerivedOnce,
                signer_kwargs=signing,
            )
        return self._serializer

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """The last that is done to an answer: one that brings a cookie along is for its
        browser alone, whatever it said before.

        Else a shared cache would hand the cookie to the next who asks.
        """
        super().save_session(app, session, response)
        if "Set-Cookie" in response.headers and response.cache_control.public:
            response.cache_control.public = False
            response.cache_control.private = True


BLUEPRINTS = (
    forms_blueprint,
    change_answers_blueprint,
    stop_blueprint,
    receipts_blueprint,
    printed_blueprint,
    case_blueprint,
    feed_blueprint,
    meetings_blueprint,
    contact_page_blueprint,
    staff_blueprint,
    signing_blueprint,
    sign_in_blueprint,
    health_blueprint,
    mails_blueprint,
    together_blueprint,
    by_hand_blueprint,
    phone_app_blueprint,
    alarms_blueprint,
    cases_blueprint,
    gone_blueprint,
    person_data_blueprint,
    records_blueprint,
    form_links_blueprint,
    forms_in_sheet_blueprint,
    mail_texts_blueprint,
    files_blueprint,
    ahead_blueprint,
    desk_blueprint,
    board_blueprint,
    desk_case_blueprint,
    figures_blueprint,
    reported_blueprint,
    proposals_blueprint,
    sheet_links_blueprint,
    documents_blueprint,
    registers_blueprint,
    dossier_blueprint,
    dossier_link_blueprint,
    sessions_blueprint,
    set_up_blueprint,
    old_rows_blueprint,
)
"""Pages that every programme has."""


def create_app(
    settings: Settings,
    programme: Programme,
    sources: Sources | None = None,
    documents: DocumentTemplates | None = None,
) -> Flask:
    """The application for these settings, on a journal that is brought up to date.

    `sources`: the files that the programme was built from; without them no form is
    edited in the spreadsheet. `documents`: the templates of documents, where they have
    been read with the programme: reading them takes longer than all the rest.
    """
    app = Application("hoja", root_path=str(ROOT), static_folder=None)
    app.request_class = ReadOnceRequest
    app.url_map.converters["int"] = ShortNumber
    app.session_interface = SessionInterface()
    is_https = settings.public_url.startswith("https://")
    upload_limit = programme.limits.upload_megabytes * MEGABYTE
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=FILES_AT_ONCE * upload_limit,
        # Werkzeug's own limit of 500 kB is less than one form of long texts.
        MAX_FORM_MEMORY_SIZE=2 * MEGABYTE,
        # Lax, not Strict: staff come to their pages by a link in a mail.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_https,
        # `__Host-`: browsers take it over HTTPS only, and from no
        # other host of the same domain.
        SESSION_COOKIE_NAME="__Host-hoja" if is_https else "hoja",
        # Who is signed in has a cookie of its own, whose session the journal keeps
        # (forms/access/staff_session.py).
        PERMANENT_SESSION_LIFETIME=LIFE,
    )
    app.wsgi_app = ClientAddress(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    journal = Journal(settings.database_url, settings.database_url_file)
    journal.upgrade()
    live = app.extensions[LIVE] = LiveProgramme(programme, sources, journal)
    live.refresh()
    programme = live.current.programme
    clock = clock_of(journal, settings.demonstration)
    links = Links(settings.secret_key, settings.public_url)
    app.extensions["hoja.settings"] = settings
    app.extensions["hoja.mailbox"] = settings.state_dir / "mailbox"
    app.extensions["hoja.services"] = Services(
        programme,
        journal,
        links,
        Store(settings.uploads_url, upload_limit),
        clock,
        Clocks(journal, links),
        Scanner(settings.scanner_url, settings.scanner_is_needed),
    )
    app.extensions[TAKEN] = programme
    if documents is None:
        mistakes = Mistakes(settings.programme_dir)
        documents = read_document_templates(settings.programme_dir, programme, mistakes)
    app.extensions[DOCUMENTS] = documents
    _keep_forms(journal, programme)
    app.jinja_env.globals["csrf_token"] = page_token
    app.before_request(lambda: _take_over_published(app, live))
    app.jinja_env.globals["script_bundle"] = bundle
    app.before_request(_guard)
    app.after_request(lambda response: _headers(response, is_https=is_https))
    look = look_files(programme)
    assets = f"{ASSETS}-{hashlib.sha256(repr(sorted(look.items())).encode()).hexdigest()[:8]}"
    serve_static_files(app, ROOT / "static", assets, look)
    app.context_processor(lambda: _names(settings, programme, journal, assets))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.hook_secret:
        app.register_blueprint(hook_blueprint())
    if settings.shows_demonstration:
        app.register_blueprint(mailbox_blueprint)
    app.add_url_rule("/", "home", lambda: _home(app))
    health = app.extensions[HEALTH] = Health(journal)
    watch = AbsenceWatch(
        settings,
        lambda: app.extensions["hoja.services"].programme,
        journal,
        Clock(),
    )
    app.config["BESIDE"] = (watch.run,)
    app.after_request(lambda response: _note_kept(health, response))
    app.register_error_handler(SQLAlchemyError, lambda error: _not_kept(health, error))
    app.register_error_handler(OSError, lambda error: _not_kept(health, error))
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(ForgedRequestError, _stale)
    return app


def _keep_forms(journal: Journal, programme: Programme) -> None:
    """Before the first page is shown: a page that is open must be judged by its
    version after the next change.
    """
    with journal.write() as connection:
        for form in programme.forms.values():
            submissions.keep_form(
                connection, form.name, form.version, form.model_dump(mode="json")
            )


def _take_over_published(app: Flask, live: LiveProgramme) -> None:
    """Each request works with what is published when it comes,
    and with that to its end.
    """
    # Without the journal pages are made as before.
    with suppress(SQLAlchemyError):
        live.refresh_if_due()
        if live.forms and live.current.programme is not app.extensions[TAKEN]:
            _keep_forms(live.journal, live.current.programme)
            take_over(app, live.current.programme)
            app.extensions[TAKEN] = live.current.programme
    pin_services()


def _guard() -> None:
    """Chooses the page's language; staff pages and buttons need the session's token.

    Forms check it themselves, and keep what was typed when it is too old; “no more
    reminders” is pressed by mail programs, which have no session.
    """
    languages = current_services().programme.languages
    requested = request.args.get("lang", "")
    if requested in languages:
        session["language"] = requested
    view = request.view_args or {}
    if request.endpoint and request.endpoint.startswith("forms."):
        note_embedding(current_services().programme.forms.get(view.get("name", "")))
    g.language = view.get("language")
    if g.language not in languages:
        g.language = session.get("language") or request.accept_languages.best_match(
            languages
        )
    # A session may name a language that the programme no longer has.
    if g.language not in languages:
        g.language = languages[0]
    # The server has not kept the body: it was too large, or there was no room for it.
    if REFUSAL in request.environ:
        abort(request.environ[REFUSAL])
    if request.endpoint and not request.endpoint.startswith(
        ("forms.", "change_answers.", "hook.", "meetings.", "stop.")
    ):
        refuse_forged_request()


def _headers(response: Response, *, is_https: bool) -> Response:
    if is_https:
        response.headers["Strict-Transport-Security"] = ONE_YEAR
    # Whoever knows such an address may do what it names: no search engine lists it, and
    # no page learns where one came from.
    if "token" in (request.view_args or {}) or is_embedded():
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
    frames = " ".join(embedding_sites()) or "'none'"
    for name, value in HEADERS.items():
        if name not in response.headers:
            response.headers.add(name, value.format(frames=frames))
    # Pages hold what people wrote; a shared computer must not keep them.
    if request.endpoint != ENDPOINT and "Cache-Control" not in response.headers:
        response.headers.add("Cache-Control", "no-store")
    return response


def _names(
    settings: Settings, programme: Programme, journal: Journal, assets: str
) -> dict[str, Any]:
    """What every template may use."""
    language = getattr(g, "language", programme.language)
    zone = programme.time_zone

    def say(text: str, **gaps: object) -> str:
        translated = texts(language).gettext(text)
        if gaps:
            return translated.format(**gaps)
        return translated

    def say_number(singular: str, plural: str, count: int, **gaps: object) -> str:
        return number_text(language, Plural(singular, plural), count, **gaps)

    return {
        "_": say,
        "_n": say_number,
        "language_tag": language_tag,
        "direction": direction(language),
        "arrow_back": "→" if direction(language) == "rtl" else "←",
        "arrow_on": "←" if direction(language) == "rtl" else "→",
        "programme_name": programme.shown_name(language),
        "programme_about": programme.text(programme.about, language),
        "colour": programme.look.colour,
        "logo": programme.picture,
        "logo_says": programme.text(programme.look.logo_says, language),
        "languages": _languages(programme),
        "embedded": is_embedded(),
        "demonstration": settings.shows_demonstration,
        "file_mistakes": _file_mistakes(settings),
        # Asked of the journal: only where a page shows it.
        "sheet_url": lambda: _sheet_url(settings, journal),
        "asset_version": assets,
        "filesize": lambda size: file_size(size, language),
        "moment": lambda moment: short_moment(moment, zone, language),
        "month_of": lambda day: format_date(day, "MMM y", locale=written_in(language)),
        "short_day": lambda day: format_date(
            day, "medium", locale=written_in(language)
        ),
        "written_day": lambda day: format_date(
            day, "full", locale=written_in(language)
        ),
        "mail_moment": lambda moment: short_moment(
            parsedate_to_datetime(str(moment)), zone, language
        ),
        "leaves": messages.leaves,
        "why": messages.why,
        "state_words": lambda state: say(WORDS[state]),
        "reason": lambda text: reason(language, text),
    }


def _file_mistakes(settings: Settings) -> list[str]:
    """What is wrong in the programme's files as they stand, for whoever is writing
    them: on their own machine.
    """
    is_on_this_machine = (
        is_here(settings.public_url)
        and is_here(request.host_url)
        and is_this_machine(request.remote_addr or "")
    )
    if not is_on_this_machine:
        return []
    report: str = request.environ.get(MISTAKES, "")
    return report.splitlines()


ASSETS = int(max(file.stat().st_mtime for file in (ROOT / "static").iterdir()))


def _languages(programme: Programme) -> list[tuple[str, str, str]]:
    """(code, name in itself, address of this page in it) of each language."""
    view = request.view_args or {}
    # In another site's page, a receipt stays in the language in which it was asked for.
    if is_embedded() and "language" not in view:
        return []
    links = []
    for code in programme.languages:
        # Pages for everybody have the language in their address, so
        # that a link can be handed on.
        if "language" in view and request.endpoint:
            address = request.path.replace(f"/{view['language']}/", f"/{code}/", 1)
            parameters = {
                name: request.args[name]
                for name in ("about", "answer", "by", EMBEDDED)
                if name in request.args
            }
            address += f"?{urlencode(parameters)}" if parameters else ""
        else:
            address = f"{request.path}?lang={code}"
        name = language_name(code, code, programme.languages)
        links.append((code, name[:1].upper() + name[1:], address))
    return links


def _sheet_url(settings: Settings, journal: Journal) -> str:
    try:
        with journal.read() as connection:
            key = spreadsheets.current_key(connection, settings.spreadsheet)
    except SQLAlchemyError:
        # The page that says that the journal is out of order
        # has this address in it, too.
        key = settings.spreadsheet
    return cell_address(settings.sheets_api_url, key)


def _home(app: Flask) -> str:
    services: Services = app.extensions["hoja.services"]
    programme = services.programme
    language = g.language
    forms = []
    for form in programme.forms.values():
        if form.public:
            forms.append(_card(form, services.clock.now(), language))
    journey = None
    if app.extensions["hoja.settings"].shows_demonstration:
        journey = _journey(services, language)
    return render_template(
        "home.html",
        about=programme.text(programme.about, language),
        forms=forms,
        tour=programme.text(programme.tour, language)
        or texts(language).gettext(
            _(
                "Set the status of your row to another one. If a mail belongs to it, it is in the mailbox at once."
            )
        ),
        day=format_date(services.today(), "full", locale=written_in(language)),
        journey=journey,
    )


def _journey(services: Services, language: str) -> dict[str, Any] | None:
    """How far the demonstration's clock has come on its way; None where it is on
    none.
    """
    with services.journal.read() as connection:
        present = installation.read(connection)
    if present.clock_goal is None or present.clock_from is None:
        return None
    zone = services.programme.time_zone
    start, goal, today = (
        local_date(moment, zone)
        for moment in (present.clock_from, present.clock_goal, services.clock.now())
    )
    days = max((goal - start).days, 1)
    passed = min(max((today - start).days, 0), days)
    return {
        "goal": format_date(goal, "full", locale=written_in(language)),
        "days": days,
        "passed": passed,
    }


def _card(form: Form, now: datetime, language: str) -> tuple[str, str, str]:
    """(name, title, why it is not open) of a form on the first page."""
    reason = closed(form, now)
    title = current_services().programme.text(form.title, language)
    return form.name, title, reason.words(language) if reason else ""


def _note_kept(health: Health, response: Response) -> Response:
    if request.endpoint in SENDING and response.status_code == SEE_OTHER:
        health.note_kept()
    return response


def _not_kept(health: Health, error: Exception) -> tuple[str, int] | Response:
    """The journal or the disk failed: whoever was sending a form keeps all of it."""
    is_sending = request.endpoint in SENDING
    # A file that is not there is no full disk.
    if isinstance(error, OSError) and not is_sending:
        raise error
    logging.getLogger("hoja.web").error("cannot be kept", exc_info=error)
    if not is_sending:
        return _failed(ServiceUnavailable())
    health.note_refused()
    name = (request.view_args or {}).get("name") or request.form.get(CHANGED, "")
    if name not in current_services().programme.forms:
        return _failed(ServiceUnavailable())
    return not_kept_page(name)


def _failed(error: HTTPException) -> tuple[str, int]:
    code = error.code or 500
    heading, text = ERRORS.get(code, (error.name, error.description or ""))
    language = getattr(g, "language", "en")
    say: Callable[[str], str] = texts(language).gettext
    return render_template("error.html", heading=say(heading), words=say(text)), code


def _stale(_error: ForgedRequestError) -> tuple[str, int]:
    say = texts(getattr(g, "language", "en")).gettext
    text = say(
        _(
            "This page had been open for too long. Please go back, load it anew and press the button again."
        )
    )
    return render_template(
        "error.html", heading=say(_("Please press once more")), words=text
    ), 400
