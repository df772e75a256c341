"""Text for people: wrapped, aligned, and harmless to the terminal."""

from datetime import UTC, datetime

import pytest

from bot.cli import paper

NOW = datetime(2026, 10, 6, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")


def test_paragraphs_are_wrapped_and_addresses_are_not() -> None:
    address = "https://news.example/a-very-long-slug-that-goes-beyond-the-line"
    lines = paper.wrapped(f"Ministers agree on a rail corridor through the mountains {address}").splitlines()
    assert lines == ["Ministers agree on a rail corridor", "through the mountains", address]


def test_what_a_terminal_obeys_is_dropped() -> None:
    assert paper.plain("a\x1b[2J\r\nb\u202e\x07c") == "a[2J bc"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (None, "never"),
        (datetime(2026, 10, 6, 18, 4, tzinfo=UTC), "22:04"),
        (datetime(2026, 10, 5, 18, 4, tzinfo=UTC), "5 Oct 22:04"),
        (datetime(2025, 10, 5, 18, 4, tzinfo=UTC), "5 Oct 2025"),
        (datetime(2026, 10, 5, 20, 30, tzinfo=UTC), "00:30"),  # today, in Baku
    ],
)
def test_times_are_the_sites(moment: datetime | None, shown: str) -> None:
    assert paper.when(moment, "Asia/Baku", NOW) == shown


def test_columns_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    paper.table(("source", "status"), [("a", "ok"), ("longer-name", "failing\x1b[0m")])
    assert capsys.readouterr().out == "source       status\na            ok\nlonger-name  failing[0m\n"
