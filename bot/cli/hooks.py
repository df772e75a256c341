"""How updates reach the bot, as Telegram tells it: what `crier doctor` looks at beside the token."""

from datetime import UTC, datetime, timedelta
from typing import Final

from bot.adapters.telegram.platform import TelegramPlatform, WebhookState
from bot.cli.findings import Check
from bot.cli.health import span
from bot.config import Config, webhooks
from bot.domain.errors import SendFailed
from bot.services.readiness import one_line

NAME: Final = "updates"
RECENT: Final = timedelta(minutes=10)  # Telegram tries again at least once a minute
SHOWN: Final = 200  # UTF-16 units of Telegram's words
REACH: Final = (
    "see that the address leads to a `crier run` with the roles chat and web, with a certificate that Telegram trusts"
)


async def check(config: Config, platform: TelegramPlatform) -> Check:
    """Does Telegram hand updates out as `telegram.mode` says?"""
    try:
        state = await platform.webhook()
    except SendFailed as error:
        return Check(NAME, None, f"not known: {error}")
    if config.telegram.mode == "polling":
        return _polled(state)
    return _pushed(state, webhooks.address(config), datetime.now(UTC))


def _polled(state: WebhookState) -> Check:
    if not state.url:
        return Check(NAME, True, f"polled, {state.waiting:,} wait")
    remedy = 'crier run removes it; if it is the right one, write telegram.mode = "webhook"'
    return Check(NAME, None, f"pushed to {state.url}, though telegram.mode is polling", remedy)


def _pushed(state: WebhookState, wanted: str, now: datetime) -> Check:
    if not state.url:
        return Check(NAME, None, f"not pushed yet; {state.waiting:,} wait", "crier run sets the webhook")
    if state.url != wanted:
        remedy = "crier run sets it again; if another program sets it, stop that, or revoke the token with @BotFather"
        return Check(NAME, False, f"pushed to {state.url}, not to {wanted}", remedy)
    if state.failed is None:
        return Check(NAME, True, f"pushed to {state.url}, {state.waiting:,} wait")
    ago = f"{span((now - state.failed).total_seconds())} ago"
    last = one_line(f"last trouble {ago}: {state.trouble}", SHOWN)
    if state.waiting and now - state.failed < RECENT:
        return Check(NAME, False, f"{state.waiting:,} wait to be pushed to {state.url}; {last}", REACH)
    return Check(NAME, True, f"pushed to {state.url}, {state.waiting:,} wait; {last}")
