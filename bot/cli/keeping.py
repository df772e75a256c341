"""`crier backup` and `crier restore`."""

import asyncio
from pathlib import Path

import click

from bot.cli.common import config_option, settings


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
