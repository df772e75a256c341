"""The settings: `config.toml` and the environment become one frozen `Config`.

    config.toml ──► its *_file twins ──┐
                                       ├──► checked ──► Config
    CRIER_…     ──► its *_file twins ──┘

The environment beats the file: `CRIER_<TABLE>__<KEY>`, empty ones count as unset; lists are separated by white
space (or are JSON), and `CRIER_SOURCES` holds addresses. What is wrong is told in one line that names the key,
its value and the remedy. Only `cli` and `app` import this module; all others are given values.
"""

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlsplit

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.config import webhooks
from bot.config.mistakes import explain, stray_variable
from bot.config.settings import Settings
from bot.domain.errors import BadConfig
from bot.domain.text import fold

MAKE_ONE = "make one with: cp config.example.toml config.toml"
OR_ADD = "or name one with `crier sources add URL`"
MAX_SECRET_BYTES = 4096
SQLITE = "sqlite:///"
TWIN = "_file"
OPTION = re.compile(r"[?&][^=&#]*password=([^&#]+)", re.IGNORECASE)  # of an address

Raw = dict[str, Any]


class Config(Settings, BaseSettings):
    """Every setting, checked; made by `load`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="CRIER_", env_nested_delimiter="__", env_ignore_empty=True
    )

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_: Any, **__: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file."""
        return Environment(settings_cls), init_settings

    def spellings(self) -> dict[str, str]:
        """Folded spelling → key, of `[sections]`."""
        return {fold(name): key for key, names in self.sections.items() for name in (key, *names)}

    def secrets(self) -> tuple[str, ...]:
        """Every secret that is set, in each spelling in which it could reach a log; the longest first."""
        plain = {
            self.telegram.token,
            webhooks.secret(self),
            self.discord.token,
            self.web.admin_password,
            self.web.publish_secret,
            self.summaries.llm.api_key,
        }
        own = (
            self.storage.url,
            self.fetch.proxy,
            self.telegram.proxy,
            self.telegram.webhook_url,
            self.summaries.llm.base_url,
        )
        addresses = (*own, *(source.url for source in self.sources))
        plain |= {urlsplit(address).password or "" for address in addresses}
        options = {option for address in addresses for option in OPTION.findall(address)}
        plain |= options | {unquote_plus(option) for option in options}
        spellings = {spelling for secret in plain for spelling in (secret, quote(secret, safe=""), unquote(secret))}
        return tuple(sorted(spellings - {""}, key=lambda secret: (-len(secret), secret)))


class Environment(EnvSettingsSource):
    """`CRIER_…` variables: words separated by white space are a list, and twins are read."""

    def __call__(self) -> Raw:
        """What the environment sets, as nested tables."""
        return _with_twins(super().__call__(), Path(), "environment")

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """JSON, or words; an address among `CRIER_SOURCES` is a source."""
        try:
            decoded = json.loads(value)
        except ValueError:
            decoded = str(value).split()
        if field_name == "sources" and isinstance(decoded, list):
            return [{"url": entry} if isinstance(entry, str) else entry for entry in decoded]
        return decoded


