"""What operators are told of a source."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import alerts
from bot.domain.model import Source
from bot.domain.notices import plain

NOW = datetime(2026, 10, 6, 18, 5, tzinfo=UTC)
NEWS = Source("news", "https://news.example/rss.xml")


def test_notices_say_what_happened_with_the_sites_own_words_as_values() -> None:
    told = alerts.outage(NEWS, "{since} 503", NOW)
    assert plain(told) == (
        "The source news has not been read since 2026-10-06 18:05 UTC. "
        "Why: {since} 503; crier preview shows what its address gives now. Polling goes on."
    )
    assert "crier preview" not in plain(alerts.outage(NEWS, "it is slow; raise fetch.timeout_seconds", NOW))
    assert plain(alerts.recovery(NEWS, NOW)).startswith("The source news is read again.")
    assert "it answered 410. If it lives on" in plain(alerts.gone(NEWS, "it answered 410", NOW))
    assert "Really? If it lives on" in plain(alerts.gone(NEWS, "Really?", NOW))


def test_only_an_address_that_the_config_names_is_asked_to_be_mended_there() -> None:
    to = "https://new.example/rss.xml"
    assert "configuration" in plain(alerts.moved(NEWS, to, NOW, itself=True))
    assert "configuration" not in plain(alerts.moved(NEWS, to, NOW, itself=False))
    assert "configuration" not in plain(alerts.moved(replace(NEWS, origin="chat"), to, NOW, itself=True))


def test_each_outage_is_told_once_and_so_is_its_end() -> None:
    later = NOW + timedelta(days=1)
    keys = {
        alerts.outage(NEWS, "a", NOW).key,
        alerts.outage(NEWS, "b", NOW).key,
        alerts.outage(NEWS, "a", later).key,
        alerts.outage(replace(NEWS, id="other"), "a", NOW).key,
        alerts.recovery(NEWS, NOW).key,
    }
    assert len(keys) == 4
