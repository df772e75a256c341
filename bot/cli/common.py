"""What the verbs share: where the settings are, and what an error line may not show."""

import os
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from bot.config import Config

DEFAULT_CONFIG = "config.toml"

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Session:
    """One run of the command."""

    debug: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def blot(self, text: str) -> str:
        """The text without the configured secrets."""
        from bot.cli.logs import blotter

        return blotter(self.secrets)(text) if self.secrets else text


def config_option(verb: F) -> F:
    """`--config PATH`, before or after the verb."""
    return click.option(
        "--config",
        metavar="PATH",
        expose_value=False,
        callback=_remember,
        help=f"The settings (default: $CRIER_CONFIG, else {DEFAULT_CONFIG}).",
    )(verb)


def json_option(verb: F) -> F:
    """`--json`: one document on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(verb)


def settings(*, optional: bool = False, named: bool = False, quiet: bool = False) -> "Config":
    """The settings, read and checked; log lines are configured with them (`quiet`: only at level debug).

    `optional`: neither a file nor sources are needed; `named`: but a file that `--config` names is. Raises `BadConfig`.
    """
    from bot.cli.logs import configure
    from bot.config import load

    context = click.get_current_context()
    option = context.find_root().meta.get(__name__)
    given = option or os.environ.get("CRIER_CONFIG") or DEFAULT_CONFIG
    _check_zone(os.environ.get("TZ", "").removeprefix(":"))
    config = load(Path(given), optional=optional and not (named and option and not os.access(option, os.F_OK)))
    session: Session = context.find_object(Session) or Session()
    session.debug, session.secrets = config.log.level == "debug", config.secrets()
    level = "critical" if quiet and not session.debug else config.log.level
    configure(level, config.log.format, session.secrets)
    return config


def _check_zone(name: str) -> None:
    """Raises `BadConfig` where TZ is a path (tzset(3)) to what is no time zone: Babel cannot even be imported then."""
    if not os.path.exists(name):  # noqa: PTH110 - Path.exists raises for some names
        return
    from bot.domain.errors import BadConfig

    try:
        with Path(name).open("rb") as file:
            ZoneInfo.from_file(file)
    except (OSError, ValueError, LookupError, AssertionError, struct.error):
        raise BadConfig(f"TZ = {name!r} is no time zone: unset it, or name one, such as TZ=Asia/Baku") from None


def _remember(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.find_root().meta[__name__] = value
