"""A programme with a question of every type, and a house that runs it."""

from pathlib import Path

from tests.programme.files import write

MAIN = """\
name: Every type
languages: [es, pt, en]
time_zone: America/Guayaquil
locale: es_EC
country: EC
sender: {name: Every type, reply_to: office}
roles: {office: Office}
case: {table: things}
consent: {version: "1", text: We keep it., agree: Fine., publication: Show it.}
tables:
  things:
    label: Things
    prefix: TH
    title: name
    case: self
    columns:
      name: {label: Name}
      story: {label: Story}
      count: {type: integer, label: Count}
      height: {type: decimal, label: Height}
      cost: {type: money, parameters: {currency: USD}, label: Cost}
      day: {type: date, label: Day}
      start: {type: moment, label: Start}
      hour: {type: time, label: Hour}
      mood: {type: range, parameters: {start: 1, end: 5}, label: Mood}
      share: {type: range, parameters: {start: 0, end: 100, step: 0.5}, label: Share}
      drink: {type: select_one, label: Drink, choices: {coffee: Coffee, tea: Tea}}
      drinks: {type: select_multiple, label: Drinks, choices: {coffee: Coffee, tea: Tea, both: Coffee; tea}}
      land: {type: select_one, label: Land, choices: {c_ec: Ecuador, c_co: Colombia, c_pe: Perú}}
      mail: {type: email, label: Mail}
      phone: {type: phone, country_from: land, label: Phone}
      page: {type: url, label: Page}
      photo: {type: file, label: Photo}
      voice: {type: audio, label: Voice}
      agreed: {type: acknowledge, label: Agreed}
      friend: {type: reference, table: things, label: Friend}
"""
FORM = """\
title: Every type
table: things
fields:
  intro: {type: note, label: Please answer.}
  name: {required: true}
  story: {appearance: multiline, max_length: 2000}
  count: {}
  height: {}
  cost: {}
  day: {}
  start: {}
  hour: {}
  mood: {}
  share: {}
  drink: {}
  drinks: {}
  land: {}
  mail: {}
  phone: {}
  page: {}
  photo: {}
  voice: {}
  agreed: {}
"""


def every_type(folder: Path) -> Path:
    """The programme's files."""
    return write(folder, MAIN, FORM, "{}\n")
