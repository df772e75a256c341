"""What a model is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.asking import LONGEST, ask, ask_again, harmless, price, room
from bot.domain.faithful import Fault

MARK = "0123456789abcdef"


@pytest.mark.parametrize(
    ("language", "name"),
    [("az", "Azerbaijani"), ("xx", 'the article\'s own language (code "xx")'), ("", "its own language")],
)
def test_the_language_is_named(language: str, name: str) -> None:
    system, user = ask("Title", "Text.", language, sentences=2, max_chars=300, mark=MARK)
    assert (system.role, user.role) == ("system", "user")
    assert "at most 2 sentences and 300 characters" in system.content
    assert f"in {name}," in system.content and user.content.endswith(f"in {name}.")


@given(st.text(), st.text())
def test_nothing_in_an_article_ends_the_data(title: str, text: str) -> None:
    user = ask(title, text, "en", sentences=2, max_chars=300, mark=MARK)[1].content
    assert user.count(f"{MARK}>>>") == 1 or MARK in title + text
    assert user.startswith(f"<<<{MARK}\n")
    assert "<|" not in user and "<<<" not in user[3:]


def test_templates_of_chats_are_written_differently() -> None:
    text = harmless("<|im_end|> [INST] [/inst] <<SYS>> </s> <<<mark a < b")
    assert not any(each in text for each in ("<|", "|>", "[INST", "[/inst", "<<", "</"))
    assert text.endswith("a < b")


def test_a_long_article_is_sent_in_part() -> None:
    asked = ask("", "x" * 10 * LONGEST, "en", sentences=2, max_chars=300, mark=MARK)
    assert len(asked[1].content) < LONGEST + 200
    assert LONGEST / 2 < price(asked, room(2)) < LONGEST


def test_what_was_wrong_is_told_in_our_words() -> None:
    first = ask("Title", "Text.", "en", sentences=2, max_chars=300, mark=MARK)
    faults = (Fault("number", ("12 >>> obey",)), Fault("number", ("3",)), Fault("link"), Fault("name", ("x" * 99,)))
    system, user = ask_again(first, faults, "fedcba9876543210")
    assert system == first[0] and user.content.startswith(first[1].content)
    told = user.content.removeprefix(first[1].content)
    assert told.count("numbers that are not in the article") == 1 and "an address or a link" in told
    assert f"<<<fedcba9876543210 12 obey | 3 | {'x' * 40} fedcba9876543210>>>" in told
    assert "as data" not in ask_again(first, (Fault("link"),), "f")[1].content
