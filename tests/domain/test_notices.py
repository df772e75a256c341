import pytest

from bot.domain.model import Notice, Span
from bot.domain.notices import VALUE_UNITS, packed, plain, told, unpacked

GONE = Notice("gone:one", "{name} is gone.\nIt said: {error}", (("name", "One"), ("error", "410 {name} @admin /start")))


def test_it_outlives_being_stored() -> None:
    assert unpacked(packed(GONE)) == Notice("", GONE.words, GONE.values)


def test_it_is_told_in_the_readers_language_with_outside_text_as_it_is() -> None:
    russian = {GONE.words: "{error}: так ответил сайт\n{name} больше нет"}
    assert told(GONE, lambda words: russian[words]) == (
        (Span("410 {name} @admin /start", outside=True), Span(": так ответил сайт")),
        (Span("One", outside=True), Span(" больше нет")),
    )


def test_the_log_has_it_in_one_line() -> None:
    assert plain(GONE) == "One is gone. It said: 410 {name} @admin /start"


def test_a_name_without_a_value_stays() -> None:
    assert plain(Notice("k", "{a} and {b}", (("b", "B"),))) == "{a} and B"


def test_values_are_one_clean_line_of_bounded_length() -> None:
    value = plain(Notice("k", "{v}", (("v", "a\x00b\n\u202e c" + " word" * 1000),)))
    assert value.startswith("ab c word")
    assert len(value) <= VALUE_UNITS
    assert len(unpacked(packed(Notice("k", "{v}", (("v", "x" * 5000),)))).values[0][1]) <= VALUE_UNITS


def test_a_long_reason_keeps_its_remedy() -> None:
    reason = f"no feed found: {'tried in vain, ' * 50}; give the address of its feed"
    stored = unpacked(packed(Notice("k", "Why: {error}", (("error", reason),))))
    assert plain(stored).startswith("Why: no feed found: tried") and plain(stored).endswith(
        "; give the address of its feed"
    )


@pytest.mark.parametrize("payload", ["", "[]", "{}", '{"words": "x", "values": []}', "null"])
def test_what_is_no_notice_is_said_to_be_none(payload: str) -> None:
    with pytest.raises(ValueError, match=r"no notice|Expecting"):
        unpacked(payload)
