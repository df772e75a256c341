"""Whether words are alike."""

from bot.domain.likeness import alike, contains


def test_alike() -> None:
    assert alike("Council agrees on bridge", "UPDATE: Council agrees on the bridge")
    assert not alike("2 die in fire", "3 die in fire")
    assert not alike("", "") and not alike("Rain", "Orchestra plays")
    assert contains("The council met on Monday and agreed.", "council met on Monday")
    assert not contains("The council met.", "Bread is dear") and not contains("x", "")
