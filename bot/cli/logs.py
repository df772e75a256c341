"""Log lines on stderr: for people on a terminal, one JSON object a line otherwise; never a secret, whoever wrote them.

Everything goes through the standard library's root logger, ours and the libraries'; the formatter sees each line whole,
with its exception, and blots out the configured secrets in every spelling a renderer can give them.
"""

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

BLOT = "***"
TALKATIVE = ("httpx", "httpcore", "telegram", "aiohttp.access", "alembic", "asyncio")
SILENT = ("aiosqlite",)  # every statement, with what it binds
EXTRACTORS = ("trafilatura", "htmldate", "courlan", "justext")  # what they warn of are strangers' pages


def configure(level: str, form: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Send every log record to `stream` (stderr), from `level` upwards. `form`: auto, json or text."""
    out = stream or sys.stderr
    debug = level == "debug"
    pretty = form == "text" or (form == "auto" and out.isatty())
    handler = logging.StreamHandler(out)
    handler.setFormatter(Blotting(secrets, _processors(pretty=pretty, colours=out.isatty(), debug=debug)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in EXTRACTORS:
        logging.getLogger(name).setLevel(logging.DEBUG if debug else logging.CRITICAL)


class Blotting(structlog.stdlib.ProcessorFormatter):
    """Renders records, then puts `***` where a secret stands, in messages, fields and exceptions alike."""

    def __init__(self, secrets: Iterable[str], processors: list[Processor]) -> None:
        super().__init__(processors=processors)
        self._blot = blotter(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """One line (or more, where a traceback was asked for)."""
        return self._blot(super().format(record))


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


def _processors(*, pretty: bool, colours: bool, debug: bool) -> list[Processor]:
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    ]
    if not debug:
        shared.append(_one_line_errors)
    if pretty:
        plain = structlog.dev.plain_traceback
        stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)
        return [*shared, stamp, structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain)]
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    dump = structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=False)
    return [*shared, stamp, structlog.processors.format_exc_info, dump]


def _one_line_errors(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """An exception as one field: its kind, its words, and the last line of ours it came through."""
    error = _exception(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is not None:
        event["error"] = describe(error)
    return event


def _exception(info: Any) -> BaseException | None:
    if info is True:
        return sys.exc_info()[1]
    if isinstance(info, tuple):
        info = info[1]
    return info if isinstance(info, BaseException) else None


def describe(error: BaseException) -> str:
    """Such as `KeyError: 'x' (poller.py:88)`; of a group, what it holds."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(describe(inner) for inner in error.exceptions)
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{__package__.partition('.')[0]}/" in frame.filename]
    place = f" ({Path(ours[-1].filename).name}:{ours[-1].lineno})" if ours else ""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no words'}{place}"
