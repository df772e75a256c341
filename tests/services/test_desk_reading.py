"""/latest, /search, their pages, and the question "what shall I look for?"."""

from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from operator import attrgetter

import pytest

from bot.domain.model import Item, Line, Person
from bot.domain.style import Style
from bot.domain.text import utf16_length
from bot.services.composer import Composer
from tests.services.fakes_desk import GROUP, HOME, NOW, WORDING, Newsroom, buttons, item, text

TWELVE = tuple(item(number) for number in range(1, 13))


def titles(shown: str) -> list[int]:
    return [int(line.split()[1]) for line in shown.splitlines() if line.startswith("Report")]


# --- /latest -----------------------------------------------------------------------------------------------


async def test_latest_shows_the_newest_five_newest_first() -> None:
    reply = await Newsroom(*TWELVE).write("/latest")
    assert text(reply).startswith("Latest\n1–5 / 12\n\nReport 12 from the harbour\nWorld · 22:12 · Caliber.Az\n\n")
    assert titles(text(reply)) == [12, 11, 10, 9, 8]
    assert buttons(reply) == {"›": "l:5:5"}
    assert len(reply.posts) == 1


async def test_pages_turn_in_place() -> None:
    room = Newsroom(*TWELVE)
    second = await room.press("l:5:5")
    assert second.edits
    assert titles(text(second)) == [7, 6, 5, 4, 3]
    assert buttons(second) == {"‹": "l:5:0", "›": "l:5:10"}
    third = await room.press("l:5:10")
    assert titles(text(third)) == [2, 1]
    assert buttons(third) == {"‹": "l:5:5"}
    assert text(await room.press("l:5:15")) == "There is nothing yet."


@pytest.mark.parametrize(("words", "shown"), [("3", 3), ("0", 1), ("99", 12), ("world 2", 2), ("2 World", 2)])
async def test_how_many(words: str, shown: int) -> None:
    assert len(titles(text(await Newsroom(*TWELVE).write(f"/latest {words}")))) == shown


@pytest.mark.parametrize("name", ["world", "WORLD", "section:world", "Dünya", "мир"])
async def test_one_section_by_any_of_its_spellings(name: str) -> None:
    room = Newsroom(*TWELVE, item(13, section="economy"))
    reply = await room.write(f"/latest {name}")
    assert text(reply).startswith("Latest: World\n1–5 / 12\n")
    assert buttons(reply) == {"›": "l:5:5:t0"}
    assert text(await room.press("l:5:5:t0")).startswith("Latest: World\n6–10 / 12\n")


async def test_a_section_in_the_readers_own_language() -> None:
    room = Newsroom(*TWELVE, sections={})
    assert text(await room.write("/latest Dünya", language="az")).startswith("Son xəbərlər: Dünya\n")


async def test_an_unknown_section_is_answered_with_the_known_ones() -> None:
    room = Newsroom()
    assert text(await room.write("/latest weather")) == (
        "I know no section “weather”. The sections are: World, Rail News, Economy"
    )
    room.articles.labels = {}
    assert text(await Newsroom(sections={}).write("/latest ???")).startswith("I know no section “???”.")


async def test_an_empty_archive_and_no_sections() -> None:
    room = Newsroom(sections={})
    room.articles.labels = {}
    assert text(await room.write("/latest")) == "There is nothing yet."
    assert text(await room.write("/latest weather")) == "I know no section “weather”."


async def test_twenty_long_titles_are_one_message() -> None:
    long = [
        item(number, f"Report {number} " + "corridor " * 40, section_label="S" * 90, section="x")
        for number in range(30)
    ]
    reply = await Newsroom(*(replace(each, published=NOW - timedelta(days=400)) for each in long)).write("/latest 20")
    assert len(titles(text(reply))) == 20
    assert utf16_length(text(reply)) <= 4096


