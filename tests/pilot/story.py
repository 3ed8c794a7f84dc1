"""The acts of the story: what people, mentors and the team do in it, each in
the one way that they have.
"""

import re
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Browser, expect

from tests.house import House
from tests.pilot.camera import Camera
from tests.pilot.cast import JOAO, LUCIA, MARTA, SAN_ISIDRO, Mentor, Person, Town
from tests.pilot.days import Days
from tests.pilot.office import Desk, Sheet
from tests.pilot.post import Post
from tests.pilot.telephone import LETTER, PHOTO, Telephone, answer

SEND_LETTER = {"es": "Enviar la carta", "pt": "Enviar a carta"}
NOTE_TASKS = {"es": "Anotar tareas", "pt": "Anotar tarefas"}
DONE = {"es": "Ya está hecho", "pt": "Já está feito"}
OTHER_DATE = {"es": "Necesitamos otra fecha", "pt": "Precisamos de outra data"}
HELP = {"es": "Necesitamos ayuda", "pt": "Precisamos de ajuda"}
NOTE_PROGRESS = {"es": "Anotar cómo va"}
EVALUATE = {"es": "Evaluar a", "pt": "Avaliar"}
MINUTES = {"es": "Marcar quiénes asistieron", "pt": "Marcar quem participou"}
SAY_HOURS = {"es": "Responder qué hora", "en": "Say which times suit me"}
SAY_COMES = {"es": "Decir si asistiré", "en": "Say whether I will come"}
SEND = re.compile("^(Enviarlos juntos|enviar)$", re.IGNORECASE)
SHEET = {"width": 1280, "height": 520}
"""The window of the spreadsheet: a picture of it shows some ten rows."""
OUTCOME = {"es": "Contar un logro", "pt": "Contar uma conquista"}


@dataclass(frozen=True)
class Task:
    """A task of a work plan.

    `goal`: the criterion that it helps; `due`: as a browser writes a day.
    """

    what: str
    goal: str
    due: str


