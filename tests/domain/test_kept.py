"""A bound on what is remembered."""

from collections import OrderedDict

from bot.domain.kept import keep


def test_what_was_kept_longest_ago_is_forgotten_first() -> None:
    kept: OrderedDict[str, int] = OrderedDict()
    for number, key in enumerate("abac"):
        keep(kept, key, number, 2)
    assert kept == {"a": 2, "c": 3}
