"""A real PostgreSQL for tests, on loopback: Debian's binaries, a new cluster, databases copied from a template."""

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.storage.store import open_store

ABSENT = "NO POSTGRESQL: the tests on it are skipped; apt-get install postgresql"
GUARDED = "guarded"  # a user whose password is asked for
PASSWORD = "correct-horse"
TUNING = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}
ACCESS = f"local all all trust\nhost all {GUARDED} all scram-sha-256\nhost all all 127.0.0.1/32 trust\n"

EMPTY = """
DO $$ DECLARE each text; BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);  -- no foreign keys
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(each);
    END LOOP;
    FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        PERFORM setval(quote_ident(each)::regclass, 1, false);
    END LOOP;
END $$
"""


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, those of the newest version; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    known = found[-1] if found else shutil.which("initdb")
    return Path(known).parent if known else None


class Server:
    """A cluster of its own, stopped and removed at the end. It refuses to run as root: then it runs as another user."""

    def __init__(self, where: Path, folder: Path) -> None:
        self.port = _free_port()
        self._where = where
        self._folder = folder
        self._numbers = count(1)
        self._free: list[str] = []  # databases that are empty
        self._postgres: subprocess.Popen[bytes] | None = None

    def url(self, database: str, user: str = "crier", password: str = "") -> str:
        """Where one of its databases is."""
        return f"postgresql://{user}{password and ':' + password}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """The cluster, and in it the template: an empty database of Crier's."""
        self._run("initdb", "-D", self._data, "-U", "crier", "-E", "UTF8", "--locale=C.UTF-8", "-A", "trust", "-N")
        (self._folder / "data" / "pg_hba.conf").write_text(ACCESS)
        self.start()
        self.execute("postgres", f"CREATE ROLE {GUARDED} LOGIN PASSWORD '{PASSWORD}'")
        self.execute("postgres", "CREATE DATABASE template_crier")

        async def migrate() -> None:
            async with open_store(self.url("template_crier"), mode="run"):
                pass

        asyncio.run(migrate())

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [part for name, value in TUNING.items() for part in ("-c", f"{name}={value}")]
        command = [*_as_another(), str(self._where / "postgres"), "-D", self._data, "-h", "127.0.0.1"]
        command += ["-p", str(self.port), "-k", str(self._folder), *settings]
        with (self._folder / "log").open("ab") as log:
            self._postgres = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        for _ in range(600):
            ready = subprocess.run([self._where / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)])
            if ready.returncode == 0:
                return
        raise AssertionError((self._folder / "log").read_text())

    def stop(self) -> None:
        """Stop it at once, as a crash does."""
        if self._postgres is not None:
            self._run("pg_ctl", "stop", "-D", self._data, "-m", "immediate")
            self._postgres.wait(20)
            self._postgres = None

    def execute(self, database: str, statement: str) -> None:
        """Run one statement."""
        asyncio.run(_execute(self.url(database), statement))

    @contextmanager
    def database(self) -> Iterator[str]:
        """An empty database of Crier's, for one test: the URL of it. It is emptied and used again: that takes a tenth
        of the time that making one does."""
        name = self._free.pop() if self._free else self._create("template_crier")
        yield self.url(name)
        self.execute(name, EMPTY)
        self._free.append(name)

    @contextmanager
    def nothing(self) -> Iterator[str]:
        """A database without tables: the URL of it."""
        name = self._create("template0")
        try:
            yield self.url(name)
        finally:
            self.execute("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.execute("postgres", f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_another(), str(self._where / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self._folder, check=False)
        assert done.returncode == 0, done.stderr


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the tests of a process run; skips them, loudly, where PostgreSQL is not installed."""
    where = binaries()
    if where is None:
        pytest.skip(ABSENT)
    folder = Path(tempfile.mkdtemp(prefix="crier-postgres-"))
    server = Server(where, folder)
    try:
        if os.geteuid() == 0:
            os.chown(folder, _other().pw_uid, _other().pw_gid)
        server.make()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder)


async def sql(url: str, statement: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    """Run a statement on a store's database behind its back, on either engine; parameters are written `?`."""
    if url.startswith("sqlite"):
        from contextlib import closing
        from sqlite3 import connect

        with closing(connect(url.removeprefix("sqlite:///"))) as direct, direct:
            return direct.execute(statement, values).fetchall()
    for number in range(len(values)):
        statement = statement.replace("?", f"${number + 1}", 1)
    return await _execute(url, statement, *values)


async def _execute(url: str, statement: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    import asyncpg  # only where PostgreSQL is

    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(statement, *values)]
    finally:
        await connection.close()


def _other() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _as_another() -> list[str]:
    if os.geteuid():
        return []
    other = _other()
    return ["setpriv", f"--reuid={other.pw_uid}", f"--regid={other.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
