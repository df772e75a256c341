"""The payloads of deep links, `t.me/<bot>?start=<payload>`: what somebody wants who comes by one.

    sub, sub-<section>     to subscribe
    find, find-<words>     to search; the words in base64url (RFC 4648 §5), since a payload is A-Z a-z 0-9 _ - alone

At most 64 characters: core.telegram.org/bots/features#deep-linking.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

SUBSCRIBE = "sub"
FIND = "find"
MOST = 64


def finding(text: str) -> str:
    """The payload that searches for a text; that which asks for the words, where they do not fit."""
    payload = f"{FIND}-{urlsafe_b64encode(text.encode(errors='ignore')).decode().rstrip('=')}"
    return payload if text and len(payload) <= MOST else FIND


def found_by(payload: str) -> str:
    """The text for which a payload of `finding` searches; "" for any other."""
    verb, _, coded = payload.partition("-")
    if verb != FIND:
        return ""
    try:
        return urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except ValueError:  # of another alphabet or length, or no UTF-8
        return ""
