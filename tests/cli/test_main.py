"""The command: its options, its exit codes, and how failures are told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from zoneinfo import TZPATH

import click
import psutil
import pytest

from bot import __version__
from bot.cli.common import Session
from bot.cli.main import Verbs, crier
from bot.domain.errors import BadStore, Unreachable
from tests.cli.conftest import Archive
from tests.process import AS_PROCESS_1, PATIENCE, environment, first_process, here

TOKEN = "123456:AAsecret-of_the_bot"


def test_help_names_every_verb_and_shows_examples() -> None:
    told = here("--help")
    assert told.code == 0
    assert [verb for verb in crier.commands if f"\n  {verb}" not in told.out] == []
    assert "Examples:" in told.out
    assert here("--version").out == f"crier {__version__}\n"


def test_help_imports_nothing_heavy() -> None:
    heavy = ("pydantic", "sqlalchemy", "alembic", "aiohttp", "telegram", "lxml", "trafilatura", "babel")
    code = f"import sys, bot.cli.main; print([name for name in {heavy!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "[]\n"


def test_the_settings_are_named_before_or_after_the_verb(archive: Archive) -> None:
    assert here(*archive.config, "stats", "--json").json == here("stats", "--json", *archive.config).json
    assert here("stats", "--json", CRIER_CONFIG=archive.config[1]).code == 0
    assert here("--config", "/nowhere/config.toml", "stats", *archive.config).code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("latest", "--jsn"),
        ("search",),
        ("run", "--roles", "poller,pilot"),
        ("run", "--roles", ","),
        ("run", "--roles", "poller"),
    ],
)
def test_bad_usage_is_2(arguments: tuple[str, ...]) -> None:
    told = here(*arguments)
    assert (told.code, told.out) == (2, "") and told.err


def test_a_round_of_what_has_none_is_refused() -> None:
    told = here("run", "--once", "--roles", "web")
    assert told.code == 2 and "leave --once out" in told.err


def test_bad_configuration_is_2_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[telegram]\ntokn = "x"\n')
    told = here("run", "--config", str(file))
    line = "crier: config.toml: telegram.tokn: there is no such key: did you mean telegram.token?\n"
    assert (told.code, told.out, told.err) == (2, "", line)


def test_settings_that_are_named_and_not_there_are_no_default_ones(tmp_path: Path) -> None:
    """Else a bot whose database has sources would start without those of the file, and pause them."""
    store = {
        "CRIER_STORAGE__URL": f"sqlite:///{tmp_path}/crier.db",
        "CRIER_FETCH__ALLOW_PRIVATE_HOSTS": '["127.0.0.1"]',
    }
    (tmp_path / "config.toml").touch()
    there = ("--config", str(tmp_path / "config.toml"))
    missing = ("--config", str(tmp_path / "typo.toml"))
    assert here("sources", "add", "http://127.0.0.1:1/", "--force", *there, **store).code == 0
    for verb in (("run", "--once"), ("doctor",)):
        told = here(*verb, *missing, **store)
        assert told.code == 2 and f"there is no {tmp_path / 'typo.toml'}" in told.err


def failing(error: Exception, *, debug: bool = False) -> click.Group:
    group = Verbs("crier")

    @group.command("fail")
    def fail() -> None:
        session = click.get_current_context().find_object(Session)
        assert session is not None
        session.debug, session.secrets = debug, (TOKEN,)
        raise error

    return group


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (Unreachable("no route\nto host"), 1, "crier: no route to host\n"),
        (BadStore("the database is corrupt"), 2, "crier: the database is corrupt\n"),
        (
            KeyError(TOKEN),
            1,
            "crier: a mistake in crier itself: KeyError: '***'; CRIER_LOG__LEVEL=debug shows where\n",
        ),
    ],
)
def test_failures_are_one_line_without_secrets(
    error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        failing(error).main(["fail"])
    assert ended.value.code == code
    assert capsys.readouterr() == ("", line)


def test_debug_shows_where(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        failing(ValueError(TOKEN), debug=True).main(["fail"])
    told = capsys.readouterr().err
    assert "Traceback" in told and told.endswith("crier: a mistake in crier itself: ValueError: ***\n")
    assert TOKEN not in told


def test_a_reader_that_has_seen_enough_is_no_failure(archive: Archive) -> None:
    command = f"{sys.executable} -m bot latest --json --config {archive.config[1]} | true"
    told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert told.stderr == ""


# --- signals before a verb has begun ------------------------------------------------------------------------


@contextmanager
def reading_settings(folder: Path, *arguments: str, before: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[str]]:
    """A command on its way into its settings, which do not come: they are a pipe that nobody writes to."""
    pipe = folder / "pipe.toml"
    os.mkfifo(pipe)
    command = (*before, sys.executable, "-m", "bot", *arguments, "--config", str(pipe))
    with subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) as process:
        impatience = Timer(PATIENCE, lambda: os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)))
        impatience.start()
        opened = os.open(pipe, os.O_WRONLY)  # returns when the command opens its end
        impatience.cancel()
        try:
            yield process
        finally:
            process.kill()
            os.close(opened)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize(("arguments", "code"), [(("run",), 0), (("--config", "run", "stats"), 128)])
def test_a_signal_before_the_start_is_done_ends_it(
    tmp_path: Path, number: signal.Signals, arguments: tuple[str, ...], code: int
) -> None:
    with reading_settings(tmp_path, *arguments) as process:
        process.send_signal(number)
        _, told = process.communicate(timeout=PATIENCE)
    assert (process.returncode, told) == (code and code + number, "")


@first_process
def test_process_1_of_a_container_hears_sigterm(tmp_path: Path) -> None:
    with reading_settings(tmp_path, "run", before=AS_PROCESS_1) as process:
        (first,) = psutil.Process(process.pid).children()
        first.terminate()
        assert process.wait(timeout=PATIENCE) == 0


def test_what_a_verb_has_begun_is_undone_when_a_signal_ends_it(tmp_path: Path) -> None:
    program = """
