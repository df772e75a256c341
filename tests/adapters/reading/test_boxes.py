"""What stands inside an article and is not of it goes; what only looks like it stays."""

from datetime import UTC, datetime

import pytest

from bot.adapters.reading import markup
from bot.adapters.reading.boxes import cut_boxes, cut_invitations
from bot.adapters.reading.page import extract
from bot.domain.model import Page
from tests.adapters.reading.pages import PARAGRAPHS

FIRST, SECOND, *REST = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
LINK = "<a href=/x>Trains return to the northern line</a>"


def within(box: str) -> str:
    return f"<html><body><h1>The headline of it all</h1><div>{FIRST}{box}{SECOND}{''.join(REST)}</div></body></html>"


def read(html: str) -> list[str]:
    root = markup.parse(html)
    assert root is not None
    cut_invitations(root, next(root.iter("h1"), None))
    cut_boxes(root)
    return markup.plain(root).split("\n")[1:]


@pytest.mark.parametrize(
    "box",
    [
        "<a href=/x><div><h2>Soup in a storm</h2><div><p>Notes from nine weeks without windows.</p></div></div></a>",
        f"<div><h4>Read also</h4><p>{LINK}</p><p>Nobody had hoped for them any more, they say.</p></div>",
        f"<div><div>Читайте также</div><div>{LINK}</div><div>Никто уже не ждал.</div></div>",
        "<div><p>Leave us an address, and once a week we write to you.</p><input type=email></div>",
        "<div><p>Оставьте почту, и раз в неделю мы будем писать.</p><button>Подписаться</button></div>",
        "<figure><img src=/x.jpg>The long stair at noon.</figure>",
    ],
)
def test_boxes_inside_an_article_go(box: str) -> None:
    assert read(within(box)) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ("<p>They <a href=/x>said so on Sunday</a>, all of them.</p>", "They said so on Sunday, all of them."),
        ("<h2><a href=/x>A second winter</a></h2>", "A second winter"),
        ("<a href=/x><p>A paragraph that is a link is still one.</p></a>", "A paragraph that is a link is still one."),
        ("<div><p>Related costs were paid by the fund.</p></div>", "Related costs were paid by the fund."),
        ("<div><button>Listen</button><p>It was said on Sunday.</p></div>", "It was said on Sunday."),
    ],
)
def test_what_only_looks_like_a_box_stays(box: str, said: str) -> None:
    assert " ".join(read(within(box))) == " ".join([PARAGRAPHS[0], said, *PARAGRAPHS[1:]])


def between(box: str, wrapped: str) -> str:
    """A page in which each paragraph is wrapped, and the box stands between two of them."""
    first, second, *rest = (wrapped.format(f"<p>{paragraph}</p>") for paragraph in PARAGRAPHS * 2)
    return f"<html><body><h1>The headline</h1><main>{first}{second}{box}{''.join(rest)}</main></body></html>"


@pytest.mark.parametrize("wrapped", ["{}", "<div class=para>{}</div>"])
@pytest.mark.parametrize(
    "box",
    [
        "<div class=d><h4>We need you</h4><p>A coffee is enough.</p><a href=/d>Donate</a></div>",
        "<aside><b>18+</b><p>Rovers to win: 11/4.</p><a href=/b>Bet now</a></aside>",
        "<div class=poll><p>Should it stay?</p><p>2400 votes so far.</p><button>Yes</button><button>No</button></div>",
        "<div class=shop><h3>Lumenpad</h3><p>A reader with a forget button.</p><a href=/s>$189 at the shop</a></div>",
    ],
)
def test_what_calls_between_paragraphs_goes(box: str, wrapped: str) -> None:
    assert article(between(box, wrapped)) == list(PARAGRAPHS * 2)


@pytest.mark.parametrize("wrapped", ["{}", "<div class=para>{}</div>"])
@pytest.mark.parametrize(
    ("box", "said"),
    [
        ("<div><button>Listen</button><p>It was said on Sunday.</p></div>", ["It was said on Sunday."]),
        ("<h3>A second winter</h3>", ["A second winter"]),
        ("<div class=box><p>It was cold.</p><p>So <a href=/x>they</a> say.</p></div>",
         ["It was cold.", "So they say."]),
        ("<blockquote><p>“It was cold.”</p><p><a href=/x>Ada Moss</a> said so.</p></blockquote>",
         ["“It was cold.”", "Ada Moss said so."]),
    ],
)  # fmt: skip
def test_what_does_not_call_stays(box: str, said: list[str], wrapped: str) -> None:
    assert article(between(box, wrapped)) == [*PARAGRAPHS[:2], *said, *(PARAGRAPHS * 2)[2:]]


@pytest.mark.parametrize("headline", ["<h1>Snow</h1>", "</div><div><h1>Snow</h1></div><div>"])
def test_an_article_that_is_all_there_is_on_a_page_is_no_invitation(headline: str) -> None:
    assert read(f"<div>{headline}<p>Snow fell today.</p><button>Subscribe</button></div>") == ["Snow fell today."]


def article(html: str) -> list[str]:
    page = Page(url="https://a.example/1", body=html.encode(), content_type="text/html; charset=utf-8")
    return extract(page, datetime(2026, 11, 23, tzinfo=UTC)).text.split("\n")


def test_an_article_in_several_parts_is_read_whole() -> None:
    parts = f"<div class=a>{FIRST}{SECOND}</div><div class=b><img src=/x.jpg></div><div class=c>{''.join(REST)}</div>"
    assert article(f"<h1>The headline of it all</h1><div>{parts}</div><footer>Rights</footer>") == list(PARAGRAPHS)


@pytest.mark.parametrize("top", ["<div><h1>{}</h1><h2>{}</h2></div>", "<header><h1>{}</h1><p>{}</p></header>"])
def test_the_standfirst_is_the_articles_though_no_vote_keeps_it(top: str) -> None:
    lead = "The river rose by two metres in one night, and nobody slept."
    html = top.format("The headline of it all", lead) + f"<div>{FIRST}{SECOND}{''.join(REST)}</div>"
    assert article(html) == [lead, *PARAGRAPHS]
