"""What a witness is worth by its record."""

from bot.domain.trust import MEMORY, faded, trusted


def test_one_that_nobody_has_heard_is_believed_and_broken_ones_lose_their_word() -> None:
    assert trusted(None) == trusted((9.0, 0.0)) == 1.0
    assert trusted((0.0, 3.0)) == 0.25
    assert trusted((20.0, 1.0)) > 0.9


def test_records_are_summed_and_fade() -> None:
    assert faded({"g": (3.0, 1.0)}, {"g": (1.0, 0.0), "u": (2.0, 0.0)}) == {"g": (4.0, 1.0), "u": (2.0, 0.0)}
    (record,) = faded({"g": (MEMORY, 0.0)}, {"g": (0.0, MEMORY)}).values()
    assert record == (MEMORY / 2, MEMORY / 2)
    assert faded({}, {"g": (0.0, 0.0)}) == {"g": (0.0, 0.0)}
