"""Who takes part.

The towns of the pilot and their mentors are those of 2021; every person, San Isidro del
Valle and Meadowbridge are invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox and a telephone."""

    name: str
    email: str
    language: str
    office: str = ""


@dataclass(frozen=True)
class Mentor:
    """A Fair Trade town that accompanies others. `kind`: as its form has it."""

    name: str
    country: str
    kind: str
    contact: Person
    experience: str
    capacity: int = 3
    has_letter: bool = True


@dataclass(frozen=True)
class Town:
    """A town that applies. `mayor`: who signs the letter."""

    name: str
    country: str
    population: int
    contact: Person
    mayor: Person
    why: str
    has_letter: bool = True


LUCIA = Person("Lucía Andrade", "coordinacion@example.org", "es", "Coordinación")
MARTA = Person("Marta Quiroga", "comite.quiroga@example.org", "es", "Comité Regional")
JOAO = Person("João Ferreira", "comite.ferreira@example.org", "pt", "Comitê Regional")

RIOBAMBA = Mentor(
    "Riobamba",
    "Ecuador",
    "latin_american",
    Person(
        "Cecilia Paredes",
        "cecilia.paredes@example.org",
        "es",
        "Comité local de Comercio Justo",
    ),
    "Compras públicas, ferias y un comité con seis sectores.",
)
BOA_ESPERANCA = Mentor(
    "Boa Esperança",
    "Brasil",
    "latin_american",
    Person(
        "Sebastião Moreira",
        "sebastiao.moreira@example.org",
        "pt",
        "Cooperativa de cafeicultores",
    ),
    "Escolas, cafeterias e a lei municipal.",
    capacity=2,
    has_letter=False,
)
MEADOWBRIDGE = Mentor(
    "Meadowbridge",
    "United Kingdom",
    "ftti",
    Person(
        "Helen Ashworth",
        "helen.ashworth@example.org",
        "en",
        "Fair Trade steering group",
    ),
    "Shops, schools and twenty years of a steering group.",
    capacity=1,
)

GUARANDA = Town(
    "Guaranda",
    "Ecuador",
    108763,
    Person("Ana Chela", "ana.chela@example.org", "es", "Directora de desarrollo local"),
    Person("Medardo Chimbolema", "alcaldia.guaranda@example.org", "es", "Sr. alcalde"),
    "Nuestras queseras y chocolateras ya exportan; queremos que aquí también se conozca su trabajo.",
)
PORTOVIEJO = Town(
    "Portoviejo",
    "Ecuador",
    321800,
    Person("Gloria Macías", "gloria.macias@example.org", "es", "Gestión turística"),
    Person("Agustín Cedeño", "", "es", "Sr. alcalde"),
    "La ciudad creativa de la gastronomía quiere servir productos justos.",
)
MUQUI = Town(
    "Muqui",
    "Brasil",
    15806,
    Person(
        "Antônio Lopes", "antonio.lopes@example.org", "pt", "Secretário de agricultura"
    ),
    Person("Regina Alves", "prefeitura.muqui@example.org", "pt", "Sra. prefeita"),
    "Nossa cooperativa já exporta café conilon, e a cidade quer conhecê-lo e servi-lo.",
    has_letter=False,
)
POCO_FUNDO = Town(
    "Poço Fundo",
    "Brasil",
    16900,
    Person(
        "Beatriz Nunes",
        "beatriz.nunes@example.org",
        "pt",
        "Cooperativa de agricultores familiares",
    ),
    Person("Jorge Prado", "", "pt", "Sr. prefeito"),
    "Mulheres do café orgânico querem que as escolas da cidade bebam o que elas colhem.",
)
SAN_ISIDRO = Town(
    "San Isidro del Valle",
    "Colombia",
    12400,
    Person("Carmen Ríos", "carmen.rios@example.org", "es", "Casa de la cultura"),
    Person("Patricia Yepes", "alcaldia.sanisidro@example.org", "es", "Sra. alcaldesa"),
    "Tres asociaciones de productoras venden fuera lo que aquí casi nadie conoce.",
)
WHY_IN_ENGLISH = "Three associations of women producers sell elsewhere what hardly anybody here knows."
MARINA = Person(
    "Marina Couto", "marina.couto@example.org", "pt", "Secretaria de educação"
)
"""Becomes the contact of Poço Fundo on the way."""

PILOT = (GUARANDA, PORTOVIEJO, MUQUI, POCO_FUNDO)
TOWNS = (*PILOT, SAN_ISIDRO)
MENTORS = (RIOBAMBA, BOA_ESPERANCA, MEADOWBRIDGE)
_MAYORS = tuple(town.mayor for town in TOWNS if town.mayor.email)
_CONTACTS = tuple(place.contact for place in (*TOWNS, *MENTORS))
EVERYBODY = (LUCIA, MARTA, JOAO, MARINA, *_CONTACTS, *_MAYORS)
