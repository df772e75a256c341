"""Small facts that outlive a restart."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from bot.adapters.storage.engine import Database, insert, transaction
from bot.adapters.storage.schema import notes

LONGEST_KEY, LONGEST_VALUE = 200, 4096
INDEX = "search"  # the note on the search index (`indexing`), which is never dropped
MOST = 100_000
LOOK_EVERY = 256  # writes between two looks at how many there are
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
TOKEN = 12  # digits: 62 bits, so that a hundred thousand texts share one once in a billion archives


class SqlNotebook:
    """Port `Notebook`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writes = 0

    async def read(self, key: str) -> str:
        """A note; "" if there is none."""
        async with self._database.read() as connection:
            return str(await connection.scalar(select(notes.c.value).where(notes.c.key == key)) or "")

    @transaction
    def write(self, connection: Connection, key: str, value: str, now: datetime) -> None:
        """See the port. Raises `ValueError` for a key or value that is too long."""
        _check(key, value)
        if not value:
            connection.execute(delete(notes).where(notes.c.key == key))
            return
        written = {"value": value, "written": now}
        note = insert(connection, notes).values(key=key, **written)
        connection.execute(note.on_conflict_do_update(index_elements=["key"], set_=written))
        self._written(connection)

    @transaction
    def first(self, connection: Connection, key: str, value: str, now: datetime) -> bool:
        """See the port. Raises `ValueError` for a key or value that is too long, and for an empty value."""
        _check(key, value)
        if not value:
            raise ValueError("an empty note is none")
        note = insert(connection, notes).values(key=key, value=value, written=now)
        wrote = connection.execute(note.on_conflict_do_nothing().returning(notes.c.key)).first() is not None
        self._written(connection)
        return wrote

    @transaction
    def forget(self, connection: Connection, prefix: str, before: datetime) -> None:
        """See the port."""
        theirs = notes.c.key.startswith(prefix, autoescape=True)
        connection.execute(delete(notes).where(notes.c.written < before, theirs))

    async def keep(self, text: str, now: datetime) -> str:
        """See the port. Of a longer text than a note may be, its beginning is kept; NUL, which PostgreSQL's texts
        cannot hold, as a space."""
        text = text[:LONGEST_VALUE].replace("\0", " ")
        token = _token(text)
        await self.write(f"kept:{token}", text, now)
        return token

    async def kept(self, token: str) -> str:
        """The text behind a token; "" if it has gone."""
        return await self.read(f"kept:{token}"[:LONGEST_KEY])

    def _written(self, connection: Connection) -> None:
        if self._writes % LOOK_EVERY == 0:
            _bound(connection)
        self._writes += 1


def _check(key: str, value: str) -> None:
    if len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE:
        raise ValueError(f"a note of {len(value)} characters under a key of {len(key)}")


def _bound(connection: Connection) -> None:
    over = int(connection.scalar(select(func.count()).select_from(notes)) or 0) - MOST
    if over > 0:
        oldest = select(notes.c.key).where(notes.c.key != INDEX).order_by(notes.c.written).limit(over)
        connection.execute(delete(notes).where(notes.c.key.in_(oldest)))


def _token(text: str) -> str:
    number = int.from_bytes(sha256(text.encode(errors="surrogatepass")).digest())
    digits = []
    for _ in range(TOKEN):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(digits)
