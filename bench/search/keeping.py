"""Where the archives of generated articles are: in a folder that is kept, or for the while of a run."""

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.search.building import build
from bench.search.latency import stock_index
from bench.search.texts import World, world
from bot.adapters.storage import postgres
from bot.adapters.storage.store import open_store
from tests.postgres import Server, _other, binaries

MAKING = 3600.0  # seconds for one statement: it makes the index of all rows


@dataclass(frozen=True, slots=True)
class Archives:
    """`jobs`: processes that prepare articles while this one puts them (0: it does that itself)."""

    folder: Path
    seed: int
    items: int
    jobs: int

    def world(self) -> World:
        """What the articles are made of."""
        return world(self.seed, self.items)

    def named(self, name: str) -> Path:
        """A file or folder of this seed and number of items."""
        return self.folder / f"{name}-{self.seed}-{self.items}"

    def sqlite(self) -> Path:
        """The database's file; made unless it is there, whole."""
        file = self.named("crier").with_suffix(".db")
        self._made(f"sqlite:///{file}", file)
        return file

    def stock(self) -> Path:
        """The file of stock FTS5's index of the same articles; made unless it is there, whole."""
        file = self.named("stock").with_suffix(".db")
        if not _mark(file).exists():
            forget(file)
            stock_index(self.sqlite(), file)
            _mark(file).touch()
        return file

    @contextmanager
    def postgresql(self) -> Iterator[tuple[Server, str]]:
        """The server and the database's name; made unless it is there, whole."""
        where, folder = binaries(), self.named("postgresql")
        if where is None:
            raise SystemExit("no PostgreSQL: apt-get install postgresql")
        server = Server(where, folder)
        if (folder / "data").exists():
            server.start()
        else:
            folder.mkdir(parents=True)
            if os.geteuid() == 0:
                os.chown(folder, _other().pw_uid, _other().pw_gid)
            server.make()
        try:
            if not _mark(folder).exists():
                server.execute("postgres", "DROP DATABASE IF EXISTS million")
                server.execute("postgres", "CREATE DATABASE million TEMPLATE template_crier STRATEGY FILE_COPY")
            if self._made(server.url("million"), folder):
                server.execute("million", "VACUUM ANALYZE")
            yield server, "million"
        finally:
            server.execute("postgres", "CHECKPOINT")
            server.stop()

    def _made(self, url: str, place: Path) -> bool:
        if _mark(place).exists():
            return False
        if url.startswith("sqlite"):
            forget(place)

        postgres.ANSWERING = MAKING

        async def make() -> None:
            async with open_store(url, mode="run") as store:
                took = await build(store, self.world(), self.jobs)
            print(f"{self.items:,} items built in {took:.0f} s", file=sys.stderr, flush=True)

        asyncio.run(make())
        _mark(place).touch()
        return True


def forget(file: Path) -> None:
    """Remove a database's files."""
    for each in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
        each.unlink(missing_ok=True)


@contextmanager
def copied(file: Path) -> Iterator[Path]:
    """A copy of a database that nobody has open, to be written to."""
    copy = file.with_suffix(".copy")
    forget(copy)
    try:
        shutil.copyfile(file, copy)
        yield copy
    finally:
        forget(copy)


def _mark(place: Path) -> Path:
    """Stands beside what is whole."""
    return place.with_name(f"{place.name}.whole")
