"""PostgreSQL on another machine: by TLS with a certificate that is checked, and with a
password that changes while the program runs.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec

from core.settings import SettingsError, read
from journal.database import Journal
from journal.postgresql_login import LOGIN_REFUSED
from tests import postgresql
from tests.certificates import certificate_of, key_pem, pem
from tests.conftest import missing

pytestmark = pytest.mark.postgresql
FIRST, SECOND = "the first password", "the second one"


@dataclass
class Secured:
    """A server with TLS. `authority`: the file of who signed its certificate."""

    port: int
    authority: Path

    def url(self, password: str, **options: str) -> str:
        """Its URL as an administrator writes it."""
        options = {
            "sslmode": "verify-full",
            "sslrootcert": str(self.authority),
            **options,
        }
        query = "&".join(f"{name}={value}" for name, value in options.items())
        password = password.replace(" ", "%20")
        return f"postgresql://hoja:{password}@127.0.0.1:{self.port}/postgres?{query}"

    def execute(self, statement: str, password: str) -> None:
        """What its administrator does."""
        with psycopg.connect(self.url(password), autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    """One whose certificate an authority of this test has signed."""
    programs = postgresql.programs()
    if programs is None:
        missing("postgresql", "install PostgreSQL's server")
    assert programs
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = certificate_of("authority", authority_key, "authority", authority_key)
    own = certificate_of("database", key, "authority", authority_key)
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    file.write_bytes(pem(authority))
    with postgresql.with_tls(programs, pem(own), key_pem(key), FIRST) as port:
        yield Secured(port, file)


def journal_of(url_file: Path, tmp_path: Path) -> Journal:
    settings = read(
        {
            "STATE_DIR": str(tmp_path),
            "DATABASE_URL_FILE": str(url_file),
            "SECRET_KEY": "x" * 8 + "a secret of this test",
        }
    )
    return Journal(settings.database_url, settings.database_url_file)


def is_encrypted(journal: Journal) -> bool:
    query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    with journal.read() as connection:
        return bool(connection.execute(sa.text(query)).scalar_one())


def test_password_that_was_changed_is_read_anew_and_a_wrong_one_is_told(
    server, tmp_path
):
    file = tmp_path / "database-url"
    file.write_text(server.url(FIRST))
    with closing(journal_of(file, tmp_path)) as journal:
        assert is_encrypted(journal)
        server.execute(f"ALTER USER hoja PASSWORD '{SECOND}'", FIRST)
        # The connection that is open goes on, as PostgreSQL has it.
        assert is_encrypted(journal)
        end_all = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = 'hoja' AND pid <> pg_backend_pid()"
        )
        server.execute(end_all, SECOND)
        with pytest.raises(sa.exc.OperationalError, match="DATABASE_URL_FILE") as error:
            is_encrypted(journal)
        assert LOGIN_REFUSED in str(error.value)
        assert FIRST not in str(error.value)
        file.write_text(server.url(SECOND))
        assert is_encrypted(journal)
        server.execute(f"ALTER USER hoja PASSWORD '{FIRST}'", SECOND)


def test_server_whose_certificate_nobody_signed_is_not_believed(server, tmp_path):
    other_key = ec.generate_private_key(ec.SECP256R1())
    other = tmp_path / "other.pem"
    other.write_bytes(pem(certificate_of("other", other_key, "other", other_key)))
    file = tmp_path / "database-url"
    file.write_text(server.url(FIRST, sslrootcert=str(other)))
    with (
        closing(journal_of(file, tmp_path)) as journal,
        pytest.raises(sa.exc.OperationalError, match="certificate verify failed"),
    ):
        is_encrypted(journal)


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("postgresql://hoja:x@database.internal/hoja", False),
        ("postgresql://hoja:x@database.internal/hoja?sslmode=prefer", False),
        ("postgresql://hoja:x@/hoja?host=database.internal", False),
        ("postgresql://hoja:x@database.internal/hoja?sslmode=verify-full", True),
        ("postgresql://hoja:x@database.internal/hoja?sslmode=disable", True),
        ("postgresql://hoja:x@127.0.0.1/hoja", True),
        ("postgresql:///hoja?host=/run/postgresql", True),
        ("postgresql:///hoja", True),
    ],
)
def test_way_to_another_machine_says_how_it_is_encrypted(url, is_taken, tmp_path):
    environ = {
        "STATE_DIR": str(tmp_path),
        "DATABASE_URL": url,
        "SECRET_KEY": "x" * 8 + "a secret of this test",
    }
    if is_taken:
        assert read(environ).database_url.endswith(url.partition("://")[2])
    else:
        with pytest.raises(SettingsError, match="sslmode=verify-full"):
            read(environ)
