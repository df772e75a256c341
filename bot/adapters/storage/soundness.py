"""Whether a database can be used as it is, told in the words in which the bot itself would refuse it."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.adapters.storage.places import obstacle
from bot.adapters.storage.sqlite import LASTING, database_file, translated
from bot.domain.errors import BadStore


async def look_over(url: str) -> bool:
    """Read the whole database at `url`, and write nothing; false if there is none yet, and it can be made.

    Raises `BadStore` if an operator has to mend it first, `StoreBusy` while it cannot be read.
    """
    return await asyncio.to_thread(_look_over, database_file(url))


def _look_over(file: Path) -> bool:
    if trouble := obstacle(file):
        raise BadStore(f"{file}: {trouble}")
    there = file.exists()
    if there:
        _read(file)
    return there


def _read(file: Path) -> None:
    address = f"file:{quote(str(file))}?mode=ro"
    with translated(file), closing(sqlite3.connect(address, uri=True)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):  # sqlite.org/pragma.html
            raise BadStore(f"{file}: {LASTING[sqlite3.SQLITE_CORRUPT]}")