@dataclass(frozen=True)
class Story:
    """Everything that the story is played with."""

    house: House
    days: Days
    post: Post
    sheet: Sheet
    desk: Desk
    telephone: Telephone
    camera: Camera

    @classmethod
    def begin(cls, house: House, browser: Browser, camera: Camera) -> "Story":
        """A house whose spreadsheet is there, and empty; its pages are
        served at its public address.
        """
        url = house.settings.public_url
        post = Post(house.settings.state_dir / "mailbox")
        phone = Telephone(browser, post, camera, url)
        return cls(
            house,
            Days(house),
            post,
            Sheet.open(house),
            Desk(house, browser, camera, url),
            phone,
            camera,
        )

    def day(self, year: int, month: int, day: int) -> None:
        """The days until then pass; it is ten in the morning."""
        self.days.until(date(year, month, day))

    def settle(self) -> None:
        """What was done is seen, and what follows from it leaves."""
        self.days.settle()

    def offer(self, mentor: Mentor, picture: str = "") -> None:
        """A Fair Trade town offers to accompany others."""
        person = mentor.contact
        answers = {
            "name": mentor.name,
            "country": mentor.country,
            "kind": mentor.kind,
            "capacity": str(mentor.capacity),
            "experience": mentor.experience,
            "contact_name": person.name,
            "contact_office": person.office,
            "contact_email": person.email,
            "contact_language": person.language,
            "share_contact": "y",
            **({"letter": LETTER} if mentor.has_letter else {}),
        }
        self.telephone.fill_in(
            person, f"/{person.language}/mentor_pledge", answers, picture
        )

    def apply(self, town: Town, picture: str = "") -> None:
        """A town applies."""
        person = town.contact
        answers = {
            "name": town.name,
            "country": town.country,
            "population": str(town.population),
            "why": town.why,
            "contact_name": person.name,
            "contact_office": person.office,
            "contact_email": person.email,
            "contact_language": person.language,
            "share_contact": "y",
            "mayor_name": town.mayor.name,
            "mayor_address": town.mayor.office,
            "mayor_email": town.mayor.email,
            **({"letter": LETTER} if town.has_letter else {}),
        }
        self.telephone.fill_in(
            person, f"/{person.language}/aspiring_town", answers, picture
        )

    def send_letter(
        self, person: Person, name: str, signed_by: str, picture: str = ""
    ) -> None:
        """The letter follows by the link of a mail."""
        answers = {"file": PHOTO, "signed_by": signed_by}
        self.telephone.follow(
            person, SEND_LETTER[person.language], name, answers, picture
        )

    def note_tasks(self, town: Town, *tasks: Task, picture: str = "") -> None:
        """The contact of a town writes down tasks of its work plan,
        which are in their own hands.
        """
        owner = town.contact
        with self.telephone.opened(
            owner, NOTE_TASKS[owner.language], town.name
        ) as page:
            for number, task in enumerate(tasks):
                if number:
                    page.click("[name=add-repetition]")
                answers = {
                    "what": task.what,
                    "goal": task.goal,
                    "due": task.due,
                    "owner_name": owner.name,
                    "owner_email": owner.email,
                    "owner_language": owner.language,
                }
                answer(
                    page,
                    {
                        f"tasks-{number}-{name}": value
                        for name, value in answers.items()
                    },
                )
            self.telephone.send(page, {}, picture)

    def report(
        self,
        person: Person,
        words: dict[str, str],
        task: str,
        picture: str = "",
        **answers: object,
    ) -> None:
        """Somebody answers by one of the links of a mail about a task."""
        answers |= {"photos": PHOTO} if answers.pop("photos", False) else {}
        self.telephone.follow(person, words[person.language], task, answers, picture)

    def propose_hours(
        self,
        person: Person,
        town: Town,
        hours: tuple[str, ...],
        picture: str = "",
        **more: str,
    ) -> None:
        """A mentor proposes hours for a meeting."""
        answers = {f"hour_{number}": hour for number, hour in enumerate(hours, 1)}
        answers |= more
        self.telephone.follow(
            person, "Proponer una reunión", town.name, answers, picture
        )

    def tap(
        self,
        person: Person,
        words: str,
        about: str,
        choose: list[int],
        button: str,
        picture: str = "",
    ) -> None:
        """Somebody opens the page of a meeting by a link of a mail, ticks some
        boxes and presses a button.
        """
        with self.telephone.opened(person, words, about) as page:
            for number in choose:
                page.get_by_role("checkbox").nth(number).check()
            self.camera.take(page, picture)
            page.get_by_role("button", name=button).first.click()
            expect(page.locator("[role=alert]")).to_have_count(0)

    def minutes(
        self,
        person: Person,
        town: Town,
        came: list[int],
        picture: str = "",
        **answers: str,
    ) -> None:
        """Whoever led a meeting ticks who came, and writes the minutes
        on the page that follows.
        """
        answers |= {"sent_by": person.name}
        with self.telephone.opened(person, MINUTES[person.language], town.name) as page:
            for number in came:
                page.get_by_role("checkbox").nth(number).check()
            self.camera.take(page, picture)
            page.locator("main form.answer button").first.click()
            self.telephone.send(page, answers, "")

    def evaluate(
        self,
        member: Person,
        town: Town,
        scores: dict[str, str],
        remarks: str,
        picture: str = "",
    ) -> None:
        """A member of the Committee evaluates a town."""
        answers = {**scores, "recommend": "yes", "remarks": remarks}
        self.telephone.follow(
            member,
            f"{EVALUATE[member.language]} {town.name}",
            town.name,
            answers,
            picture,
        )

    def say_that_it_was_meant(self) -> None:
        """Many rows changed at once: the coordinator answers the
        question about it on the desk.
        """
        with self.desk.of(LUCIA) as page:
            question = page.locator("a").filter(has_text="Ver y decidir")
            while question.count():
                question.first.click()
                page.locator("button[value=go]").click()
                page.goto(f"{self.desk.url}/staff/?lang=es")
        self.settle()

    def say_yes(self, *towns: Town, picture: str = "") -> None:
        """The coordinator lets the mails go that tell of each
        town and wait for one yes.
        """
        with self.desk.of(LUCIA) as page:
            page.goto(f"{self.desk.url}/staff/outbox?lang=es")
            self.camera.take(page, picture)
            for town in towns:
                waiting = page.locator("#held .together, #held tr").filter(
                    has_text=town.name
                )
                waiting.get_by_role("button", name=SEND).first.click()
                page.goto(f"{self.desk.url}/staff/outbox?lang=es")

    def tap_desk(self, town: Town, words: str, picture: str = "") -> None:
        """The coordinator sets on the desk what it proposes for a town."""
        with self.desk.of(LUCIA) as page:
            self.camera.take(page, picture)
            line = page.locator(".todo li").filter(has_text=town.name)
            line.get_by_role("button", name=words).first.click()

    def hold_session(self, towns: tuple[Town, ...], reasons: str) -> None:
        """The Committee meets: the secretary enters what is decided on each
        town, and closes the session.
        """
        with self.desk.of(LUCIA) as page:
            page.goto(f"{self.desk.url}/staff/sessions?lang=es")
            page.get_by_role("button", name="Abrir esta sesión").first.click()
            page.locator("#place").fill("En línea")
            for member in (MARTA, JOAO, LUCIA):
                page.check(f"[name=present][value='{member.name}']")
            page.locator("#presides").select_option(MARTA.name)
            page.locator("#secretary").select_option(LUCIA.name)
            page.locator("button[name=go]").click()
            for number in range(len(towns)):
                page.check("[name=result][value=recognised]")
                page.locator("#reasons").fill(reasons)
                self.camera.take(page, "" if number else "session-case")
                page.locator("#decision button[value=next]").click()
            page.locator("#close form button").click()

    def choose_mentor(self, town: Town, mentor: Mentor, picture: str = "") -> None:
        """The coordinator takes a proposed mentor over with one
        tap on the page of the town.
        """
        with self.desk.of(LUCIA) as page:
            page.goto(
                f"{self.desk.url}/staff/case/{self.sheet.reference('towns', town.name)}?lang=es"
            )
            self.camera.take(page, picture)
            page.locator("#proposals li").filter(has_text=mentor.name).get_by_role(
                "button"
            ).click()

    def let_go(self, picture: str = "") -> None:
        """The coordinator lets go all that waits for a yes."""
        with self.desk.of(LUCIA) as page:
            while True:
                page.goto(f"{self.desk.url}/staff/outbox?lang=es")
                self.camera.take(page, picture)
                buttons = page.locator("#held").get_by_role("button", name=SEND)
                if not buttons.count():
                    break
                buttons.first.click()

    def achieved(
        self, town: Town, kind: str, description: str, picture: str = ""
    ) -> None:
        """A town tells of something achieved."""
        answers = {
            "kind": kind,
            "description": description,
            "sent_by": town.contact.name,
        }
        self.telephone.follow(
            town.contact, OUTCOME[town.contact.language], town.name, answers, picture
        )

    def look(
        self, person: Person, words: str, about: str, expected: str, picture: str = ""
    ) -> None:
        """Somebody opens a page by a link of a mail and finds there what they look
        for.
        """
        with self.telephone.opened(person, words, about) as page:
            expect(page.locator("main")).to_contain_text(expected)
            self.camera.take(page, picture)

    def look_at_register(self, towns: tuple[Town, ...], picture: str = "") -> None:
        """A stranger opens the public register."""
        with self.telephone.held_by(SAN_ISIDRO.contact) as page:
            page.goto(f"{self.telephone.url}/es/register/towns")
            for town in towns:
                expect(page.locator("main")).to_contain_text(town.name)
            self.camera.take(page, picture)

    def picture_of_sheet(self, table: str, words: str, picture: str) -> None:
        """What the team sees in a tab of the spreadsheet where it looks for some
        words.
        """
        if self.camera.folder is None:
            return
        gid = self.house.look().tabs[table].layout.sheet_id
        page = self.desk.browser.new_page(viewport=SHEET, locale="es")
        page.goto(
            f"{self.house.settings.sheets_api_url}/sheet/{self.house.key}#gid={gid}"
        )
        # Whoever looks before the table is there is taken back to its first cell.
        expect(page.locator("#grid")).to_be_focused()
        page.get_by_role("button", name="Buscar").click()
        page.locator("#find input").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_contain_text(words)
        self.camera.take(page, picture, height=SHEET["height"])
        page.close()

    def picture_of_mail(self, person: Person, words: str, picture: str) -> None:
        """A mail as a telephone shows it."""
        if self.camera.folder is None:
            return
        mail = next(
            mail
            for mail in self.post.to(person)
            if words in str(mail.message["subject"])
        )
        with self.telephone.held_by(person) as page:
            page.set_content(mail.html)
            self.camera.take(page, picture)

    def picture_of_desk(self, path: str, picture: str) -> None:
        """A page of the team."""
        if self.camera.folder is None:
            return
        with self.desk.of(LUCIA) as page:
            page.goto(f"{self.desk.url}{path}?lang=es")
            self.camera.take(page, picture)
