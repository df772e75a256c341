"""The command as a process: `crier run`, to be listened to, stopped and killed; the other verbs, to their end."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.logs import EXTRACTORS, SILENT, TALKATIVE
from bot.cli.main import crier as command
from bot.config import Config, load

PATIENCE = 20.0  # seconds
AS_PROCESS_1 = ("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")


def _unshares() -> bool:
    try:
        return subprocess.run((*AS_PROCESS_1, "true"), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


first_process = pytest.mark.skipif(not _unshares(), reason="needs the right to make a space of process ids")


def environment(**extra: str) -> dict[str, str]:
    """This one's, without settings for Crier but those given."""
    return {name: value for name, value in os.environ.items() if not name.startswith("CRIER_")} | extra


class Running:
    """A `crier run` and what it has said so far."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self._said = asyncio.Condition()
        self._listener = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            async with self._said:
                self.lines.append(line.decode())
                self._said.notify_all()

    @property
    def text(self) -> str:
        return "".join(self.lines)

    async def says(self, words: str) -> str:
        """Wait for a line with these words."""
        try:
            async with asyncio.timeout(PATIENCE), self._said:
                await self._said.wait_for(lambda: any(words in line for line in self.lines))
        except TimeoutError:
            raise TimeoutError(f"{words!r} is not among:\n{self.text}") from None
        return next(line for line in self.lines if words in line)

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return await self.ended()

    async def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        await self.ended()

    async def ended(self) -> int:
        """Wait for the end; the exit code."""
        async with asyncio.timeout(PATIENCE):
            code = await self.process.wait()
            await self._listener
        return code


@asynccontextmanager
async def running(config: Path, *options: str, **variables: str) -> AsyncIterator[Running]:
    """`crier run`, until the end of the block at the latest. It serves the web on a free port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config), *options),
        stdin=DEVNULL,
        stdout=DEVNULL,
        stderr=PIPE,
        env=environment(**{"CRIER_WEB__PORT": "0"} | variables),
        cwd=config.parent,
    )
    bot = Running(process)
    try:
        yield bot
    finally:
        if process.returncode is None:
            await bot.stop()


def settings(folder: Path, text: str = "") -> Config:
    """A configuration with a database in `folder` and a source that does not answer; `text` is what else it says."""
    file = folder / "config.toml"
    file.write_text(f'[storage]\nurl = "sqlite:///crier.db"\n{text}[[sources]]\nurl = "http://127.0.0.1:1/"\n')
    return load(file)


@dataclass(frozen=True, slots=True)
class Finished:
    """A verb that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def crier(*arguments: str, cwd: Path, **variables: str) -> Finished:
    """Run a verb to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
        env=environment(COLUMNS="80", **variables),
        cwd=cwd,
    )
    async with asyncio.timeout(PATIENCE * 2):
        out, err = await process.communicate()
    return Finished(process.returncode or 0, out.decode(), err.decode())


@contextmanager
def logging_as_before() -> Iterator[None]:
    """What is done to the log's handlers and levels is undone at the end."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in (None, *TALKATIVE, *SILENT, *EXTRACTORS)}
    try:
        yield
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)


def here(*arguments: str, **variables: str) -> Finished:
    """A verb in this process: as `crier`, without the second it takes to start one."""
    without: dict[str, str | None] = {name: None for name in os.environ if name.startswith("CRIER_")}
    with logging_as_before():
        result = CliRunner(env=without | {"COLUMNS": "80"} | variables).invoke(command, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Finished(result.exit_code, result.stdout, result.stderr)
