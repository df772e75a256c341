from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duration import duration

UNITS = {
    "minutes": "m min mins minute minutes м мин минута минуты минут dəq dəqiqə Dəqiqə deqiqe",
    "hours": "h H hr hrs hour hours ч час часа часов saat Saat",
    "days": "d day days д день дня дней дн Дней gün Gün GÜN gun",
    "weeks": "w week weeks н нед неделя недели недель неделю həftə hefte",
}


@pytest.mark.parametrize(("unit", "word"), [(unit, word) for unit, words in UNITS.items() for word in words.split()])
def test_a_unit_is_meant_by_its_letter_and_its_word(unit: str, word: str) -> None:
    long = timedelta(**{unit: 3})
    assert duration(f"3{word}") == duration(f" 3 {word} ") == duration(f"3 {word}.") == long


@pytest.mark.parametrize(
    "text", ["", "3", "d", "day", "0d", "0 days", "-3d", "3d 4h", "1.5h", "³d", "3 x", "3 month", "3  d", "9999999d"]
)
def test_everything_else_is_none(text: str) -> None:
    assert duration(text) is None


@given(st.text(max_size=30))
def test_nothing_typed_is_an_error(text: str) -> None:
    assert (duration(text) or timedelta(1)) > timedelta(0)
