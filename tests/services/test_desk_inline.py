"""What a person may send into any chat, and the deep links that lead from there to the person's own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Address, Ask, Edition, Layout, Person, Picks, Place, Span, Subscription
from bot.domain.passages import PASSAGE
from bot.domain.style import ShareAs, Style
from bot.domain.text import utf16_length
from bot.services.composer import Composer
from bot.services.desk.inline import MOVED, PAGE
from bot.services.desk.payloads import FIND, MOST, finding, found_by
from tests.services.fakes_desk import HOME, NOW, WORDING, Newsroom, item, text

TWELVE = tuple(item(number) for number in range(1, 13))


async def offered(room: Newsroom, words: str = "", offset: str = "", *, by: str = "7", language: str = "") -> Picks:
    return await room.desk.offer(Ask(replace(HOME, chat=by), Person(by, language), words=words), offset)


def titles(picks: Picks) -> list[int]:
    return [int(pick.title.split()[1]) for pick in picks.picks]


def said(picks: Picks) -> str:
    return "\n".join("".join(span.text for span in line) for line in picks.picks[0].post.lines)


# --- what is offered ------------------------------------------------------------------------------------------------


async def test_no_words_offer_the_newest_page_by_page() -> None:
    room = Newsroom(*TWELVE)
    first = await offered(room)
    assert titles(first) == list(range(12, 2, -1))
    assert (first.offset, first.seconds) == ("10-3", 30)
    second = await offered(room, offset=first.offset)
    assert (titles(second), second.offset) == ([2, 1], "")
    assert titles(await offered(room, "  ")) == titles(first)


@pytest.mark.parametrize("words", ["", "harbour"])
@pytest.mark.parametrize("come", [1, 3, MOVED])
async def test_what_comes_while_somebody_scrolls_shows_nothing_twice(words: str, come: int) -> None:
    room = Newsroom(*(item(number) for number in range(1, 31)))
    shown, offset = titles(first := await offered(room, words)), first.offset
    for number in range(come):
        room.articles.archive.append(item(31 + number))
    while offset:
        further = await offered(room, words, offset)
        assert further.note == first.note
        shown, offset = shown + titles(further), further.offset
    assert shown == list(range(30, 0, -1))


@pytest.mark.parametrize("gone", [21, 25])
async def test_a_page_goes_on_where_one_that_was_shown_is_gone(gone: int) -> None:
    room = Newsroom(*(item(number) for number in range(1, 31)))
    offset = (await offered(room)).offset
    del room.articles.archive[gone - 1]
    assert titles(await offered(room, offset=offset)) == list(range(20, 10, -1))


async def test_words_offer_what_search_finds() -> None:
    room = Newsroom(*TWELVE, item(20, "Report 20 on rails"))
    found = await offered(room, "harbour")
    assert (len(found.picks), found.offset[:3], found.seconds) == (PAGE, "10-", 120)
    assert titles(await offered(room, "rails")) == [20]
    assert (await offered(room, "rails")).offset == ""


async def test_a_pick_shows_title_passage_and_picture_and_is_sent_as_a_whole_post() -> None:
    picture = "https://caliber.az/i.jpg"
    room = Newsroom(item(1, image=picture, editions=(Edition("ru", 9),)))
    (pick,) = (await offered(room)).picks
    assert (pick.id, pick.title, pick.image) == ("1-en", "Report 1 from the harbour", picture)
    assert pick.passage == "The first sentence says what happened."
    assert said(await offered(room)) == (
        "Report 1 from the harbour\nThe first sentence says what happened. The second says to whom.\n\n"
        "World · 22:01 · Caliber.Az"
    )
    (row,) = pick.post.rows
    assert [button.label for button in row] == ["Telegram", "WhatsApp", "Facebook", "X"]  # nothing that is pressed


async def test_the_passage_is_that_around_the_words() -> None:
    sentences = [f"The fair number {number} was opened." for number in range(9)]
    room = Newsroom(item(1, "Report 1 on piers", summary=(*sentences, "Nine piers are lit at night.")))
    (pick,) = (await offered(room, "piers")).picks
    assert pick.passage.endswith("Nine piers are lit at night.")
    assert utf16_length(pick.passage) <= PASSAGE
    (pick,) = (await offered(room, "section:world")).picks  # no words to stand around
    assert pick.passage == "The fair number 0 was opened."


async def test_without_a_summary_the_passage_says_where_it_is_from() -> None:
    (pick,) = (await offered(Newsroom(item(1, summary=())))).picks
    assert pick.passage == "World · 22:01 · Caliber.Az"


async def test_it_is_laid_out_as_in_the_persons_own_chat() -> None:
    room = Newsroom(item(1, image="https://caliber.az/i.jpg"), item(2, "Отчёт 2", language="ru", section=""))
    address = Address(1, Place("telegram", "7"), language="ru", layout="brief", pictures=False, status="closed")
    room.addresses.rows[1] = address
    newest = await offered(room, language="az")
    assert [pick.id for pick in newest.picks] == ["2-ru", "1-ru"]
    assert [pick.image for pick in newest.picks] == ["", ""]
    assert "The first sentence" not in said(newest)
    assert room.addresses.rows[1].status == "closed"  # who types in line has not opened the chat again


@pytest.mark.parametrize("layout", ["brief", "standard", "full"])
@pytest.mark.parametrize("share_as", ["auto", "buttons", "links"])
async def test_no_layout_sends_a_post_without_its_source_and_share_links(layout: Layout, share_as: ShareAs) -> None:
    style = Style("Caliber.Az", "https://caliber.az/", share_as=share_as)
    composer = Composer(style, WORDING, lambda: NOW)
    room = Newsroom(item(1), item(2, summary=(), section=""), composer=composer)
    room.addresses.rows[1] = Address(1, Place("telegram", "7"), layout=layout, pictures=False)
    for pick in (await offered(room)).picks:
        spans = [span for line in pick.post.lines for span in line]
        assert [span.url for span in spans if span.text == "Caliber.Az"] == [pick.post.preview]
        opened = [span.url for span in spans] + [button.url for row in pick.post.rows for button in row]
        assert any(url.startswith("https://t.me/share/url?url=") for url in opened)
        assert any(url.startswith("https://wa.me/?text=") for url in opened)


async def test_who_has_no_chat_with_the_bot_is_answered_in_their_own_language() -> None:
    nobody = await offered(Newsroom(), "çay", language="az")
    assert nobody.note == "Heç nə tapılmadı: çay"


@pytest.mark.parametrize("offset", ["x", "10", "-1", "0-1", "٣-1", "1001-1", "99999-1", "1-1 ", "1-x"])
async def test_an_offset_that_is_none_of_ours_offers_nothing(offset: str) -> None:
    assert await offered(Newsroom(*TWELVE), offset=offset) == Picks()


async def test_paging_ends_where_counting_does() -> None:
    room = Newsroom(*(item(number) for number in range(1, 1016)))
    assert (await offered(room, offset="990-26")).offset == "1000-16"
    assert (await offered(room, offset="1000-16")).offset == ""


async def test_a_busy_database_offers_nothing_for_now() -> None:
    room = Newsroom(*TWELVE)
    room.addresses.busy = True
    assert await offered(room, language="ru") == Picks(
        note="Сейчас не получилось. Пожалуйста, попробуйте ещё раз чуть позже.", payload=FIND
    )


async def test_the_help_says_how_to_write_in_any_chat_where_that_is_on() -> None:
    assert "In any chat" not in text(await Newsroom().write("/help"))
    reply = await Newsroom(in_line=lambda: "@caliber_bot").write("/help")
    assert text(reply).endswith("\nIn any chat: @caliber_bot and words, or nothing more for the newest.")
    assert Span("@caliber_bot") in reply.posts[0].lines[-1]  # by itself, so that it can be pressed


# --- the note above it, and where it leads --------------------------------------------------------------------------


async def test_the_newest_come_with_an_invitation_to_who_may_subscribe_and_has_not() -> None:
    room = Newsroom(*TWELVE)
    assert ((await offered(room)).note, (await offered(room)).payload) == ("Get the news in your chat with me", "sub")
    address = await room.addresses.ensure(HOME)
    assert (await offered(room)).payload == "sub"
    await room.addresses.subscribe(address.id, Subscription("all"), NOW)
    assert (await offered(room)).note == ""
    closed = Newsroom(*TWELVE, access="admins", admins=frozenset({"8"}))
    assert (await offered(closed, "harbour")).note == "All results in your chat with me"
    assert (await offered(closed)).note == ""
    assert (await offered(closed, by="8")).payload == "sub"


async def test_what_was_found_can_be_seen_whole_in_the_persons_own_chat() -> None:
    room = Newsroom(*TWELVE)
    found = await offered(room, "harbour")
    assert found.note == "All results, or a subscription to them"
    assert text(await room.write(f"/start {found.payload}")).startswith("Found for “harbour”: 12\n1–5\n")


async def test_a_mended_spelling_is_said_and_followed() -> None:
    room = Newsroom(*TWELVE)
    room.articles.mended = "harbour"
    found = await offered(room, "harbour")
    assert found.note == "Shown instead: harbour"
    assert found_by(found.payload) == "harbour"


async def test_nothing_found_is_said_and_leads_to_help() -> None:
    room = Newsroom(*TWELVE)
    none = await offered(room, "ışıq")
    assert (none.picks, none.note, none.seconds) == ((), "Nothing found: ışıq", 0)
    assert "Fewer or other words may help" in text(await room.write(f"/start {none.payload}"))


async def test_words_that_fit_no_link_are_asked_for_again() -> None:
    room = Newsroom(*TWELVE)
    long = await offered(room, "harbour OR limandan OR անձրեւ OR մեքենա OR գնացք")
    assert (len(long.picks), long.payload) == (PAGE, FIND)
    assert long.note == "Search on in your chat with me"  # no promise of what was found
    assert (await offered(room, "long " * 60)).payload == FIND
    assert text(await room.write("/start find")).startswith("What shall I look for?")


@pytest.mark.parametrize(
    "words",
    ["железная дорога через горы", "Հայաստանի նախագահի խոսքը", "خط السكك الحديدية الجديد", "რკინიგზის ახალი ხაზი"],
)
async def test_words_of_other_alphabets_find_room_in_a_link(words: str) -> None:
    payload = finding(words)
    assert payload != FIND and found_by(payload) == words
    assert text(await Newsroom(*TWELVE).write(f"/start {payload}")).startswith("Nothing found for “")


@given(st.text(st.characters(min_codepoint=0x400, max_codepoint=0x47F) | st.sampled_from(" -:.7"), max_size=60))
def test_a_payload_holds_forty_letters_of_an_alphabet(words: str) -> None:
    assert finding(words) == FIND or found_by(finding(words)) == words
    if 0 < len(words) <= 41:
        assert finding(words) != FIND


@given(st.text(max_size=60))
def test_a_payload_brings_the_words_back_or_asks_for_them(words: str) -> None:
    payload = finding(words)
    assert len(payload) <= MOST
    assert all(char.isascii() and (char.isalnum() or char in "_-") for char in payload)
    if payload != FIND:
        assert found_by(payload) == words.encode(errors="ignore").decode()


@given(st.text(max_size=70))
def test_any_payload_is_read(payload: str) -> None:
    found_by(payload)
    found_by(f"find-{payload}")
    found_by(f"find1-{payload}").encode()


@pytest.mark.parametrize(
    "payload", ["find", "find-", "sub-world", "find-=A", "find-_w", "finder-YQ", "find1-2ACB", "find2-YQ"]
)
def test_other_payloads_search_for_nothing(payload: str) -> None:
    assert found_by(payload) == ""