def linked(line: Line) -> int:
    """As a platform counts that writes links out, and a backslash before signs."""
    links = sum(len(url) + 4 for url, _ in groupby(line, attrgetter("url")) if url)
    return sum(2 * utf16_length(span.text) + 4 * span.bold for span in line) + links


def long_winded(count: int) -> Newsroom:
    """A newsroom of titles of 400 characters at addresses of 300, on a platform that counts both."""
    room = Newsroom(
        *(item(n, f"Report {n} " + "corridor " * 43, url=f"https://caliber.az/{n}/{'a' * 280}") for n in range(count)),
        composer=Composer(Style("Caliber.Az", "https://caliber.az/"), WORDING, lambda: NOW, units=linked),
    )
    room.articles.labels = {}
    return room


@pytest.mark.parametrize("first", ["/latest 20", "/search corridor"])
async def test_a_page_shows_what_a_message_holds_and_the_next_goes_on_from_there(first: str) -> None:
    room = long_winded(30)
    reply, seen, pages = await room.write(first), [], 0
    while True:
        (post,) = reply.posts
        assert sum(linked(line) + 1 for line in post.lines) <= 4096
        seen += titles(text(reply))
        pages += 1
        if "›" not in buttons(reply):
            break
        reply = await room.press(buttons(reply)["›"])
    assert seen == list(reversed(range(30))), "nothing twice, nothing left out"
    assert 5 <= pages <= 8


async def test_back_from_a_short_page_goes_as_far_as_it_is_long() -> None:
    room = long_winded(30)
    first = await room.write("/latest 20")
    second = await room.press(buttons(first)["›"])
    assert titles(text(await room.press(buttons(second)["‹"]))) == titles(text(first))


async def test_one_item_is_shown_however_long_it_is() -> None:
    room = long_winded(3)
    room.articles.archive = [replace(each, url=each.url + "a" * 1700) for each in room.articles.archive]
    first = await room.write("/latest")
    assert titles(text(first)) == [2]
    assert buttons(first) == {"›": "l:1:1"}


async def test_a_total_too_large_to_count() -> None:
    room = Newsroom(*TWELVE)
    room.articles.capped = True
    assert "1–5 / 1,000+" in text(await room.write("/latest"))


# --- the latest three --------------------------------------------------------------------------------------


async def test_after_subscribing_a_button_shows_the_latest_three_as_they_would_be_posted() -> None:
    room = Newsroom(*TWELVE, item(13, section="economy"))
    everything = await room.write("/subscribe")
    assert buttons(everything) == {"Latest 3": "n:3"}
    shown = await room.press("n:3")
    assert [post.lines[0][0].text.split()[1] for post in shown.posts] == ["11", "12", "13"]
    assert [button.label for button in shown.posts[0].rows[0]] == ["Telegram", "WhatsApp", "Facebook", "X"]
    assert not shown.edits


async def test_the_latest_three_are_those_of_the_subscription() -> None:
    room = Newsroom(*TWELVE, item(13, "Tram strike ends", section="economy"), item(14, source_id="other"))
    for words, newest in (("economy", 13), ("caliber-en", 13), ("tram strike", 13), ("world", 14)):
        (data,) = buttons(await room.write(f"/subscribe {words}")).values()
        shown = await room.press(data)
        assert shown.posts[-1].preview.endswith(f"-{newest}"), words


async def test_the_latest_three_of_an_author() -> None:
    hers = {3, 5, 7, 9}
    room = Newsroom(*(replace(each, authors=("Naila ƏXAMPLE",) if each.id in hers else ("Other",)) for each in TWELVE))
    (data,) = buttons(await room.write("/subscribe naila example")).values()
    assert [post.lines[0][0].text.split()[1] for post in (await room.press(data)).posts] == ["5", "7", "9"]


