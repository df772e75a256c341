"""What outbox rows carry."""

import pytest

from bot.domain import corrections


def test_roles_are_called_once_each_in_order_and_few_of_them() -> None:
    one, other = corrections.calling(["7", "8", "7"]), corrections.calling(["9", "8", "1", "2", "3"])
    assert corrections.roles_of([one]) == ("7", "8")
    assert corrections.roles_of([one, "", other]) == ("7", "8", "9", "1", "2")
    assert corrections.roles_of([corrections.calling(map(str, range(9)))]) == ("0", "1", "2", "3", "4")


@pytest.mark.parametrize("payload", ["", "none", "[1]", "{}", '{"mentions": 5}', '{"mentions": [5]}'])
def test_nobody_is_called_by_what_names_no_roles(payload: str) -> None:
    assert corrections.roles_of([payload]) == ()


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("404", "na sayte ego net"),
        ("410", "THE SITE SAYS THAT IT IS GONE FOR GOOD"),
        ("a mistake", "a mistake"),
        ("", ""),
    ],
)
def test_a_reason_of_ours_is_told_in_the_readers_language_and_anothers_as_it_is(reason: str, told: str) -> None:
    words = {"the site does not show it any more": "na sayte ego net"}
    assert corrections.because(reason, lambda msgid: words.get(msgid, msgid.upper())) == told
