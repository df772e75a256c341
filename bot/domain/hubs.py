"""W3C WebSub, as a subscriber sees it: when a hub is asked, where it pushes to, and what of it is believed.

A hub is told an address that nobody else can guess (§5.1 calls it a capability URL) and a secret that signs what it
sends there (§7.1). Both are made of one random number for each subscription, which therefore is all that is stored.
https://www.w3.org/TR/websub/
"""

import hmac
from datetime import datetime, timedelta
from typing import Final

from bot.domain.model import Push

METHODS: Final = frozenset(("sha1", "sha256", "sha384", "sha512"))  # §7.1: those that a hub may sign with
LEFT: Final = 5  # a lease is renewed when one part in so many is left of it: at 80 %
LEAST: Final = timedelta(minutes=5)  # between two requests, however short a hub's leases are
DOUBLINGS: Final = 5  # of the pause between two requests in vain
TOKEN: Final = 32  # hexadecimal digits


def may_ask(push: Push, now: datetime, *, again: timedelta, ahead: timedelta) -> bool:
    """Is it time to ask the hub for a lease, or for a longer one?

    A lease is renewed when a fifth of it is left, but no earlier than `ahead` before its end. Where there is none, the
    hub is asked again after `again`, and after twice as long each time that it was in vain.
    """
    if push.asked is None:
        return True
    if push.until is None or push.until <= now:
        return now >= push.asked + again * (1 << min(max(push.tries - 1, 0), DOUBLINGS))
    left = min(ahead, (push.until - push.asked) / LEFT)
    return push.until - now <= left and now >= push.asked + LEAST


def callback(push: Push) -> str:
    """The last part of the address that the hub of a subscription is told: source and token."""
    return f"{push.source_id}.{token(push.secret)}"


def token(secret: str) -> str:
    """What nobody can guess of a callback; it says nothing of the secret it is made of."""
    return hmac.digest(secret.encode(), b"callback", "sha256").hex()[:TOKEN]


def signed(secret: str, body: bytes, signature: str) -> bool:
    """Is `signature` (the header X-Hub-Signature, "method=hexadecimal") of the body? In constant time."""
    method, _, given = signature.strip().partition("=")
    if method.lower() not in METHODS:
        return False
    wanted = hmac.digest(secret.encode(), body, method.lower()).hex()
    return hmac.compare_digest(wanted.encode(), given.lower().encode())
