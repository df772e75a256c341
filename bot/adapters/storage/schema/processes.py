"""Processes and their leases."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table

from bot.adapters.storage.columns import Id, Instant, metadata

processes = Table(
    "processes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("host", String(255), nullable=False),
    Column("boot", String(64), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started", String(32), nullable=False),  # start time of the pid, so that a reused number is not taken for it
    Column("seen", Instant, nullable=False),
    sqlite_autoincrement=True,
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("process_id", Id, ForeignKey("processes.id", ondelete="SET NULL")),
    Column("fence", BigInteger, nullable=False, server_default="0"),
)
