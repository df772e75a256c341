"""What of a hub is believed, and where it pushes to. When it is asked: tests/contracts/test_pushes.py."""

import hmac

import pytest

from bot.domain import hubs
from bot.domain.model import Push

BODY = b"<rss/>"
PUSH = Push("one", "https://hub.example/", "https://one.example/rss.xml", "s" * 64)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512", "SHA256"])
def test_a_signature_by_each_method_is_believed(method: str) -> None:
    given = hmac.digest(b"secret", BODY, method.lower()).hex()
    assert hubs.signed("secret", BODY, f"{method}={given}")
    assert hubs.signed("secret", BODY, f"{method}={given.upper()}")
    assert not hubs.signed("another", BODY, f"{method}={given}")
    assert not hubs.signed("secret", BODY + b" ", f"{method}={given}")
    assert not hubs.signed("secret", BODY, f"{method}={given[:-1]}")


@pytest.mark.parametrize("signature", ["", "sha256", "sha256=", "=", "é=é", "sha256=é", "none=x"])
def test_what_is_no_signature_is_not(signature: str) -> None:
    assert not hubs.signed("secret", BODY, signature)


def test_a_weak_method_is_not_believed() -> None:
    assert not hubs.signed("secret", BODY, f"md5={hmac.digest(b'secret', BODY, 'md5').hex()}")


def test_a_callback_names_its_source_and_nobody_guesses_it() -> None:
    source, token = hubs.callback(PUSH).split(".")
    assert source == "one" and len(token) == 32 and token not in PUSH.secret
    assert hubs.token("t" * 64) != token