async def test_the_latest_three_of_many_words_obey_those_that_their_name_has_no_room_for() -> None:
    room = Newsroom(item(1, "Tram strike ends"), item(2, "Tram strike goes on", section="economy"))
    words = "".join(f"zeppelin{number} OR " for number in range(12))
    (data,) = buttons(await room.write(f"/subscribe {words}strike section:world")).values()
    assert [post.preview[-2:] for post in (await room.press(data)).posts] == ["-1"]


async def test_the_latest_three_say_whole_words_as_what_will_come_does() -> None:
    room = Newsroom(item(1, "A tram for the harbour"), item(2, "Trampled flowers"))
    (data,) = buttons(await room.write("/subscribe tram")).values()
    assert [post.preview[-2:] for post in (await room.press(data)).posts] == ["-1"]


async def test_nothing_to_show_yet() -> None:
    assert (await Newsroom().press("n:3")).alert.startswith("There is nothing yet.")


async def test_in_a_group_the_latest_three_are_shown_to_those_who_manage_it() -> None:
    room = Newsroom(*TWELVE)
    assert "administrators" in (await room.press("n:3", GROUP)).alert
    room.directory.managers.add((GROUP.chat, "7"))
    assert len((await room.press("n:3", GROUP)).posts) == 3


# --- /search -----------------------------------------------------------------------------------------------

SUBSCRIBE = "🔔 Subscribe to this search"
TRAMS = tuple(item(number, f"Report {number} on trams") for number in range(20, 27))


async def test_search_shows_what_it_found_and_turns_its_pages() -> None:
    room = Newsroom(*TWELVE, *TRAMS)
    reply = await room.write("/search trams")
    assert text(reply).startswith(
        "Found for “trams”: 7\n1–5\n\nReport 26 on trams\nThe first sentence says what happened. The second says to "
        "whom.\nWorld · 22:26 · Caliber.Az\n\n"
    )
    assert buttons(reply) == {"›": "q:5:t0", SUBSCRIBE: "w:t0"}
    second = await room.press("q:5:t0")
    assert second.edits
    assert titles(text(second)) == [21, 20]
    assert buttons(second) == {"‹": "q:0:t0", SUBSCRIBE: "w:t0"}


async def test_a_page_that_is_there_no_more_is_the_last() -> None:
    room = Newsroom(*TRAMS)
    await room.write("/search trams")
    for offset in (10, 1000):
        assert titles(text(await room.press(f"q:{offset}:t0"))) == [21, 20]
    room.articles.archive = []
    assert text(await room.press("q:5:t0")).startswith("Nothing found for “trams”.")


async def test_the_words_are_in_bold_in_title_and_passage() -> None:
    said = "Nobody walked. The last tram, one of many trams, went at night."
    reply = await Newsroom(item(1, "New trams for the harbour", summary=(said,))).write("/search trams")
    (post,) = reply.posts
    assert text(reply).startswith("Found for “trams”: 1\n\nNew trams for the harbour\n"), "one page needs no numbers"
    assert [span.text for line in post.lines[2:] for span in line if span.bold] == ["trams", "tram", "trams"]
    assert all(span.url for span in post.lines[2])


async def test_more_than_can_be_counted() -> None:
    room = Newsroom(*TRAMS)
    room.articles.capped = True
    assert text(await room.write("/search trams")).startswith("Found for “trams”: 1,000+\n1–5\n")


async def test_no_message_is_too_long_and_the_titles_stay_whole_where_passages_are_cut() -> None:
    long = [
        item(n, f"Report {n} on trams", url=f"https://caliber.az/{n}/{'a' * 280}", summary=("Trams run. " * 200,))
        for n in range(5)
    ]
    style = Style("Caliber.Az", "https://caliber.az/")
    room = Newsroom(*long, composer=Composer(style, WORDING, lambda: NOW, units=linked))
    (post,) = (await room.write("/search trams")).posts
    assert sum(linked(line) + 1 for line in post.lines) <= 4096
    shown = [line for line in post.lines if line and line[0].text.startswith("Report")]
    assert ["".join(span.text for span in line) for line in shown] == [each.title for each in reversed(long)]


