"""Share links as buttons can hold them: words are dropped, the address never is."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.model import Button, Place
from bot.domain.sharing import SHARES, Shared, links, rows
from bot.domain.style import Style

CARDS = Style("Caliber.Az", "https://caliber.az/", share=(*SHARES, "copy"), cards=True, link_units=512)
HERE = Place("discord", "1", kind="group", server="9")
TITLES = st.text(max_size=400).map(lambda text: text.encode(errors="ignore").decode())


def same(text: str) -> str:
    return text


def shared(slug: str, title: str) -> Shared:
    url = f"https://caliber.az/post/{slug}"
    return Shared(url, url, title)


@given(st.integers(0, 700), TITLES)
def test_every_share_is_a_button_that_fits_or_a_link_in_the_text(length: int, title: str) -> None:
    article = shared("%D0%BC" * (length // 6), title)
    buttons = [button for row in rows(article, "Caliber.Az", HERE, CARDS, same, as_links=False) for button in row]
    below = links(article, CARDS, instead=False)
    assert all(len(button.url) <= 512 and not button.copy for button in buttons)
    assert {button.label for button in buttons} | {span.text for span in below} >= set(SHARES.values())
    shares = [button.url for button in buttons if button.label in SHARES.values()] + [span.url for span in below]
    assert len(shares) == len(SHARES)
    for url in shares:
        assert any(article.url in value for values in parse_qs(urlsplit(url).query).values() for value in values)


def test_a_title_is_cut_on_a_word_and_left_out_where_little_would_stay() -> None:
    long = shared("%D0%BC" * 20, "Ministers agree on a rail corridor through the mountains " * 5)
    texts = [parse_qs(urlsplit(button.url).query)["text"] for button in _buttons(long, "Telegram")]
    assert texts[0][0].endswith("…") and texts[0][0].startswith("Ministers agree")
    (full,) = _buttons(shared("%D0%BC" * 42, "Ministers agree on a rail corridor"), "Telegram")
    assert full.url.endswith("&text=")


def test_where_links_stand_for_buttons_reading_stays_a_button() -> None:
    style = Style("Caliber.Az", "https://caliber.az/", share_as="links", cards=True, link_units=512)
    article = shared("a", "Title")
    assert [
        [button.label for button in row] for row in rows(article, "Caliber.Az", HERE, style, same, as_links=True)
    ] == [["Read on Caliber.Az ↗"]]
    assert [span.text for span in links(article, style, instead=True)] == ["Telegram", "WhatsApp", "Facebook", "X"]


def _buttons(article: Shared, label: str) -> list[Button]:
    found = rows(article, "Caliber.Az", HERE, CARDS, same, as_links=False)
    return [button for row in found for button in row if button.label == label]
