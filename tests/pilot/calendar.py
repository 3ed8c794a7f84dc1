"""What happens on which day. August is the letters', September the
mentors', March the recognition's.

On each day people act at ten in the morning of Ecuador. What follows from it is done
when the clock moves on: `settle` says that somebody acts on it on the same day.
"""

from tests.pilot.cast import (
    BOA_ESPERANCA,
    GUARANDA,
    JOAO,
    LUCIA,
    MARINA,
    MARTA,
    MEADOWBRIDGE,
    MUQUI,
    PILOT,
    POCO_FUNDO,
    PORTOVIEJO,
    RIOBAMBA,
    SAN_ISIDRO,
    TOWNS,
    WHY_IN_ENGLISH,
)
from tests.pilot.story import (
    DONE,
    HELP,
    NOTE_PROGRESS,
    OTHER_DATE,
    SAY_COMES,
    SAY_HOURS,
    Story,
    Task,
)

AUTOMATIC = (
    "commitments",
    "reports_due",
    "six_months",
    "appointments",
    "hours_open",
    "letters",
    "tasks_handed_out",
    "mentors_news_tasks",
    "mentors_news_reports",
)
ACCOMPANIED = (
    (GUARANDA, RIOBAMBA),
    (PORTOVIEJO, RIOBAMBA),
    (MUQUI, BOA_ESPERANCA),
    (POCO_FUNDO, BOA_ESPERANCA),
)
ECUADOR, BRAZIL = (GUARANDA, PORTOVIEJO), (MUQUI, POCO_FUNDO)
ORDINANCE = "Presentar al concejo el borrador de la ordenanza"
FAIR = "Organizar la feria de queso y chocolate justos"
MENU = "Acordar con diez restaurantes un plato justo en la carta"
SCHOOLS = "Combinar com três escolas a semana do Comércio Justo"
SHOPS = "Fazer a lista das lojas que vendem nossos produtos"
COMMITTEE = "Reunir el comité local con cuatro sectores"
MARKET = "Abrir un puesto de productos justos en el mercado"
STALL = "El puesto en el mercado"
MEET = "https://meet.example/inicio"
ONLINE = "https://meet.example/san-isidro"
SCORES = {
    "council": "3",
    "products": "4",
    "organisations": "3",
    "events": "3",
    "group": "4",
}
FIRST_MEETING_IN_ENGLISH = {
    "minutes_en": "Meadowbridge told how its group began; Riobamba, how an ordinance is written.",
    "agreed_en": "San Isidro calls a committee together and opens a stall on the market.",
}
SECOND_MEETING_IN_ENGLISH = {
    "minutes_en": "The market gives a stall on Saturdays.",
    "agreed_en": "To open it on 27 November.",
}
KICK_OFF = {"es": "Arranque de la mentoría", "pt": "Início da mentoria"}
KICK_OFF_MINUTES = {
    "es": {
        "date": "2021-09-13",
        "participants": "El comité local y la ciudad mentora",
        "women": "5",
        "men": "4",
        "mentor_hours": "3",
        "minutes": "La mentora contó su camino; el municipio, lo que ya hay.",
        "agreed": "Anotar las primeras tareas esta semana.",
    },
    "pt": {
        "date": "2021-09-13",
        "participants": "O comitê local e a cidade mentora",
        "women": "6",
        "men": "3",
        "mentor_hours": "3",
        "minutes": "A mentora contou o seu caminho; o município, o que já existe.",
        "agreed": "Anotar as primeiras tarefas nesta semana.",
    },
}


def play(story: Story) -> None:
    """All of it."""
    august(story)
    september(story)
    kick_off(story)
    october(story)
    november(story)
    december_and_january(story)
    february(story)
    march(story)


