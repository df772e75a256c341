"""What is asked for: an address made absolute, and its shape in a message.

Credentials in an address are refused rather than sent or removed: who writes them means them to be used, who plants
them ("https://bank.example@10.0.0.1/") means to deceive, and they would end in rows, posts and logs.
"""

from functools import lru_cache

from yarl import URL

from bot.domain.errors import Forbidden

LONGEST = 8192  # characters; RFC 9110 §4.1 asks for 8,000 at least
_REMEMBERED = 2048  # addresses
_SHOWN_PATH = 120


@lru_cache(maxsize=_REMEMBERED)
def parse(url: str, base: URL | None = None) -> URL:
    """The address to ask, resolved against `base` and without fragment. Raises `Forbidden` if it may not be asked.

    A source's address is asked for again and again: what it was parsed to is remembered, and judged anew each time.
    """
    if len(url) > LONGEST:
        raise Forbidden(f"the address has more than {LONGEST:,} characters")
    try:
        address = URL(url.strip())
        address = base.join(address) if base is not None else address
        _ = address.port
        personal = "@" in address.raw_authority and (address.raw_user or address.raw_password) is not None
    except (ValueError, TypeError) as error:
        raise Forbidden("the address is malformed" if base is None else f"{shown(base)} leads nowhere") from error
    if personal:
        where = shown(address) if base is None else f"{shown(base)} leads to {shown(address)}, which"
        raise Forbidden(f"{where} holds a user name or password; write the address without them, none are sent")
    return address.with_fragment(None) if address.raw_fragment else address


def shown(url: URL) -> str:
    """The address as a message may hold it: one line, no credentials, and no query: a private feed's key is there."""
    port = "" if url.is_default_port() or url.explicit_port is None else f":{url.explicit_port}"
    path = url.path if len(url.path) <= _SHOWN_PATH else f"{url.path[:_SHOWN_PATH]}…"
    text = f"{url.scheme}://{url.host or ''}{port}{path}{'?…' if url.query_string else ''}"
    return "".join(char if char.isprintable() else "\ufffd" for char in text)
