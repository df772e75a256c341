"""Where Telegram is to push updates, and the secret by which it is known: both made up where they are not given."""

import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.domain.errors import BadConfig

if TYPE_CHECKING:
    from bot.config.settings import Settings

PATH: Final = "/hooks/telegram"
TELEGRAM: Final = "api.telegram.org"  # which pushes to https alone, and to these ports
PORTS: Final = frozenset({80, 88, 443, 8443})


def address(settings: "Settings") -> str:
    """`telegram.webhook_url`, else the web part's own; "" if neither is given."""
    public = settings.web.public_url.rstrip("/")
    return settings.telegram.webhook_url or (f"{public}{PATH}" if public else "")


def secret(settings: "Settings") -> str:
    """`telegram.webhook_secret`, else one that only who has the token can make; "" without a token."""
    telegram = settings.telegram
    if telegram.webhook_secret or not telegram.token:
        return telegram.webhook_secret
    return hmac.digest(telegram.token.encode(), b"crier: webhook", "sha256").hex()


def check(settings: "Settings") -> None:
    """Raises `BadConfig` for an address that Telegram would not push to."""
    if settings.telegram.mode != "webhook":
        return
    url = address(settings)
    key = "telegram.webhook_url" if settings.telegram.webhook_url else "web.public_url"
    if not url:
        raise BadConfig(
            'telegram.mode = "webhook": Telegram has to know where: set web.public_url to the https address of the web '
            'part, or telegram.webhook_url, or write mode = "polling"'
        )
    parts = urlsplit(url)
    if urlsplit(settings.telegram.api_base_url).hostname != TELEGRAM:
        return  # a Bot API server of one's own pushes to any address
    if parts.scheme != "https":
        raise BadConfig(f'{key} = "{url}": Telegram pushes to https alone: write https://…, or mode = "polling"')
    if (parts.port or 443) not in PORTS:
        raise BadConfig(f'{key} = "{url}": Telegram pushes to the ports 443, 80, 88 and 8443 alone: use one of them')
