"""Log lines on stderr: for people on a terminal, one JSON object a line otherwise; never a secret, whoever wrote them.

Everything goes through the standard library's root logger, ours and the libraries'; the formatter sees each line whole,
with its exception, and blots out the configured secrets in every spelling a renderer can give them.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from pythonjsonlogger.json import JsonFormatter

BLOT = "***"
TALKATIVE = ("httpx", "httpcore", "telegram", "aiohttp.access", "alembic", "asyncio")
SILENT = ("aiosqlite",)  # every statement, with what it binds
MUTE = ("discord",)  # secrets in addresses and events; each lost connection: what it comes to we say ourselves
EXTRACTORS = ("trafilatura", "htmldate", "courlan", "justext")  # what they warn of are strangers' pages and each other
COLOURS = {"debug": "blue", "info": "green", "warning": "yellow", "error": "red", "critical": "red"}


def configure(level: str, form: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send every log record to `stream` (stderr), from `level` upwards. `form`: auto, json or text."""
    out = stream or sys.stderr
    debug = level == "debug"
    pretty = form == "text" or (form == "auto" and out.isatty())
    handler = logging.StreamHandler(out)
    handler.setFormatter(Blotting(Tidy(colours=out.isatty()) if pretty else Document(), secrets, tracebacks=debug))
    if not debug:
        handler.addFilter(lambda record: not record.name.startswith(EXTRACTORS))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.WARNING)
    for name in MUTE:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.WARNING)


class Blotting(logging.Formatter):
    """Has another formatter render a record, then puts `***` where a secret stands: in messages, fields, exceptions.

    Without `tracebacks` an exception is told in one line, as the field `error`.
    """

    def __init__(self, formatter: logging.Formatter, secrets: Iterable[str], *, tracebacks: bool) -> None:
        super().__init__()
        self._formatter = formatter
        self._blot = blotter(secrets)
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        """One line (or more, where a traceback was asked for)."""
        if not self._tracebacks:
            record = _on_one_line(record)
        return self._blot(self._formatter.format(record))


class Document(JsonFormatter):
    """One JSON object a line: timestamp (RFC 3339), level, logger, event, what was given as `extra`, exception."""

    def __init__(self) -> None:
        names = {"name": "logger", "message": "event", "exc_info": "exception"}
        super().__init__("{name}{message}", style="{", rename_fields=names, json_ensure_ascii=False)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """See `JsonFormatter`."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data |= {"timestamp": moment.replace("+00:00", "Z"), "level": record.levelname.lower()}
        super().add_fields(log_data, record, message_dict)


class Tidy(logging.Formatter):
    """A line for people: time, level, words, and where they come from."""

    def __init__(self, *, colours: bool) -> None:
        super().__init__("{asctime} {level} {message}  {place}{error}", "%H:%M:%S", style="{")
        self._colours = colours

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the standard library's name
        """See `logging.Formatter`."""
        level = record.levelname.lower()
        record.level = self._styled(f"{level:<8}", fg=COLOURS.get(level))
        record.place = self._styled(record.name, dim=True)
        record.error = f"  {error}" if (error := getattr(record, "error", "")) else ""
        return super().formatMessage(record)

    def _styled(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self._colours else text


def blotter(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that blots secrets out of a text, as they are and as JSON and Python spell them."""
    plain = {secret for secret in secrets if secret}
    python = plain | {repr(secret)[1:-1] for secret in plain}
    ordered = sorted(python | {json.dumps(secret)[1:-1] for secret in python}, key=len, reverse=True)

    def blot(text: str) -> str:
        for secret in ordered:
            text = text.replace(secret, BLOT)
        return text

    return blot


def _on_one_line(record: logging.LogRecord) -> logging.LogRecord:
    """The record with its exception as one field: its kind, its words, the last line of ours it came through."""
    error = record.exc_info[1] if record.exc_info else None
    plain = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None, "stack_info": None})
    if error is not None:
        plain.error = describe(error)
    return plain


def describe(error: BaseException) -> str:
    """Such as `KeyError: 'x' (poller.py:88)`; of a group, what it holds."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(describe(inner) for inner in error.exceptions)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{__package__.partition('.')[0]}/" in frame.filename]
    place = f" ({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no words'}{place}"
