"""A house whose mails are edited in a tab of the spreadsheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.problem import ProblemCode
from journal.operation import installation
from journal.tabs import problems
from sheets.reading.snapshot import MailTextsTab
from tests.house import House, hidden
from tests.lived import batch, coordinator, copied_house, lived, lived_in
from worker.context import open_worker
from worker.folder import Folder

__all__ = ["lived"]

MAIL, LANGUAGE = "approved", "es"
ADDRESS = f"/staff/texts/{MAIL}/{LANGUAGE}"


def with_texts(house: House) -> None:
    """A house that has lived, with the tab."""
    lived_in(house)
    ask_for_rows(house)


def share_templates(house: House) -> None:
    """The pages' office goes by the templates that this process has read already."""
    office = open_worker(house.settings, house.folder, house.journal)
    house.app.extensions["hoja.office"] = office


def ask_for_rows(house: House) -> None:
    """What the button of the page asks for, done by the worker."""
    with house.journal.write() as connection:
        installation.want_text_rows(connection, house.office.sync.now())
    assert house.settle()


@dataclass
class TextsHouse:
    """What tests do with it."""

    house: House

    def tab(self) -> MailTextsTab:
        """The tab as it stands."""
        tab = self.house.look().mail_texts
        assert tab is not None
        return tab

    def row_of(self, mail: str = MAIL, language: str = LANGUAGE) -> int:
        """The index of the row of a mail."""
        lines = self.tab().lines
        return next(
            index
            for index, line in enumerate(lines)
            if list(line[:2]) == [mail, language]
        )

    def cell(self, header: str, mail: str = MAIL, language: str = LANGUAGE) -> str:
        """What stands in a cell of a mail's row."""
        lines = self.tab().lines
        line = lines[self.row_of(mail, language)]
        column = lines[0].index(header)
        return str(line[column]) if column < len(line) else ""

    def type(self, header: str, text: str, **of: str) -> None:
        """Types into a cell of a mail's row."""
        tab = self.tab()
        value = {"userEnteredValue": {"stringValue": text}} if text else {}
        start = {
            "sheetId": tab.sheet_id,
            "rowIndex": self.row_of(**of),
            "columnIndex": tab.lines[0].index(header),
        }
        rows = [{"values": [value]}]
        cells = {"rows": rows, "fields": "userEnteredValue", "start": start}
        batch(self.house, {"updateCells": cells})

    def look(self) -> None:
        """Lets the worker see it."""
        assert self.house.settle()

    def publish(self, client: FlaskClient | None = None, address: str = ADDRESS) -> Any:
        """Presses the button."""
        client = client or coordinator(self.house)
        page = client.get(address).text
        data = {name: hidden(page, name) for name in ("csrf_token", "mark")}
        return client.post(address, data=data)

    def told(self) -> list[str]:
        """The problems of the tab, as they stand in the spreadsheet."""
        with self.house.journal.read() as connection:
            standing = [item.problem for item in problems.standing(connection)]
        return [
            problem.words("es")
            for problem in standing
            if problem.code is ProblemCode.mail_text
        ]


@pytest.fixture
def texts(
    tmp_path: Path, folder: Folder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TextsHouse]:
    """A copy of that house."""
    with copied_house(
        tmp_path / "house", folder, tmp_path_factory, preparation=with_texts
    ) as house:
        share_templates(house)
        yield TextsHouse(house)
        house.app.extensions["hoja.office"].sync.spreadsheet.close()