def august(story: Story) -> None:
    """The team gets ready, mentors offer their help, towns apply."""
    story.settle()
    for person, role in (
        (LUCIA, "Coordinación"),
        (MARTA, "Comité Regional"),
        (JOAO, "Comité Regional"),
    ):
        language = {"es": "español", "pt": "portugués"}[person.language]
        story.sheet.add(
            "people",
            name=person.name,
            email=person.email,
            language=language,
            role=role,
            active="sí",
        )
    story.sheet.add(
        "editions",
        name="2021",
        opens="02/08/2021",
        starts="13/09/2021",
        closes="31/03/2022",
    )
    for kind in AUTOMATIC:
        story.sheet.type("settings", kind, value="automático")

    story.day(2021, 8, 3)
    story.offer(RIOBAMBA)
    story.offer(BOA_ESPERANCA)
    story.day(2021, 8, 4)
    story.sheet.type("mentors", RIOBAMBA.name, status="Confirmada")
    story.sheet.type("mentors", BOA_ESPERANCA.name, status="Confirmada")
    story.day(2021, 8, 5)
    story.send_letter(
        BOA_ESPERANCA.contact, BOA_ESPERANCA.name, "Paulo Rezende, prefeito"
    )

    story.day(2021, 8, 11)
    story.apply(GUARANDA, picture="apply")
    story.apply(MUQUI)
    story.day(2021, 8, 12)
    story.apply(PORTOVIEJO)
    story.apply(POCO_FUNDO)
    story.day(2021, 8, 18)
    story.send_letter(MUQUI.contact, MUQUI.name, MUQUI.mayor.name, picture="letter")
    story.day(2021, 8, 19)
    story.apply(SAN_ISIDRO)
    story.offer(MEADOWBRIDGE)
    story.day(2021, 8, 20)
    story.sheet.type("mentors", MEADOWBRIDGE.name, status="Confirmada")


def september(story: Story) -> None:
    """Towns are approved and meet their mentors."""
    story.day(2021, 8, 24)
    for town in PILOT:
        story.sheet.type(
            "towns", town.name, status="Aprobado", edition="2021", started="13/09/2021"
        )
    story.settle()
    story.say_that_it_was_meant()
    story.say_yes(GUARANDA, MUQUI, picture="yes-mayors")
    story.day(2021, 8, 31)
    story.sheet.type(
        "towns",
        SAN_ISIDRO.name,
        status="Aprobado",
        edition="2021",
        started="13/09/2021",
    )
    story.settle()
    story.say_yes(SAN_ISIDRO)

    story.day(2021, 9, 6)
    for town in ECUADOR:
        story.sheet.type(
            "towns",
            town.name,
            mentor_1=RIOBAMBA.name,
            status="Con mentores",
            wait_until="31/03/2022",
        )
    story.day(2021, 9, 8)
    for town in BRAZIL:
        story.sheet.type(
            "towns",
            town.name,
            mentor_1=BOA_ESPERANCA.name,
            status="Con mentores",
            wait_until="31/03/2022",
        )
    story.day(2021, 9, 9)
    story.sheet.type(
        "towns", SAN_ISIDRO.name, mentor_1=RIOBAMBA.name, why_en=WHY_IN_ENGLISH
    )
    story.settle()
    story.choose_mentor(SAN_ISIDRO, MEADOWBRIDGE, picture="proposals")
    story.settle()
    story.tap_desk(SAN_ISIDRO, "Con mentores", picture="desk")

    for day, towns, hours in (
        (9, ECUADOR, ("9:00", "11:00")),
        (10, BRAZIL, ("14:00", "16:00")),
    ):
        story.day(2021, 9, day)
        for town, hour in zip(towns, hours, strict=True):
            subject, begins = KICK_OFF[town.contact.language], f"13/09/2021 {hour}"
            story.sheet.add(
                "appointments",
                town=town.name,
                begins=begins,
                subject=subject,
                place=MEET,
            )