async def test_search_understands_sections_and_sources() -> None:
    room = Newsroom(*TWELVE, *TRAMS, item(30, "Report 30 on trams", section="economy"))
    assert titles(text(await room.write("/search trams section:economics"))) == [30]


async def test_a_mended_spelling_is_said() -> None:
    room = Newsroom(*TRAMS)
    room.articles.mended = "tramway"
    reply = await room.write("/search trams")
    assert text(reply).startswith("No results for “trams”; showing “tramway”: 7\n1–5\n")
    assert buttons(reply) == {"›": "q:5:t0", SUBSCRIBE: "w:t1"}
    await room.press("w:t1")
    assert room.subscribed() == [("filter", "tramway")], "what is shown is subscribed to"


@pytest.mark.parametrize("query", ["zeppelin", "!!!", '"', "-"])
async def test_nothing_found_is_kind_and_gives_an_example(query: str) -> None:
    reply = text(await Newsroom(*TWELVE).write(f"/search {query}"))
    assert reply.startswith(f"Nothing found for “{query}”.\n")
    assert "for example: /search" in reply


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("trams section:Wrold", "I know no section “wrold”. The sections are: World, Rail News, Economy"),
        ("trams source:nowhere", "I know no source “nowhere”. The sources are listed by /about"),
        ("zeppelin section:world source:caliber-en", "Fewer or other words may help"),
    ],
)
async def test_where_nothing_can_be_found_the_reason_is_told(query: str, hint: str) -> None:
    reply = text(await Newsroom(*TRAMS).write(f"/search {query}"))
    assert reply.startswith(f"Nothing found for “{query}”.\n{hint}")


async def test_too_many_words() -> None:
    assert "500 characters" in text(await Newsroom().write("/search " + "a" * 501))


# --- subscribing to a search -------------------------------------------------------------------------------


async def test_a_button_subscribes_to_the_search() -> None:
    room = Newsroom(*TWELVE, *TRAMS)
    data = buttons(await room.write("/search zeppelin"))
    assert data == {}, "nothing was found"
    data = buttons(await room.write("/search Trams report"))
    reply = await room.press(data[SUBSCRIBE])
    assert text(reply) == "Subscribed: items with the words “Trams report”.\nTo stop: /unsubscribe Trams report"
    assert room.subscribed() == [("filter", "trams report")]
    assert list(buttons(reply)) == ["Latest 3"]
    again = await room.press(data[SUBSCRIBE])
    assert text(again).startswith("Subscribed already: items with the words “Trams report”.")
    assert room.subscribed() == [("filter", "trams report")]


async def test_a_subscription_is_not_called_by_the_times_that_it_takes_no_notice_of() -> None:
    room = Newsroom(*TRAMS)
    reply = await room.press(buttons(await room.write("/search trams after:7d"))[SUBSCRIBE])
    assert text(reply) == "Subscribed: items with the words “trams”.\nTo stop: /unsubscribe trams"


async def test_what_was_only_begun_is_subscribed_to_as_the_word_that_was_found() -> None:
    room = Newsroom(item(1, "A tram for the harbour"), item(2, "Harbour opens"))
    reply = await room.press(buttons(await room.write("/search Harb"))[SUBSCRIBE])
    assert text(reply).startswith("Subscribed: items with the words “harbour”.")
    assert room.subscribed() == [("filter", "harbour")]
    assert SUBSCRIBE not in buttons(await room.write("/search harb"))


async def test_a_search_that_is_subscribed_to_says_so_in_place_of_the_button() -> None:
    room = Newsroom(*TRAMS)
    await room.write("/subscribe trams")
    reply = await room.write("/search TRAMS")
    assert buttons(reply) == {"›": "q:5:t1"}
    assert text(reply).endswith("\n\nWhat is new for this search comes by itself: /subscriptions")
    await room.write("/subscribe report")
    assert SUBSCRIBE in buttons(await room.write("/search 26"))


