"""What outbox rows carry with them (`Owed.payload`), as JSON: a strike's reason, the roles that a post calls."""

import json
from collections.abc import Callable, Iterable
from typing import Any

MOST_ROLES = 5  # called by one message: those who are called too often leave


def strike(reason: str) -> str:
    """The payload of a strike: the status of the site's answer, or somebody's own words."""
    return json.dumps({"reason": reason}, ensure_ascii=False)


def reason_of(payload: str) -> str:
    """Why an article was taken down; "" where nobody said."""
    return str(_stored(payload).get("reason", ""))


def because(reason: str, gettext: Callable[[str], str]) -> str:
    """A reason in the reader's language where it is one of ours, the status of the site's answer; else as it is."""
    _ = gettext
    words = {"404": _("the site does not show it any more"), "410": _("the site says that it is gone for good")}
    return words.get(reason, reason)


def calling(roles: Iterable[str]) -> str:
    """The payload of a post that calls these roles, each once, the first `MOST_ROLES` of them."""
    return json.dumps({"mentions": _few(roles)}, ensure_ascii=False)


def roles_of(payloads: Iterable[str]) -> tuple[str, ...]:
    """The roles that one message of all these posts calls: each once, the first `MOST_ROLES` of them."""
    called = (_stored(payload).get("mentions") for payload in payloads if payload)
    lists = (roles for roles in called if isinstance(roles, list))
    return tuple(_few(role for roles in lists for role in roles if isinstance(role, str)))


def _few(roles: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(roles))[:MOST_ROLES]


def _stored(payload: str) -> dict[str, Any]:
    try:
        stored = json.loads(payload)
    except ValueError:
        return {}
    return stored if isinstance(stored, dict) else {}
