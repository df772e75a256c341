"""`crier copy`."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Archive
from tests.postgres import PASSWORD, Server, sql
from tests.process import here


@pytest.mark.parametrize(
    "wrong",
    [
        f"mysql://crier:{PASSWORD}@host/crier",
        f"postgresql://crier:{PASSWORD}@host:port/crier",
        f"postgresql://crier:{PASSWORD}/x@host/crier",
        f"postgresql://crier:{PASSWORD}@host/crier?sslmode=odd",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(store_url: str, wrong: str) -> None:
    told = here("copy", "--to", wrong, CRIER_STORAGE__URL=store_url)
    assert (told.code, told.out) == (2, "")
    assert told.err.startswith("crier: --to")
    assert "postgresql://user:password@host/database, special characters in the password percent-encoded" in told.err
    assert PASSWORD not in told.err


def test_the_address_is_looked_at_first(tmp_path: Path) -> None:
    told = here("copy", "--to", "mysql://host/crier", CRIER_STORAGE__URL=f"sqlite:///{tmp_path}/none.db")
    assert (told.code, "--to: write an address" in told.err) == (2, True)


def test_without_a_database_it_is_said_how_to_name_one(tmp_path: Path) -> None:
    told = here("copy", "--to", "postgresql://host/crier", CRIER_STORAGE__URL=f"sqlite:///{tmp_path}/none.db")
    assert (told.code, told.out) == (2, "")
    assert "none.db: there is no such file; name the configuration with --config, or set storage.url" in told.err


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_database_is_copied_and_its_rows_counted(archive: Archive, postgresql: Server, scheme: str) -> None:
    with postgresql.nothing() as target:
        told = here("copy", *archive.config, "--to", target.replace("postgresql", scheme))
        assert (told.code, told.out) == (0, "")
        rows = re.fullmatch(r"([\d,]+) rows, compared; now set storage.url to that database\n", told.err)
        assert rows and int(rows[1].replace(",", "")) > 2
        assert asyncio.run(sql(target, "SELECT count(*) FROM articles")) == [(2,)]
        latest = here("latest", *archive.config, "--json", CRIER_STORAGE__URL=target.replace("postgresql", scheme))
        assert latest.json["total"] == 2
