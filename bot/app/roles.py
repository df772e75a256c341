"""Which parts one process may have, and which of them would do anything."""

from importlib.util import find_spec

from bot.config import Config
from bot.domain.errors import BadConfig

ROLES = frozenset({"poller", "editor", "courier", "chat", "web"})
SHARES = {"courier": 0.8, "chat": 0.2}  # of the token's rate, where they are processes of their own
WEB_IS_OFF = "web.enabled = false"
NO_TOKEN = "telegram.token and discord.token are empty"  # noqa: S105 - there is none
INSTALLING = ".venv/bin/python -m pip install --no-deps --require-hashes -r requirements-image.txt"
_NEED_A_TOKEN = frozenset(SHARES)


def check(config: Config, roles: frozenset[str]) -> None:
    """Raises `BadConfig` for parts that would do nothing, or cannot do their work, in one process."""
    idle = frozenset() if config.web.enabled else frozenset({"web"})
    idle |= frozenset() if config.telegram.token or config.discord.token else _NEED_A_TOKEN
    if roles <= idle:
        why = WEB_IS_OFF if "web" in roles and not config.web.enabled else NO_TOKEN
        remedy = "write true" if why is WEB_IS_OFF else "set one of them (@BotFather gives the first)"
        raise BadConfig(f"{why}: nothing is left of --roles {','.join(sorted(roles))}; {remedy}, or name other parts")
    if config.discord.token and roles & _NEED_A_TOKEN and find_spec("discord") is None:
        raise BadConfig(f"discord.token is set, and discord.py is not installed; in Crier's folder: {INSTALLING}")
    pushed = config.telegram.token and config.telegram.mode == "webhook"
    if pushed and "chat" in roles - idle and "web" not in roles - idle:
        remedy = "name both in --roles" if config.web.enabled else "write web.enabled = true"
        raise BadConfig(
            'telegram.mode = "webhook": the roles chat and web are needed in one process, as updates come to the web '
            f'part: {remedy}, or write mode = "polling"'
        )


def of_a_round(config: Config, roles: frozenset[str]) -> frozenset[str]:
    """Those that have a round to do in cron mode. Raises `BadConfig` if none has."""
    pushed = config.telegram.mode == "webhook" and not config.discord.token
    left = roles - ({"web", "chat"} if pushed else {"web"})
    if not left:
        raise BadConfig(
            f"--roles {','.join(sorted(roles))} have no round to do: what is pushed is answered by a `crier run` that "
            "stays; leave --once out, or name other parts"
        )
    return left


def rate_of(config: Config, roles: frozenset[str]) -> int:
    """Messages a second that one process may send to Telegram: who delivers and who answers know nothing of each other
    unless they are one, and keep to a share each."""
    share = sum(SHARES[role] for role in roles & SHARES.keys())
    return max(1, round(config.telegram.messages_per_second * share))