def load(path: Path, *, optional: bool = False) -> Config:
    """Read `path` and the environment. `optional`: neither a file nor sources are needed.

    Raises `BadConfig`, in one line, for all that is wrong.
    """
    needed = not (optional or os.environ.get("CRIER_SOURCES", "").strip())
    raw = _read(path) if needed or os.access(path, os.F_OK) else {}
    variable = stray_variable(Config, os.environ)
    if variable:
        raise BadConfig(variable)
    try:
        # The file alone first, strictly: there a number is a number. Environment variables are all text.
        Settings.model_validate_json(json.dumps(raw, default=str), strict=True)
    except ValidationError as error:
        raise BadConfig(explain(error, Config, path.name)) from None
    try:
        config = Config(**_with_twins(raw, path.parent, path.name))
    except ValidationError as error:
        raise BadConfig(explain(error, Config, "")) from None
    if not config.sources and not optional:
        raise BadConfig(
            f"{path.name}: sources: there are none: add [[sources]] with url = …, set CRIER_SOURCES, {OR_ADD}"
        )
    _refuse_later_keys(config)
    if config.delivery.on_doubt == "hold" and not (config.telegram.admins or config.discord.admins):
        raise BadConfig(
            'delivery.on_doubt = "hold" asks the operators, and telegram.admins names none: add your Telegram user id '
            'there, or your Discord user id to discord.admins, or write "resend"'
        )
    if config.summaries.engine == "llm" and not config.summaries.llm.model:
        raise BadConfig(
            'summaries.engine = "llm" needs summaries.llm.model: write the name under which the endpoint knows it '
            '(docs/summaries.md), or write "extractive"'
        )
    webhooks.check(config)
    return _completed(config, path)


def _read(path: Path) -> Raw:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadConfig(f"there is no {path}, and no source: {MAKE_ONE}, set CRIER_SOURCES, {OR_ADD}") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{path}: not valid TOML: {error}: quote text, and write each key once") from None
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path}: byte {error.start} is not UTF-8: save the file as UTF-8") from None
    except OSError as error:
        raise BadConfig(f"{path} cannot be read ({error.strerror}): let this user read it") from None


def _with_twins(raw: Raw, folder: Path, where: str) -> Raw:
    """Each `<secret>_file` that is set gives its file's first line as the secret of the same layer."""
    layer: Raw = {}
    for key, value in raw.items():
        layer[key] = _with_twins(value, folder, f"{where}: {key}") if isinstance(value, dict) else value
    for key, value in raw.items():
        secret = key.removesuffix(TWIN)
        if secret != key and isinstance(value, str) and value:
            if raw.get(secret):
                raise BadConfig(f"{where}.{secret} and {key} are both set: keep one")
            layer[secret] = _secret(folder / value, f"{where}.{key}")
    return layer


def _secret(file: Path, key: str) -> str:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_SECRET_BYTES).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise BadConfig(f"{key} = {json.dumps(str(file))}: {reason}: write the path of a readable text file") from None


def _refuse_later_keys(config: Config) -> None:
    """Say what this version cannot do yet, instead of ignoring it."""
    later = (
        (config.storage.retention_days > 0, "storage.retention_days", "write 0"),
        (config.site.language == "hy", 'site.language = "hy"', 'write "en", "ru" or "az"'),
    )
    for wanted, key, remedy in later:
        if wanted:
            raise BadConfig(f"{key} is not in this version yet: {remedy}")


def _completed(config: Config, path: Path) -> Config:
    """With an id for each source, and the SQLite path made relative to the file."""
    given = [source.id for source in config.sources if source.id]
    for source_id in given:
        if given.count(source_id) > 1:
            raise BadConfig(f'{path.name}: sources.id = "{source_id}" stands twice: give each source an id of its own')
    taken = set(given)
    sources = []
    for source in config.sources:
        source_id = source.id or id_of(source.url, taken)
        taken.add(source_id)
        sources.append(source.model_copy(update={"id": source_id}))
    changes: Raw = {"sources": tuple(sources)}
    if config.storage.url.startswith(SQLITE):
        database = path.resolve().parent / config.storage.url.removeprefix(SQLITE)
        changes["storage"] = config.storage.model_copy(update={"url": f"{SQLITE}{database}"})
    return config.model_copy(update=changes)


def id_of(url: str, taken: set[str]) -> str:
    """An id from host and path, such as "caliber-az-en"; a number makes it the only one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    words = re.sub(r"[^a-z0-9]+", "-", f"{host}{parts.path}".lower()).strip("-")[:56].strip("-") or "source"
    number, source_id = 1, words
    while source_id in taken:
        number += 1
        source_id = f"{words}-{number}"
    return source_id
