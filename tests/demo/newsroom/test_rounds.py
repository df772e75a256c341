"""The rhythm of the stream: what follows what, what is corrected, and what goes to the wire."""

from itertools import takewhile
from pathlib import Path

from bot.demo.newsroom import Newsroom, Report, Wire, load
from bot.demo.newsroom.rounds import Rounds, Turn
from bot.demo.newsroom.wire import Note
from bot.demo.newsroom.writing import Writer
from tests.demo.newsroom.press import BASE, LATER, START, WIRE, Watch, browser, files, opened


def turns(folder: Path, seed: int) -> Rounds:
    return Rounds(Writer(load(files(folder, LATER)), seed))


def follows(turn: Turn) -> bool:
    return turn.story.picture == "bridge"


def test_a_round_ends_with_what_follows_where_the_first_article_stands(tmp_path: Path) -> None:
    seen = set()
    for seed in range(10):
        stream = turns(tmp_path, seed)
        told = [stream.next() for _ in range(5)]
        assert [turn.edition for turn in told] == ["en", "en", "ru", "en", "az"]
        assert not any(map(follows, told))
        later = list(takewhile(follows, iter(stream.next, None)))
        stories = [told[0].story, told[1].story, told[3].story]
        which = [story.planned.id for story in stories].index("ferry-line")
        assert [turn.edition for turn in later] == (["en", "ru", "az"] if which == 0 else ["en"])
        first, second = (story.tellings["en"].paragraphs[0] for story in (stories[which], later[0].story))
        assert {"Velmora", "Talmira", "Kestava"} & set(second.split()) <= set(first.split())  # of the same places
        seen.add(which)
    assert seen >= {0, 1}


def test_the_second_story_goes_to_the_wire_and_a_wrong_number_is_corrected_in_the_next_round(tmp_path: Path) -> None:
    stream, told, corrected, wired = turns(tmp_path, 1), list[Turn](), 0, 0
    for _ in range(60):
        told.append(stream.next())
        for act, story in told[-1].after:
            before = [number for number, turn in enumerate(told) if turn.story.id == story.id]
            if act == "wire":
                wired += 1
                assert told[-1].edition == "az" and len(told) - before[0] == 4
            else:
                corrected += 1
                (wrong,) = before
                assert len(told) - wrong >= 4
                titles = [each.tellings["en"].title.split() for each in (told[wrong].story, story)]
                assert sum(one != other for one, other in zip(*titles, strict=True)) == 1
    assert wired > corrected > 0


def published(folder: Path) -> tuple[Newsroom, Wire, list[tuple[Report, str]], list[Note]]:
    """Thirty turns of a newsroom with a wire; what it corrected, with the earlier titles, and what the wire told."""
    wire, corrected, notes, watch = Wire(WIRE, START), list[tuple[Report, str]](), list[Note](), Watch()
    newsroom = opened(folder, seed=1, wire=wire, clock=watch)
    newsroom.on_correct = lambda report, title: corrected.append((report, title))
    wire.on_reprint = notes.append
    for _ in range(30):
        newsroom.publish()
        watch.later(seconds=3)
        newsroom.stir()
        watch.later(seconds=3)
    return newsroom, wire, corrected, notes


async def test_a_correction_stands_at_the_same_address_on_page_and_in_the_feed(tmp_path: Path) -> None:
    newsroom, _, corrected, _ = published(tmp_path)
    report, title = corrected[-1]
    assert report.title != title and report.corrected is not None and report.corrected > report.published
    assert newsroom.find("en", report.slug) == report and newsroom.changed("en") >= report.corrected
    site = browser(newsroom)
    feed = (await site.get(newsroom.feed("en"))).text
    assert f"<title>{report.title}</title>" in feed and f"<title>{title}</title>" not in feed
    page = (await site.get(newsroom.address(report))).text
    assert f"<h1>{report.title}</h1>" in page and " · Updated " in page
    assert f'"dateModified": "{report.corrected.astimezone().isoformat()[:4]}' in page


async def test_what_has_not_changed_was_not_updated(tmp_path: Path) -> None:
    newsroom = opened(tmp_path)
    page = (await browser(newsroom).get(newsroom.address(newsroom.latest("en", 1)[0]))).text
    assert "Updated" not in page and "modified_time" not in page


def test_stirring_twice_changes_nothing_more(tmp_path: Path) -> None:
    newsroom, wire, corrected, _ = published(tmp_path)
    known = len(wire.latest()), len(corrected)
    newsroom.stir()
    assert (len(wire.latest()), len(corrected)) == known


def test_the_wire_tells_english_reports_alone_and_nothing_of_the_archive(tmp_path: Path) -> None:
    wire = Wire(WIRE, START)
    newsroom = opened(tmp_path, wire=wire)
    (own,) = wire.latest()
    assert newsroom.preview(wire.address(own)) is None and newsroom.picture(own) == f"{BASE}/pictures/city.jpg"
    _, wire, _, notes = published(tmp_path)
    assert notes and set(notes) == set(wire.latest()[:-1]) and all(note.title.count(" en") for note in notes)
