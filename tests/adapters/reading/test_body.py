"""Where the article stands on a page, told by structure alone; and that looking takes time in proportion."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.reading import markup
from bot.adapters.reading.body import body, cut_second_articles, cut_teasers, lines_of
from tests.adapters.reading.pages import OTHERS, PARAGRAPHS

STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def lines(html: str) -> list[str]:
    root = markup.parse(html)
    assert root is not None
    head = next(root.iter("h1"), None)
    cut_second_articles(head)
    cut_teasers(root)
    block = body(root, head)
    return [] if block is None else list(lines_of(block))


@pytest.mark.parametrize(
    "story",
    [
        f"<div>{STORY}</div>",
        "<div>" + "<br><br>".join(PARAGRAPHS) + "</div>",
        "<div>" + "".join(f"<div><div><p>{each}</p></div></div>" for each in PARAGRAPHS) + "</div>",
        f"<div>{STORY}<table><tr><td>2025</td><td>2.6</td></tr></table></div>",
    ],
)
def test_the_block_with_the_prose_is_found_however_it_is_wrapped(story: str) -> None:
    rows = "".join(
        f"<div class=r><a href=/x><h3>{each}</h3></a><p>{each} They said so today.</p></div>" for each in OTHERS
    )
    html = f"<div class=top>Weather +14</div><h1>Title</h1><div>By Naila</div>{story}<section>{rows}</section>"
    assert lines(html) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "teaser",
    [
        "<li><a href=/x>{}</a></li>",
        "<div><span>22:04</span> <a href=/x>{}</a></div>",
        "<div><a href=/x><img src=/i.jpg></a><h3><a href=/x>{}</a></h3><p>It was said on Sunday by many.</p></div>",
        "<a href=/x><h3>{}</h3><span>It was said on Sunday by many.</span></a>",
    ],
)
def test_rows_of_teasers_go(teaser: str) -> None:
    root = markup.parse(f"<div>{STORY}</div><div>{''.join(map(teaser.format, OTHERS))}</div>")
    assert root is not None
    cut_teasers(root)
    assert markup.plain(root) == "\n".join(PARAGRAPHS)


def test_paragraphs_that_begin_with_a_link_stay() -> None:
    linked = "".join(f"<p><a href=/x>{each[:9]}</a>{each[9:]}</p>" for each in PARAGRAPHS)
    assert lines(f"<h1>T</h1><div>{linked}</div>") == list(PARAGRAPHS)


def test_links_inside_a_paragraph_stay() -> None:
    story = "<p>See <a href=/1>one</a>, <a href=/2>two</a>, <a href=/3>three</a> and what else was said on Sunday.</p>"
    assert "one, two, three" in lines(f"<h1>T</h1><div>{story}{STORY}</div>")[0]


def test_a_second_article_below_is_another() -> None:
    first, second = (f"<div class=one><h1>{name}</h1><div>{STORY * 2}</div></div>" for name in ("First", "Second"))
    html = first.replace(STORY * 2, STORY) + second
    assert lines(html) == list(PARAGRAPHS)


def test_longer_comments_do_not_win() -> None:
    talk = "".join(f"<div><p>I think that {number} is too much, do you not?</p></div>" for number in range(9))
    assert lines(f"<h1>T</h1><div>{STORY}</div><div>{talk}</div>") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("box", "kept"),
    [
        ("<section>{}</section>", len(PARAGRAPHS)),
        ("<section><section>{}</section></section>", len(PARAGRAPHS)),
        ("<div><a href=/ada>Ada</a> at noon {}</div>", 1),  # what people say, more likely
    ],
)
def test_an_article_whose_sections_have_boxes_of_their_own_is_read_whole(box: str, kept: int) -> None:
    boxes = "".join(box.format(f"<p>{each}</p>" * 2) for each in PARAGRAPHS)
    found = lines(f"<h1>T</h1><main><div>{boxes}</div></main>")
    assert [line for line in found if "Ada" not in line] == [each for each in PARAGRAPHS[:kept] for _ in range(2)]


def test_no_prose_no_block() -> None:
    assert lines("<h1>T</h1><ul><li><a href=/x>Only links here, and many of them</a></li></ul>") == []


@pytest.mark.parametrize(
    "bulk",
    ["<div>" * 200_000, "<p></p>" * 200_000, "<div class=a><h2>x</h2><a>" * 20_000, "<a href=/x>y</a> " * 50_000],
)
def test_huge_pages_take_no_longer_than_they_are(bulk: str) -> None:
    started = time.process_time()
    lines(f"<h1>T</h1><div>{STORY}</div>{bulk}")
    assert time.process_time() - started < 5  # some tenths; a quadratic walk takes minutes


@settings(max_examples=30, deadline=None)
@given(st.text('<>/abdivplh1 =."', max_size=300))
def test_any_markup_is_looked_at_without_an_error(noise: str) -> None:
    lines(f"<h1>T</h1>{noise}{STORY}")
