"""`crier backup`, `crier restore`, `crier copy` and `crier reindex`."""

import asyncio
import sys
from pathlib import Path
from time import monotonic

import click

from bot.cli.common import config_option, settings
from bot.domain.errors import BadStore


@click.command(
    epilog="""
\b
Examples:
  crier backup crier-backup.db
"""
)
@config_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(*, file: Path) -> None:
    """Write a consistent copy of the database to FILE, also while the bot runs."""
    config = settings(optional=True)
    from bot.adapters.storage.backup import backup as copy

    asyncio.run(copy(config.storage.url, file))
    click.echo(f"{file}: {file.stat().st_size:,} bytes", err=True)


@click.command(
    epilog="""
\b
Examples:
  crier restore crier-backup.db
  crier restore crier-backup.db --force
"""
)
@config_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--force", is_flag=True, help="Overwrite the database that is there.")
def restore(*, file: Path, force: bool) -> None:
    """Make FILE, a backup, the database. Stop the bot first."""
    config = settings(optional=True)
    from bot.adapters.storage.backup import restore as bring_back

    asyncio.run(bring_back(file, config.storage.url, force=force))
    click.echo(f"{file} is the database now", err=True)


@click.command(
    epilog="""
\b
Examples:
  crier copy --to postgresql://crier:password@db.example/crier
  crier copy --to postgresql://crier@db.example/crier --force    the password from PGPASSWORD or ~/.pgpass
"""
)
@config_option
@click.option("--to", "target", required=True, metavar="URL", help="The PostgreSQL database to copy to.")
@click.option("--force", is_flag=True, help="Empty that database first, if it is not.")
@click.option("--running", is_flag=True, help="Copy although a bot runs: what it does meanwhile stays behind.")
def copy(*, target: str, force: bool, running: bool) -> None:
    """Copy the SQLite database of the configuration to PostgreSQL, and compare the two. Stop the bot first.

    Nothing is changed there until all has arrived as it was; then set storage.url to it, and start the bot.
    """
    config = settings(optional=True)
    from bot.adapters.storage.copying import check_target, count
    from bot.adapters.storage.copying import copy as move
    from bot.adapters.storage.engine import is_far

    check_target(target)
    if is_far(config.storage.url):
        raise BadStore("storage.url is on PostgreSQL already; pg_dump and pg_restore move it to another server")
    length = count(config.storage.url)
    with click.progressbar(length=length, label="copying", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        rows = asyncio.run(move(config.storage.url, target, bar.update, force=force, running=running))
    click.echo(f"{rows:,} rows, compared; now set storage.url to that database", err=True)


@click.command(
    epilog="""
\b
Examples:
  crier reindex                     beside a bot that runs, or without
  crier search railway              finds the newest articles already while it goes on
"""
)
@config_option
def reindex() -> None:
    """Make the search index anew, from the newest article to the oldest, also while the bot runs.

    Until it is done, a search finds what is in it so far. If it is interrupted, `crier run` goes on by itself.
    """
    config = settings(optional=True)
    began = monotonic()
    count = asyncio.run(_reindex(config.storage.url))
    click.echo(f"{count:,} articles looked at in {monotonic() - began:.0f} s; the search index is whole", err=True)


async def _reindex(url: str) -> int:
    from bot.adapters.storage.store import open_store
    from bot.services.reindexing import Reindexing

    async with open_store(url, mode="write") as store:
        reindexing = Reindexing(store.index)
        length = await reindexing.make()
        with click.progressbar(length=length, label="indexing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
            await reindexing.fill(bar.update)
        return length
