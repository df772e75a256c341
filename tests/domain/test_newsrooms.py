"""Which sources are one newsroom."""

import pytest

from bot.domain.newsrooms import are_one, numbered

HERALD = "https://herald.example/"


@pytest.mark.parametrize(
    ("url", "name", "one"),
    [
        (f"{HERALD}sport.xml", "Herald: Sport", True),
        (f"{HERALD}sport.xml", "", True),
        ("http://www.herald.example/feed", "The Herald", True),
        (f"{HERALD}wire/feed", "City Wire", False),
        ("https://wire.example/", "Herald", False),
        ("https://herald.example:8443/", "Herald", False),
    ],
)
def test_the_feeds_of_one_site_are_one_newsroom_unless_their_names_differ(url: str, name: str, one: bool) -> None:
    assert are_one(HERALD, "Herald", url, name) is one
    assert are_one(url, name, HERALD, "Herald") is one
    found = numbered([("a", HERALD, "Herald"), ("b", url, name)])
    assert (found["a"] == found["b"]) is one


def test_what_is_no_address_is_its_own_newsroom() -> None:
    assert len({*numbered([("a", "one", "A"), ("b", "two", "A"), ("c", HERALD, ""), ("d", HERALD, "X")]).values()}) == 3
    assert numbered([]) == {}
