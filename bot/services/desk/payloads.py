"""The payloads of deep links, `t.me/<bot>?start=<payload>`: what somebody wants who comes by one.

    sub, sub-<section>     to subscribe
    find                   to search, for words that are asked for
    find-<words>           to search; the words in base64url (RFC 4648 §5), since a payload is A-Z a-z 0-9 _ - alone
    find1-<words>          the same in fewer bytes, so that words of other alphabets find room as well

At most 64 characters: core.telegram.org/bots/features#deep-linking. UTF-8 takes two bytes for a letter of most
alphabets, which leaves room for 22. Yet the letters of one lie close together: so `find1` has two bytes for where they
begin (the lowest code point beyond ASCII), then one for each letter, as far as 127 from there, or as ASCII. That is 41.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

SUBSCRIBE = "sub"
FIND = "find"
MOST = 64
_NARROW = "find1"
_ASCII = 0x80


def finding(text: str) -> str:
    """The payload that searches for a text; that which asks for the words, where they do not fit."""
    made = [f"{FIND}-{_coded(text.encode(errors='ignore'))}"]
    if narrow := _narrowed(text):
        made.append(f"{_NARROW}-{_coded(narrow)}")
    payload = min(made, key=len)
    return payload if text and len(payload) <= MOST else FIND


def is_finding(payload: str) -> bool:
    """Does it search?"""
    return payload.partition("-")[0] in (FIND, _NARROW)


def found_by(payload: str) -> str:
    """The text for which a payload of `finding` searches; "" for any other."""
    verb, _, coded = payload.partition("-")
    if not is_finding(payload):
        return ""
    try:
        raw = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        return raw.decode() if verb == FIND else _widened(raw)
    except ValueError:  # of another alphabet or length, or no text
        return ""


def _coded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _narrowed(text: str) -> bytes:
    """A byte for each letter; b"" where they lie too far apart, or there are none but ASCII."""
    beyond = [ord(char) for char in text if ord(char) >= _ASCII]
    first = min(beyond, default=0)
    if not beyond or max(beyond) >= min(first + _ASCII, 0xD800):  # surrogates and emoji are no alphabets
        return b""
    codes = (code if code < _ASCII else _ASCII + code - first for code in map(ord, text))
    return first.to_bytes(2) + bytes(codes)


def _widened(raw: bytes) -> str:
    """What was narrowed. Raises `ValueError` for what is no text."""
    first = int.from_bytes(raw[:2])
    text = "".join(chr(code if code < _ASCII else first + code - _ASCII) for code in raw[2:])
    text.encode()  # refuses surrogates
    return text
