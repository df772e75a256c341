"""The tables of `config.toml`, each key with its type, its bounds and its default.

Frozen, and closed to keys they do not know; `bot.config` reads them.
"""

import re
from ipaddress import ip_network
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

SECONDS_A_YEAR = 366 * 86400
UNPAID_RATE = 30  # messages a second: core.telegram.org/bots/faq, "Broadcasting to Users"
SHORTEST_SECRET = 16  # characters of one that signs what strangers could send


def _is_web(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and value.isprintable()
    except ValueError:
        return False


def _url(value: str) -> str:
    if value and (not _is_web(value) or " " in value):
        raise ValueError("write a whole address, such as https://example.com/")
    return value


def _endpoint(value: str) -> str:
    parts = urlsplit(_url(value))
    if parts.path.rstrip("/").endswith("/chat/completions"):
        raise ValueError("write what stands before /chat/completions, such as https://api.example.com/v1")
    if "?" in value or "#" in value:
        raise ValueError("write it without ? and # and what follows them: /chat/completions is put behind it")
    if "@" in parts.netloc:
        raise ValueError("write it without name and password; a key belongs in summaries.llm.api_key_file")
    return value


def _proxy(value: str) -> str:
    if value and (not _is_web(value) or " " in value):
        raise ValueError("write http://host:port, or http://user:password@host:port")
    return value


def _timezone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError):
        raise ValueError("write a zone of the IANA database, such as Asia/Baku or UTC") from None
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", value):
        try:
            ip_network(value, strict=False)
        except ValueError:
            raise ValueError("write a host such as 127.0.0.1 or news.local, or a network such as 10.0.0.0/8") from None
    return value


def _own_host(value: str) -> str:
    if not re.fullmatch(r"[\w.:-]+", value):
        raise ValueError("write an address of this machine: 127.0.0.1, or 0.0.0.0 to be reached from everywhere")
    return value


def _one_line(value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("write it on one line, without control characters")
    return value


def _shared(value: str) -> str:
    if value and len(value) < SHORTEST_SECRET:
        raise ValueError(f"write {SHORTEST_SECRET} characters or more: openssl rand -hex 32 makes some")
    return value


def _header(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
        raise ValueError("write 16 to 256 letters, digits, _ and -: openssl rand -hex 32 makes some; or leave it empty")
    return value


def _storage_url(value: str) -> str:
    if not re.match(r"sqlite:///.|postgres(ql)?://[^/]*/.", value) or value == "sqlite:///:memory:":
        raise ValueError("write sqlite:///data/crier.db, or postgresql://user:password@host/database")
    return value


Url = Annotated[str, AfterValidator(_url)]
Endpoint = Annotated[str, Field(min_length=1), AfterValidator(_endpoint)]
WebAddress = Annotated[str, Field(min_length=1), AfterValidator(_url)]
Proxy = Annotated[str, Field(repr=False), AfterValidator(_proxy)]
OneLine = Annotated[str, AfterValidator(_one_line)]
Host = Annotated[str, AfterValidator(_host)]
OwnHost = Annotated[str, AfterValidator(_own_host)]
Timezone = Annotated[str, AfterValidator(_timezone)]
Language = Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8})*)?$")]
Secret = Annotated[str, Field(repr=False, pattern=r"^[!-~]*$")]
SharedSecret = Annotated[Secret, AfterValidator(_shared)]
Token = Annotated[str, Field(repr=False, pattern=r"^[A-Za-z0-9:._-]*$")]
Seconds = Annotated[int, Field(ge=1, le=SECONDS_A_YEAR)]
SectionKey = Annotated[str, Field(pattern=r"^[^\W_]+(-[^\W_]+)*$", max_length=64)]
Share = Literal["telegram", "x", "facebook", "whatsapp", "copy", "vk", "linkedin", "reddit", "email"]


class Table(BaseModel):
    """A table of the file: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class SiteLinks(Table):
    """The site's own pages and apps."""

    x: Url = ""
    youtube: Url = ""
    instagram: Url = ""
    facebook: Url = ""
    telegram: Url = ""
    app_store: Url = ""
    play_market: Url = ""


class Site(Table):
    """Whose news this is."""

    name: Annotated[OneLine, Field(min_length=1, max_length=100)] = "Caliber.Az"
    homepage: WebAddress = "https://caliber.az/"
    timezone: Timezone = "Asia/Baku"
    language: Literal["en", "ru", "az", "hy"] = "en"
    rights: str = Field("", max_length=1000)
    logo: Url = ""
    links: SiteLinks = SiteLinks()


