"""A consistent copy of a running database, and its way back.

Both directions go through SQLite's own backup, which reads one snapshot while others write, and end with an atomic
rename: a copy is whole, or it is not there. A restored database owes what it owed when it was copied, and articles
found since then are found again. They may have been posted already, which nobody remembers: so every source's next poll
is a baseline of what was published before the database was restored, archived and not posted.
"""

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shlex import quote as quoted
from urllib.parse import quote

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bot.adapters.storage.baselines import RESTORED
from bot.adapters.storage.engine import command_line, is_far
from bot.adapters.storage.migrate import MARKS, revision
from bot.adapters.storage.places import hidden, obstacle
from bot.adapters.storage.process import Process, this_process
from bot.adapters.storage.sqlite import database_file, translated
from bot.domain.errors import BadStore

LOGS = ("-wal", "-shm")


async def backup(url: str, file: Path) -> None:
    """Copy the database at `url` to `file`, replacing an older copy.

    Raises `BadStore` if there is no database, if `file` is that database, is in use, or is anything but a copy (so
    that a wrong name costs no file), or if it cannot be written.
    """
    _refuse_server(
        url, f"a copy of it is made with: pg_dump --format=custom --file={quoted(str(file))} {command_line(url)}"
    )
    await asyncio.to_thread(_backup, database_file(url), file)


async def restore(file: Path, url: str, *, force: bool) -> None:
    """Put a copy in the place of the database at `url`; its schema may be older, then the next start migrates it.

    Raises `BadStore` if it is no sound copy of this or an older version, if there is a database already (unless
    `force`), and in any case while a bot runs on it.
    """
    restoring = f"pg_restore --clean --if-exists --dbname={command_line(url)} {quoted(str(file))}"
    _refuse_server(url, f"stop the bot, then: {restoring}")
    await asyncio.to_thread(_restore, file, database_file(url), force)


def _refuse_server(url: str, remedy: str) -> None:
    if is_far(url):
        raise BadStore(f"storage.url is on PostgreSQL, which keeps its own copies; {remedy}")


def _backup(source: Path, target: Path) -> None:
    _refuse_if_hidden(source, target)
    must_exist(source)
    _refuse_if_not_a_copy(target, source)
    with _writing(target) as part:
        _copy(source, part, target)


def _restore(source: Path, target: Path, force: bool) -> None:
    _refuse_if_hidden(source, target)
    if not source.exists():
        raise BadStore(f"{source}: there is no such file")
    if target.exists():
        if not force:
            raise BadStore(f"{target}: there is a database already; to replace it, stop the bot and add --force")
        refuse_if_used(target)
    with _writing(target) as part:
        _copy(source, part, target)
        _check(part, source)
        _let_nothing_be_posted_again(part)
        for log in LOGS:  # of the database that goes; beside the new one they would be another's
            Path(f"{target}{log}").unlink(missing_ok=True)


@contextmanager
def _writing(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its name at the end, if all went well."""
    part = target.with_name(f"{target.name}.part{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        why = f"cannot be written ({os.strerror(error.errno or 0)}); make room, or choose another place"
        raise BadStore(f"{target}: {obstacle(target) or why}") from error
    finally:
        part.unlink(missing_ok=True)


def _refuse_if_hidden(*files: Path) -> None:
    for file in files:
        if why := hidden(file):
            raise BadStore(f"{file}: {why}")


def must_exist(database: Path) -> None:
    """Raises `BadStore` where there is no database to copy."""
    if not database.exists():
        raise BadStore(f"{database}: there is no such file; name the configuration with --config, or set storage.url")


def _copy(source: Path, part: Path, target: Path) -> None:
    """Copy `source` into `part`. Trouble with the writing is said to be the `target`'s."""
    with translated(source), closing(_open(source, "rw")) as old:
        old.execute("PRAGMA schema_version")  # it is a database that can be read
        with translated(target), closing(_open(part, "rwc")) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def _open(file: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file))}?mode={mode}", uri=True, isolation_level=None)


def _let_nothing_be_posted_again(copy: Path) -> None:
    """See `baselines`: what was published before now is found by one, and at once, before others push it."""
    now = time.time()
    with closing(_open(copy, "rw")) as opened:
        soon = int(now * 1e6), "the database was restored from a copy"
        opened.execute("UPDATE sources SET baseline = 1, next_poll = min(next_poll, ?), why = ?", soon)
        opened.execute("DELETE FROM notes WHERE key = ?", (RESTORED,))
        opened.execute("INSERT INTO notes (key, value, written) VALUES (?, ?, ?)", (RESTORED, str(now), int(now * 1e6)))


def _check(copy: Path, name: Path) -> None:
    with translated(name), closing(_open(copy, "rw")) as opened:
        engine = create_engine("sqlite://", creator=lambda: opened, poolclass=StaticPool)
        with engine.connect() as connection:
            if not revision(connection, str(name)):
                raise BadStore(f"{name}: this is an empty database, not a copy made with `crier backup`")
            if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
                raise BadStore(f"{name}: this copy is damaged; take an older one")


def _refuse_if_not_a_copy(target: Path, source: Path) -> None:
    """Raise `BadStore` if writing a copy to `target` would cost something else."""
    own = {Path(f"{file}{log}").resolve() for file in (source, source.resolve()) for log in ("", *LOGS)}
    if target.resolve() in own:
        raise BadStore(f"{target}: this is the database itself, or its log; choose another place for the copy")
    if not target.exists() or (target.is_file() and not target.stat().st_size):
        return
    if not (target.is_file() and _is_criers(target)):
        raise BadStore(f"{target}: this is no copy of a Crier database, so it is not replaced; choose another name")
    refuse_if_used(target)


def _is_criers(file: Path) -> bool:
    try:
        with closing(_open(file, "rw")) as opened:
            found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except sqlite3.Error:
        return False
    return MARKS.issubset(name for (name,) in found)


def refuse_if_used(target: Path, otherwise: str = "") -> None:
    """Raise `BadStore` while another process of this machine works on the database. One that cannot be read is free."""
    me = this_process()
    try:
        with closing(_open(target, "rw")) as opened:
            found = opened.execute("SELECT host, boot, pid, started FROM processes").fetchall()
    except sqlite3.Error:
        return
    for other in (Process(*row) for row in found):
        if other != me and other.near(me) and other.alive():
            remedy = ", ".join(filter(None, ("stop it first", otherwise)))
            raise BadStore(f"{target}: a bot is running on it (process {other.pid}); {remedy}")
