"""Witnesses that disagree: which article an entry is, and what a source's keys have proved to be worth."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.identity import identify
from bot.domain.model import Entry
from bot.domain.recognition import Matching, match
from bot.domain.trust import MEMORY, Tally
from bot.domain.witnesses import Known, contested, hear

NOW = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)
NAMES = ("bridge", "harvest", "museum", "orchestra", "glacier")


def entry(number: int, **changes: object) -> Entry:
    each = Entry(
        title=f"News of the {NAMES[number % 5]}",
        url=f"https://a.example/post/{NAMES[number % 5]}",
        guid=f"cms-of-a.example-{number}",
        published=NOW - timedelta(hours=number),
    )
    return replace(each, **changes)  # type: ignore[arg-type]


FIVE = tuple(map(entry, range(5)))


def after(first: Sequence[Entry], later: Sequence[Entry], tally: Tally | None = None, **known: object) -> Matching:
    """What a later document is taken for; articles are numbered from 1, oldest first."""
    before = identify("s", first, NOW)
    owners = {key: number for number, each in enumerate(before, 1) for key in each.keys}
    articles = {
        number: replace(
            Known(each.entry.title, each.url, each.entry.published, frozenset("gut")),
            **known,  # type: ignore[arg-type]
        )
        for number, each in enumerate(before, 1)
    }
    return match(hear(identify("s", later, NOW), owners), articles, tally)


def test_what_is_clear_needs_no_text() -> None:
    found = identify("s", FIVE, NOW)
    owners = {key: number for number, each in enumerate(found, 1) for key in each.keys}
    assert contested(hear(found, owners)) == frozenset()
    assert contested(hear(identify("s", [entry(0, guid="other guid")], NOW), owners)) == {5}
    assert after(FIVE, FIVE).articles == (1, 2, 3, 4, 5)


def test_places_lose_their_word_when_they_shift() -> None:
    first = [replace(each, guid=str(place)) for place, each in enumerate(FIVE, 1)]
    later = [replace(each, guid=str(place)) for place, each in enumerate((entry(0, title="New", url=""), *FIVE[:4]), 1)]
    matching = after(first, later)
    assert sorted(filter(None, matching.articles)) == [2, 3, 4, 5]
    assert matching.articles.count(None) == 1
    held, broken = matching.tally["g"]
    assert broken > held


def test_one_constant_address_gives_an_article_each_time() -> None:
    live = entry(0, guid="", url="https://a.example/live-now", title="Morning", summary="Rain comes.")
    later = replace(live, title="Something else entirely", summary="The sun.", published=NOW + timedelta(hours=3))
    assert after([live], [later]).articles == (None,)
    assert after([live], [replace(live, title="Something else entirely")]).articles == (1,)
    undated = replace(live, published=None)
    other = replace(undated, title="Quite new", summary="Wind.")
    assert after([undated, entry(1)], [other, entry(1)]).articles.count(None) == 0


def test_a_guid_that_echoes_the_address_is_no_second_witness() -> None:
    echo = [replace(each, guid=each.url) for each in FIVE]
    assert after(echo, echo).articles == (1, 2, 3, 4, 5)
    assert after(echo, echo).tally["g"] == after(echo, echo).tally["u"]


def test_an_article_of_another_source_is_not_expected_to_have_our_guid() -> None:
    assert after([entry(0)], [entry(0, guid="theirs of old", title="Heard")], named=frozenset("u")).articles == (1,)
    assert after([entry(0)], [entry(0, url="https://a.example/x")], named=frozenset("gt")).articles == (1,)


def test_the_tally_remembers_so_much_and_fades() -> None:
    tally: Tally = {}
    for _ in range(30):
        tally = after(FIVE, FIVE, tally).tally
    assert tally["g"] == (MEMORY, 0.0)
    fresh = [replace(each, guid=f"random-{number}-guid") for number, each in enumerate(FIVE)]
    for _ in range(30):
        matching = after(FIVE, fresh, tally)
        assert matching.articles == (1, 2, 3, 4, 5)
        tally = matching.tally
    assert tally["g"][1] > 40


def test_a_like_text_speaks_for_an_article() -> None:
    old = entry(0, guid="", summary="The council of Sandrow met on Monday.")
    new = replace(old, title="Quite another headline", published=NOW - timedelta(days=9))
    assert after([old], [new], text="The council of Sandrow met on Monday and agreed.").articles == (1,)
    assert after([old], [new]).articles == (None,)


# --- headlines that return, names that come late -----------------------------------------------------------

RATES = entry(0, title="Exchange rates", url="https://a.example/n/10", guid="", summary="A crown costs 12 thalers.")
AGAIN = replace(RATES, url="https://a.example/n/14", published=NOW + timedelta(hours=5))
THALERS = "A crown costs 12 thalers."


def taken(later: Entry, first: Entry = RATES, beside: Sequence[Entry] = FIVE[1:], text: str = "") -> bool:
    """Whether an entry is taken for a known one, after that has left the feed for a while."""
    place = [each.entry.url for each in identify("s", [later, *beside], NOW)].index(later.url)
    return after([first, *FIVE[1:]], [later, *beside], text=text).articles[place] is not None


@pytest.mark.parametrize("guid", ["", AGAIN.url, "cms-of-a.example-14"])
@pytest.mark.parametrize("beside", [FIVE[1:], ()])
def test_a_headline_returns_with_other_words(guid: str, beside: Sequence[Entry]) -> None:
    first = replace(RATES, guid=guid and (RATES.url if guid == AGAIN.url else "cms-of-a.example-10"))
    again = replace(AGAIN, guid=guid, summary="A crown costs 13 thalers.")
    assert not taken(again, first, beside, text=THALERS)


def test_another_address_of_the_same_words_is_the_same_article() -> None:
    assert taken(AGAIN, text=THALERS)
    assert taken(replace(AGAIN, summary="A crown"), text=THALERS)


def test_without_words_the_moment_decides() -> None:
    bare, again = replace(RATES, summary=""), replace(AGAIN, summary="")
    assert not taken(again, bare)
    assert taken(replace(again, published=NOW), bare)
    dated = [replace(each, published=NOW) for each in FIVE[1:]]
    assert not taken(replace(again, published=NOW), bare, dated)  # mere dates
    assert not taken(replace(again, published=None), replace(bare, published=None))


def test_a_site_that_moves_into_another_system_stays_known() -> None:
    """All guids and addresses are new; with and without words, with mere dates."""
    for number, text in ((5, ""), (5, "Quite long."), (1, "Quite long.")):
        first = [replace(each, summary=text, published=NOW) for each in FIVE[:number]]
        moved = [replace(each, guid=f"new-{at}-cms", url=f"https://b.example/{at}/x") for at, each in enumerate(first)]
        assert None not in after(first, moved, text=text).articles


def test_names_that_an_article_never_had_say_nothing_against_it() -> None:
    bare = [replace(each, guid="", url="https://a.example/", summary="Of it.") for each in FIVE]
    full = [replace(each, summary="Of it.") for each in FIVE]
    assert None not in after(bare, full, named=frozenset("t"), text="Of it.").articles
    assert None not in after([bare[0], *full[1:]], full, named=frozenset("t"), text="Of it.").articles


def test_a_feed_of_one_entry_carries_what_another_source_has_brought() -> None:
    first = entry(1, title="", published=None)
    later = replace(first, guid="", title="The bridge | Two", published=NOW)
    assert after([first], [later], named=frozenset("u")).articles == (1,)
    assert after([first], [later], named=frozenset("ut")).articles == (None,)  # its own place, with another article


# --- a guid alone ------------------------------------------------------------------------------------------

REWRITTEN = entry(
    2,
    title="What the mayor makes of it",
    url="https://a.example/rewritten/mayor",
    published=NOW - timedelta(days=3),
    summary="Quite other words.",
)
NAMES_PROVED = {"g": (20.0, 0.0), "u": (20.0, 0.0), "n": (3.0, 0.0)}


def rewritten(tally: Tally | None, *others: Entry, guid: str = "") -> int | None:
    """What an entry is taken for that keeps nothing but its guid, among others."""
    first = [replace(each, guid=guid or each.guid) if each is FIVE[2] else each for each in FIVE]
    changed = replace(REWRITTEN, guid=guid or REWRITTEN.guid)
    later = [changed, *(others or (*FIVE[:2], *FIVE[3:]))]
    place = [each.entry.title for each in identify("s", later, NOW)].index(changed.title)
    return after(first, later, tally).articles[place]


def test_a_guid_that_is_a_name_suffices() -> None:
    assert rewritten(NAMES_PROVED) == 3
    assert rewritten({**NAMES_PROVED, "n": (1.0, 0.0)}) == 3
    assert rewritten({**NAMES_PROVED, "g": (4.0, 0.0)}) == 3


def test_a_guid_that_has_not_proved_itself_does_not() -> None:
    assert rewritten(None) is None
    assert rewritten({**NAMES_PROVED, "g": (20.0, 1.0)}) is None  # it has named another
    assert rewritten({**NAMES_PROVED, "g": (3.0, 0.0)}) is None  # it has hardly been seen
    assert rewritten({"g": (20.0, 0.0)}) is None  # of slots: new articles bring no new guids
    assert rewritten({**NAMES_PROVED, "n": (1.0, 1.0)}) is None  # and known ones bring other articles
    assert rewritten(NAMES_PROVED, guid="17") is None  # a place
    assert rewritten(NAMES_PROVED, entry(0, guid="new", title="Rain", url="https://a.example/rain")) is None
    assert after([entry(2)], [REWRITTEN], NAMES_PROVED).articles == (None,)  # the only entry


def test_the_only_guid_of_a_feed_is_backed_by_new_ones() -> None:
    bare = [replace(each, guid="") for each in FIVE]
    first = [*bare[:2], FIVE[2], *bare[3:]]
    later = [*bare[:2], REWRITTEN, *bare[3:]]
    new = entry(9, title="Rain", url="https://a.example/rain", guid="cms-rain")
    tally = {"g": (3.0, 0.0)}
    assert None in after(first, later, tally).articles
    assert after(first, [replace(new, guid=""), *later], tally).articles.count(None) == 2
    assert after(first, [new, *later], tally).articles.count(None) == 1
    assert after(first, [new, REWRITTEN], tally).articles == (None, None)  # nothing else is known
    assert after(first, [new, *later], {"g": (20.0, 1.0)}).articles.count(None) == 2


def test_guids_that_are_places_name_nothing_when_they_shift() -> None:
    first = [replace(each, guid=f"place-{at}") for at, each in enumerate(FIVE)]
    later = [replace(each, guid=f"place-{at}") for at, each in enumerate((REWRITTEN, *FIVE[:4]))]
    articles = after(first, later, NAMES_PROVED).articles
    assert articles.count(None) == 1
    assert sorted(filter(None, articles)) == [2, 3, 4, 5]


def test_slots_of_a_front_page_give_an_article_each_time() -> None:
    slots = [replace(each, guid=f"slot-{at}-of-a.example") for at, each in enumerate(FIVE)]
    tally = after(slots, slots).tally
    for number in range(20):
        fresh = replace(REWRITTEN, title=f"Case {number}: quite another", guid=slots[2].guid)
        matching = after(slots, [*slots[:2], fresh, *slots[3:]], tally)
        assert matching.articles.count(None) == 1
        tally = after(slots, slots, matching.tally).tally


def test_new_articles_with_new_guids_make_them_names() -> None:
    tally: Tally = {}
    for number in range(3):
        new = entry(9, title=f"Rain, day {number}", url=f"https://a.example/rain/{number}", guid=f"cms-rain-{number}")
        tally = after(FIVE, [new, *FIVE], tally).tally
    assert tally["n"] == (3.0, 0.0)
    assert rewritten(tally) == 3
    echo = [replace(each, guid=each.url) for each in FIVE]
    tally = after(echo, [replace(new, guid=new.url), *echo], {}).tally
    assert tally["n"] == (1.0, 0.0)
