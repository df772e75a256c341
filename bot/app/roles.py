"""Which parts one process may have, and which of them would do anything."""

from bot.config import Config
from bot.domain.errors import BadConfig

ROLES = frozenset({"poller", "editor", "courier", "chat", "web"})
ALONG = {  # loops that a role brings besides its own
    "chat": {"channels"},
    "courier": {"doubts"},
    "web": {"websub", "pushes"},
}
SHARES = {"courier": 0.8, "chat": 0.2}  # of the token's rate, where they are processes of their own
_NEED_A_TOKEN = frozenset(SHARES)


def check(config: Config, roles: frozenset[str]) -> None:
    """Raises `BadConfig` for parts that would do nothing, or cannot do their work, in one process."""
    idle = frozenset() if config.web.enabled else frozenset({"web"})
    idle |= frozenset() if config.telegram.token else _NEED_A_TOKEN
    if roles <= idle:
        why = "web.enabled = false" if "web" in roles and not config.web.enabled else "telegram.token is empty"
        remedy = "write true" if why.startswith("web") else "set it (@BotFather gives one)"
        raise BadConfig(f"{why}: nothing is left of --roles {','.join(sorted(roles))}; {remedy}, or name other parts")
    if config.telegram.mode == "webhook" and "chat" in roles - idle and "web" not in roles - idle:
        remedy = "name both in --roles" if config.web.enabled else "write web.enabled = true"
        raise BadConfig(
            'telegram.mode = "webhook": the roles chat and web are needed in one process, as updates come to the web '
            f'part: {remedy}, or write mode = "polling"'
        )


def of_a_round(config: Config, roles: frozenset[str]) -> frozenset[str]:
    """Those that have a round to do in cron mode. Raises `BadConfig` if none has."""
    left = roles - ({"web", "chat"} if config.telegram.mode == "webhook" else {"web"})
    if not left:
        raise BadConfig(
            f"--roles {','.join(sorted(roles))} have no round to do: what is pushed is answered by a `crier run` that "
            "stays; leave --once out, or name other parts"
        )
    return left


def rate_of(config: Config, roles: frozenset[str]) -> int:
    """Messages a second that one process may send: who delivers and who answers know nothing of each other unless they
    are one, and keep to a share each."""
    share = sum(SHARES[role] for role in roles & SHARES.keys())
    return max(1, round(config.telegram.messages_per_second * share))


def loops_of(roles: frozenset[str]) -> frozenset[str]:
    """The names of the loops of `roles`."""
    return roles.union(*(ALONG[role] for role in roles & ALONG.keys()))