class SourceTable(Table):
    """One of `[[sources]]`. An empty `id` is made from the address."""

    id: str = Field("", pattern=r"^([a-z0-9-]{1,64})?$")
    url: WebAddress
    language: Language = ""
    section: OneLine = ""
    poll_seconds: Seconds = 300
    poll_max_seconds: Seconds = Field(21600, validate_default=True)
    full_text: Literal["auto", "always", "never"] = "auto"
    republish: bool = False

    @field_validator("poll_max_seconds")
    @classmethod
    def _not_under_the_shortest(cls, value: int, info: ValidationInfo) -> int:
        shortest = info.data.get("poll_seconds", 0)
        if value < shortest:
            raise ValueError(f"write {shortest} or more: it cannot be under poll_seconds")
        return value


class Fetch(Table):
    """How pages are fetched."""

    user_agent: OneLine = ""
    timeout_seconds: float = Field(20, gt=0, le=600)
    max_bytes: int = Field(8388608, ge=1024, le=1 << 30)
    concurrency: int = Field(32, ge=1, le=1000)
    allow_private_hosts: tuple[Host, ...] = ()
    proxy: Proxy = ""


class Storage(Table):
    """Where everything is kept."""

    url: Annotated[str, Field(repr=False), AfterValidator(_storage_url)] = "sqlite:///data/crier.db"
    url_file: str = ""
    retention_days: int = Field(0, ge=0, le=36500)


class Llm(Table):
    """An OpenAI-compatible endpoint."""

    base_url: Endpoint = "http://localhost:11434/v1"
    model: OneLine = ""
    api_key: Secret = ""
    api_key_file: str = ""
    timeout_seconds: float = Field(30, gt=0, le=600)
    concurrency: int = Field(2, ge=1, le=64)
    daily_requests: int = Field(1000, ge=0, le=10_000_000)
    daily_tokens: int = Field(2_000_000, ge=0, le=10_000_000_000)


class Summaries(Table):
    """How articles are shortened."""

    engine: Literal["extractive", "llm", "lead", "off"] = "extractive"
    sentences: int = Field(3, ge=1, le=20)
    max_chars: int = Field(600, ge=80, le=3000)
    llm: Llm = Llm()


class Posts(Table):
    """What a post looks like, and which items become one."""

    share: tuple[Share, ...] = ("telegram", "x", "facebook", "whatsapp", "copy")
    share_as: Literal["auto", "buttons", "links"] = "auto"
    images: bool = True
    backfill: int = Field(0, ge=0, le=20)
    edit_on_change: bool = True
    settle_seconds: int = Field(0, ge=0, le=86400)
    max_age_hours: float = Field(48, gt=0, le=87600)
    campaign: str = Field("", pattern=r"^[^\s?#]*$", max_length=200)


class Delivery(Table):
    """How posts reach chats."""

    on_doubt: Literal["resend", "hold"] = "resend"
    burst: int = Field(5, ge=0, le=1000)
    give_up_hours: float = Field(24, gt=0, le=8760)
    keep_sent_days: int = Field(30, ge=1, le=36500)


class Telegram(Table):
    """The Telegram bot."""

    token: Token = ""
    token_file: str = ""
    api_base_url: WebAddress = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: Url = ""
    webhook_secret: Annotated[str, Field(repr=False), AfterValidator(_header)] = ""
    webhook_secret_file: str = ""
    admins: tuple[int, ...] = ()
    access: Literal["open", "admins"] = "open"
    paid_broadcast: bool = False
    messages_per_second: int = Field(30, ge=1, le=1000)
    proxy: Proxy = ""

    @field_validator("messages_per_second")
    @classmethod
    def _what_is_paid_for(cls, value: int, info: ValidationInfo) -> int:
        if value > UNPAID_RATE and info.data.get("paid_broadcast") is False:
            raise ValueError(f"write {UNPAID_RATE} or less, or set paid_broadcast = true, which Telegram charges for")
        return value


class Discord(Table):
    """The Discord bot."""

    token: Token = ""
    token_file: str = ""
    api_base_url: WebAddress = "https://discord.com/api/v10"
    admins: tuple[int, ...] = ()
    access: Literal["open", "admins"] = "open"


class Web(Table):
    """The reader, health and dashboard."""

    enabled: bool = True
    host: OwnHost = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: Url = ""
    admin_password: Secret = ""
    admin_password_file: str = ""
    publish_secret: SharedSecret = ""
    publish_secret_file: str = ""


class Log(Table):
    """What is written to stderr."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "text"] = "auto"


class Settings(Table):
    """The whole file."""

    site: Site = Site()
    sources: tuple[SourceTable, ...] = ()
    fetch: Fetch = Fetch()
    storage: Storage = Storage()
    summaries: Summaries = Summaries()
    sections: dict[SectionKey, tuple[OneLine, ...]] = Field(default={}, max_length=500)
    posts: Posts = Posts()
    delivery: Delivery = Delivery()
    telegram: Telegram = Telegram()
    discord: Discord = Discord()
    web: Web = Web()
    log: Log = Log()