import os, signal
from bot import __main__ as crier
from bot.cli import main
def verbs():
    try:
        os.kill(os.getpid(), signal.SIGHUP)
    finally:
        os.kill(os.getpid(), signal.SIGHUP)  # of a closed terminal two of them come
        print("undone", flush=True)
        os.kill(os.getpid(), signal.SIGINT)  # impatience
        print("never said")
main.main = verbs
crier.main()
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (128 + signal.SIGINT, "undone\n", "")


def test_a_signal_that_is_ignored_stays_so() -> None:
    program = """
import signal, sys
from bot import __main__ as crier
from bot.cli import main
signal.signal(signal.SIGINT, signal.SIG_IGN)
main.main = lambda: sys.exit(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
crier.main()
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 1


def test_a_zone_that_is_none_is_told_in_one_line(tmp_path: Path, archive: Archive) -> None:
    zone = tmp_path / "zone"
    zone.write_text("no zone, just words")
    told = here("stats", *archive.config, TZ=f":{zone}")
    line = f"crier: TZ = '{zone}' is no time zone: unset it, or name one, such as TZ=Asia/Baku\n"
    assert (told.code, told.out, told.err) == (2, "", line)
    assert here("stats", *archive.config, TZ=f":{TZPATH[0]}/Asia/Baku").code == 0


def test_colours_are_left_out_where_they_are_not_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    group = Verbs("crier")
    group.command("paint")(lambda: click.secho("red", fg="red", color=click.get_current_context().color))
    with pytest.MonkeyPatch.context() as environ, pytest.raises(SystemExit):
        environ.setenv("NO_COLOR", "1")
        group.main(["paint"], color=True)
    assert capsys.readouterr().out == "red\n"
