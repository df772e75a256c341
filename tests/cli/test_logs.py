"""Log lines: one JSON object or one tidy line each, and never a secret."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from bot.cli.logs import configure, describe
from tests.process import logging_as_before

TOKEN = '123456:AA"quoted\\hidden'
SECRETS = (TOKEN, "p@ss")


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    with logging_as_before():
        yield


def written(form: str = "json", level: str = "info", stream: io.StringIO | None = None) -> io.StringIO:
    stream = stream or io.StringIO()
    configure(level, form, SECRETS, stream)
    return stream


def documents(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_object() -> None:
    stream = written()
    logging.getLogger("bot.services.poller").info("source %s: %d new", "world", 3, extra={"lag": 0.5})
    (line,) = documents(stream)
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "source world: 3 new", "level": "info", "logger": "bot.services.poller", "lag": 0.5}


@pytest.mark.parametrize("form", ["json", "text"])
@pytest.mark.parametrize("level", ["debug", "info"])
def test_no_secret_is_written_whoever_logs_it(form: str, level: str) -> None:
    stream = written(form, level)
    log = logging.getLogger("telegram.ext")
    log.error("POST https://api.telegram.org/bot%s/getMe", TOKEN, extra={"proxy": "http://me:p@ss@proxy"})
    try:
        raise ValueError(TOKEN)
    except ValueError as error:
        log.exception("it failed")
        log.error("again: %r", error, exc_info=(type(error), error, error.__traceback__))
    text = stream.getvalue()
    assert "***" in text and "p@ss" not in text
    assert "hidden" not in text


def test_an_error_is_one_field_with_its_place() -> None:
    stream = written()
    try:
        describe(None)  # type: ignore[arg-type]
    except AttributeError:
        logging.getLogger("bot").exception("the poller died")
    (line,) = documents(stream)
    assert line["error"].startswith("AttributeError: 'NoneType' object has no attribute '__traceback__' (logs.py:")


def test_a_group_of_errors_is_told_one_by_one() -> None:
    assert describe(ExceptionGroup("two", [ValueError("a"), KeyError()])) == "ValueError: a; KeyError: no words"


def test_debug_shows_the_traceback() -> None:
    stream = written("text", "debug")
    try:
        raise ValueError("deep")
    except ValueError:
        logging.getLogger("bot").exception("it failed")
    assert "Traceback (most recent call last)" in stream.getvalue()


def test_without_debug_libraries_are_quiet() -> None:
    stream = written()
    for name in ("httpx", "telegram.ext.Application", "aiohttp.access", "aiosqlite", "alembic.runtime.migration"):
        logging.getLogger(name).info("HTTP Request: GET https://…")
    logging.getLogger("trafilatura.core").error("discarding data")
    assert stream.getvalue() == ""


def test_a_terminal_gets_colours_and_others_json() -> None:
    terminal = written("auto", stream=Terminal())
    logging.getLogger("bot").warning("no telegram.token")
    assert "\x1b[" in terminal.getvalue() and "no telegram.token" in terminal.getvalue()
    pipe = written("auto")
    logging.getLogger("bot").warning("no telegram.token")
    assert documents(pipe)[0]["level"] == "warning"
    text = written("text")
    logging.getLogger("bot").warning("plain")
    assert "\x1b" not in text.getvalue() and not text.getvalue().startswith("{")


def test_a_record_without_an_exception_says_none() -> None:
    stream = written()
    logging.getLogger("bot").error("nothing is being handled", exc_info=True)
    assert "error" not in documents(stream)[0]