async def test_a_search_within_a_section_is_subscribed_to_with_it_and_one_for_all_of_it_as_the_section() -> None:
    room = Newsroom(*TRAMS)
    await room.press(buttons(await room.write("/search section:Dünya trams"))[SUBSCRIBE])
    reply = await room.press(buttons(await room.write("/search section:Dünya"))[SUBSCRIBE])
    assert text(reply).startswith("Subscribed: the section World.")
    assert room.subscribed() == [("filter", "trams section:world"), ("section", "world")]
    by = replace(TRAMS[0], authors=("Naila Example",))
    room.articles.archive.append(by)
    assert "the author Naila Example" in text(
        await room.press(buttons(await room.write('/search by:"Naila Example"'))[SUBSCRIBE])
    )
    await room.write("/unsubscribe by:Naila Example")
    await room.write("/unsubscribe section:Dünya trams")
    assert room.subscribed() == [("section", "world")]


async def test_in_a_group_those_who_manage_it_subscribe_it() -> None:
    room = Newsroom(*TRAMS)
    data = buttons(await room.write("/search trams", GROUP))[SUBSCRIBE]
    assert "administrators" in (await room.press(data, GROUP)).alert
    assert room.subscribed(GROUP) == []
    room.directory.managers.add((GROUP.chat, "7"))
    assert text(await room.press(data, GROUP)).startswith("Subscribed: ")
    assert room.subscribed(GROUP) == [("filter", "trams")]


async def test_there_is_no_button_for_who_may_not_subscribe() -> None:
    room = Newsroom(*TRAMS, access="admins", admins=frozenset({"9"}))
    assert SUBSCRIBE not in buttons(await room.write("/search trams"))
    assert SUBSCRIBE in buttons(await room.write("/search trams", by="9"))
    assert "closed circle" in (await room.press("w:t0")).alert


async def test_there_is_no_button_where_no_word_was_looked_for() -> None:
    room = Newsroom(*TRAMS)
    assert SUBSCRIBE not in buttons(await room.write("/search -zeppelin"))
    assert "out of date" in (await room.press("w:t0")).alert, "kept for the pages"
    assert "out of date" in (await room.press("w:t7")).alert
    assert "out of date" in (await room.press("w")).alert


# --- the question ------------------------------------------------------------------------------------------


async def test_search_without_words_asks_for_them_and_the_next_message_is_the_query() -> None:
    room = Newsroom(*TRAMS)
    reply = await room.write("/search")
    assert reply.asks
    assert "What shall I look for?" in text(reply)
    assert "chat:telegram:7:ask" in room.notebook.notes
    assert await room.say("  ") is None
    assert text(await room.say("trams")).startswith("Found for “trams”: 7")
    assert await room.say("trams") is None


async def test_nothing_is_answered_that_was_not_asked_for() -> None:
    assert await Newsroom(*TRAMS).say("trams") is None


async def test_another_command_ends_the_question() -> None:
    room = Newsroom(*TRAMS)
    await room.write("/search")
    await room.write("/help")
    assert await room.say("trams") is None


async def test_in_a_group_the_one_who_was_asked_answers() -> None:
    room = Newsroom(*TRAMS)
    assert (await room.write("/search", GROUP, by="8")).asks
    assert await room.say("hello", GROUP, by="9") is None
    assert text(await room.say("trams", GROUP, by="8")).startswith("Found for “trams”: 7")


async def test_trouble_while_answering_is_told() -> None:
    room = Newsroom(*TRAMS)
    await room.write("/search")
    assert "500 characters" in text(await room.say("a" * 501))


def test_fixtures_are_what_they_say() -> None:
    assert isinstance(TWELVE[0], Item)
    assert Person("7").language == HOME.topic == ""
