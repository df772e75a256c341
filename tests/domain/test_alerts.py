"""What operators are told of a source."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import alerts
from bot.domain.model import Doubt, Source
from bot.domain.notices import packed, plain

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


def test_a_doubt_is_a_question_with_its_answers() -> None:
    asked = alerts.doubt(Doubt(7, "Bridge", "News", NOW))
    assert plain(asked).startswith("It is not known whether “Bridge” arrived in News: ")
    assert [data for _, data in asked.choices] == ["o:7:y", "o:7:n"]
    longest = alerts.doubt(Doubt(2**63 - 1, "x" * 5000, "y" * 5000, NOW))
    assert len(longest.key) <= 64
    assert all(len(data.encode()) <= 64 for _, data in longest.choices) and len(packed(longest)) < 2000


def test_each_doubt_of_a_post_is_asked_about() -> None:
    moments = (NOW, NOW, NOW + timedelta(microseconds=1))
    assert len({alerts.doubt(Doubt(7, "Bridge", "News", moment)).key for moment in moments}) == 2


def test_each_closing_of_a_topic_is_told() -> None:
    told = [alerts.topic_gone(topic, NOW + timedelta(hours=later)) for topic, later in (("5", 0), ("5", 1), ("6", 0))]
    assert len({notice.key for notice in told}) == 3 and "/subscribe" in plain(told[0])