def kick_off(story: Story) -> None:
    """The first meetings, and the work plans that come out of them."""
    story.day(2021, 9, 13)
    hours = ("2021-09-21T09:00", "2021-09-22T10:00")
    subject = "Conocernos y hacer el plan de trabajo"
    story.propose_hours(
        RIOBAMBA.contact,
        SAN_ISIDRO,
        hours,
        picture="propose",
        subject=subject,
        place=ONLINE,
    )
    story.day(2021, 9, 14)
    story.tap(
        SAN_ISIDRO.contact,
        SAY_HOURS["es"],
        SAN_ISIDRO.name,
        [0, 1],
        "Enviar mi respuesta",
    )
    story.tap(
        MEADOWBRIDGE.contact,
        SAY_HOURS["en"],
        SAN_ISIDRO.name,
        [0],
        "Send my answer",
        picture="hours",
    )
    for town, mentor in ACCOMPANIED:
        story.minutes(
            mentor.contact, town, [0, 1], **KICK_OFF_MINUTES[town.contact.language]
        )
    story.day(2021, 9, 15)
    choose = "Ver las respuestas y fijar la hora"
    story.tap(RIOBAMBA.contact, choose, SAN_ISIDRO.name, [], "Fijar esta hora")
    ordinance, fair = (
        Task(ORDINANCE, "council", "2021-10-15"),
        Task(FAIR, "events", "2021-11-30"),
    )
    story.note_tasks(GUARANDA, ordinance, fair, picture="task")
    story.note_tasks(PORTOVIEJO, Task(MENU, "products", "2021-10-29"))
    story.note_tasks(MUQUI, Task(SCHOOLS, "organisations", "2021-11-12"))
    story.note_tasks(POCO_FUNDO, Task(SHOPS, "products", "2021-12-10"))
    story.day(2021, 9, 16)
    story.tap(MEADOWBRIDGE.contact, SAY_COMES["en"], SAN_ISIDRO.name, [], "I will come")
    for town in ECUADOR:
        story.sheet.type("towns", town.name, status="Plan de trabajo en marcha")
    story.day(2021, 9, 17)
    for town in BRAZIL:
        story.sheet.type("towns", town.name, status="Plan de trabajo en marcha")

    story.day(2021, 9, 22)
    story.minutes(
        RIOBAMBA.contact,
        SAN_ISIDRO,
        [0, 1, 2],
        picture="minutes",
        date="2021-09-21",
        participants="Carmen Ríos, Helen Ashworth, Cecilia Paredes",
        women="3",
        men="0",
        mentor_hours="4",
        minutes="Meadowbridge contó cómo empezó su grupo; Riobamba, cómo se escribe una ordenanza.",
        agreed="San Isidro reúne un comité y abre un puesto en el mercado.",
    )
    story.settle()
    story.sheet.type("meetings", "2021-09-21", **FIRST_MEETING_IN_ENGLISH)
    committee, market = (
        Task(COMMITTEE, "group", "2021-10-22"),
        Task(MARKET, "products", "2021-11-26"),
    )
    story.note_tasks(SAN_ISIDRO, committee, market)
    story.day(2021, 9, 23)
    story.tap_desk(SAN_ISIDRO, "Plan de trabajo en marcha")
    story.look(
        BOA_ESPERANCA.contact,
        "Abrir minha página",
        MUQUI.name,
        SCHOOLS,
        picture="mentor-page",
    )


def october(story: Story) -> None:
    """The first tasks fall due: two are done, one is not answered."""
    story.day(2021, 10, 11)
    story.report(
        GUARANDA.contact,
        DONE,
        ORDINANCE,
        picture="done",
        details="El concejo la recibió y la trata el 20.",
    )
    story.day(2021, 10, 12)
    story.sheet.type("commitments", ORDINANCE, status="Hecho")
    story.day(2021, 10, 15)
    details = "Somos nueve: alcaldía, productoras, colegio y comercio."
    story.report(SAN_ISIDRO.contact, DONE, COMMITTEE, details=details, photos=True)
    story.settle()
    story.sheet.type(
        "reports",
        COMMITTEE,
        details_en="There are nine of us: town hall, producers, school and shops.",
    )
    story.day(2021, 10, 19)
    story.sheet.type("commitments", COMMITTEE, status="Hecho")


def november(story: Story) -> None:
    """A call, a cry for help, another date, a new contact; a meeting after the
    clocks of Europe went back.
    """
    story.day(2021, 11, 4)
    story.sheet.add(
        "appointments",
        town=SAN_ISIDRO.name,
        begins="11/11/2021 9:00",
        subject=STALL,
        place=ONLINE,
    )
    story.day(2021, 11, 5)
    story.sheet.type("appointments", STALL, begins="12/11/2021 9:00")
    story.report(
        MUQUI.contact,
        HELP,
        SCHOOLS,
        picture="help",
        details="As escolas pedem material; alguém já tem?",
    )
    story.picture_of_mail(LUCIA, "llamar a Gloria", "mail-call")
    story.picture_of_sheet("commitments", "Llamar", "sheet")
    story.picture_of_desk("/staff/board", "board")
    story.day(2021, 11, 8)
    story.tap(
        MEADOWBRIDGE.contact, SAY_COMES["en"], SAN_ISIDRO.name, [], "I cannot come"
    )
    story.day(2021, 11, 12)
    story.report(
        MUQUI.contact, DONE, SCHOOLS, details="Boa Esperança mandou as cartilhas."
    )
    story.day(2021, 11, 16)
    story.sheet.type("commitments", SCHOOLS, status="Hecho")
    story.minutes(
        RIOBAMBA.contact,
        SAN_ISIDRO,
        [0, 1],
        date="2021-11-12",
        participants="Carmen Ríos, Cecilia Paredes",
        women="4",
        men="2",
        mentor_hours="2",
        minutes="El mercado cede un puesto los sábados.",
        agreed="Abrirlo el 27 de noviembre.",
    )
    story.settle()
    story.sheet.type("meetings", "2021-11-12", **SECOND_MEETING_IN_ENGLISH)
    story.day(2021, 11, 22)
    told = "Por teléfono: siete restaurantes ya firmaron."
    answers = {
        "progress": "under_way",
        "new_date": "2021-12-15",
        "details": told,
        "sent_by": PORTOVIEJO.contact.name,
    }
    story.report(LUCIA, NOTE_PROGRESS, MENU, **answers)
    story.sheet.type(
        "commitments", MENU, agreed_date="15/12/2021", reason="Faltan tres restaurantes"
    )
    story.day(2021, 11, 23)
    later = "La feria se junta con la de enero."
    story.report(
        GUARANDA.contact, OTHER_DATE, FAIR, new_date="2022-01-14", details=later
    )
    story.report(SAN_ISIDRO.contact, DONE, MARKET)
    story.day(2021, 11, 24)
    story.sheet.type("commitments", FAIR, agreed_date="14/01/2022")
    story.sheet.type("commitments", MARKET, status="Hecho")
    contact = {
        "contact_name": MARINA.name,
        "contact_email": MARINA.email,
        "contact_office": MARINA.office,
    }
    story.sheet.type("towns", POCO_FUNDO.name, **contact)
    story.sheet.type(
        "commitments", SHOPS, owner_name=MARINA.name, owner_email=MARINA.email
    )


def december_and_january(story: Story) -> None:
    """The last tasks are done."""
    story.day(2021, 12, 3)
    story.report(MARINA, DONE, SHOPS, details="São onze lojas e duas cafeterias.")
    story.day(2021, 12, 6)
    story.sheet.type("commitments", SHOPS, status="Hecho")
    story.day(2021, 12, 15)
    story.report(PORTOVIEJO.contact, DONE, MENU)
    story.day(2021, 12, 16)
    story.sheet.type("commitments", MENU, status="Hecho")
    story.day(2022, 1, 14)
    story.report(GUARANDA.contact, DONE, FAIR)
    story.day(2022, 1, 17)
    story.sheet.type("commitments", FAIR, status="Hecho")


def february(story: Story) -> None:
    """The Committee evaluates."""
    for day, towns in ((14, ECUADOR), (15, BRAZIL), (16, (SAN_ISIDRO,))):
        story.day(2022, 2, day)
        for town in towns:
            story.sheet.type(
                "towns", town.name, status="En evaluación", evaluate_by="25/02/2022"
            )
        story.settle()
        story.let_go()
    story.day(2022, 2, 17)
    for town in TOWNS:
        story.evaluate(
            JOAO,
            town,
            SCORES,
            "Um caminho sólido.",
            picture="evaluate" if town is MUQUI else "",
        )
    story.day(2022, 2, 18)
    story.let_go()
    story.day(2022, 2, 21)
    for town in TOWNS:
        story.evaluate(MARTA, town, SCORES, "Recomiendo reconocerlo.")
    for day, towns in ((22, ECUADOR), (23, BRAZIL), (24, (SAN_ISIDRO,))):
        story.day(2022, 2, day)
        for town in towns:
            story.sheet.type("towns", town.name, session_on="04/03/2022")


def march(story: Story) -> None:
    """The session decides; on 9 March all are told."""
    story.day(2022, 3, 4)
    story.hold_session(TOWNS, "Cumple los criterios.")
    story.settle()
    minutes = "https://example.org/acta-2022-03-04"
    recognised = {
        "recognised_on": "09/03/2022",
        "recognised_precision": "día",
        "recognised_source": minutes,
    }
    for day, towns in ((7, ECUADOR), (8, BRAZIL), (9, (SAN_ISIDRO,))):
        story.day(2022, 3, day)
        for town in towns:
            story.sheet.type("towns", town.name, **recognised, in_register="sí")
    story.settle()
    story.say_yes(*TOWNS, picture="yes-recognised")
    story.settle()
    story.picture_of_mail(MUQUI.mayor, MUQUI.name, "mail-recognised")
    story.look(
        GUARANDA.contact,
        f"Ver cómo va {GUARANDA.name}",
        GUARANDA.name,
        "Reconocido",
        picture="case",
    )
    story.look_at_register(TOWNS, picture="register")
    story.day(2022, 3, 16)
    story.achieved(
        MUQUI, "alliance", "Duas cafeterias de Boa Esperança vendem o nosso café."
    )
    story.day(2022, 3, 18)
