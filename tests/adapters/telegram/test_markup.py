from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.telegram.markup import MAX_CAPTION, MAX_ENTITIES, MAX_TEXT, is_link, render
from bot.demo.botapi import BotApi
from bot.demo.botapi.markup import parse_html
from bot.demo.botapi.params import Params
from bot.domain.model import Button, Menu, Post, Span
from bot.domain.text import utf16_length

ARTICLE = "https://news.example/a?b=1&c=2"
TITLE = (Span("Ministers agree", bold=True, url=ARTICLE),)
META = (Span("World"), Span(" · "), Span("Example", url=ARTICLE))


def plain(post: Post) -> str:
    return parse_html(render(post).html).text


def test_a_post_is_html_line_by_line() -> None:
    rendered = render(Post(lines=(TITLE, (Span('AT&T <b> "x"', italic=True),), (), META)))
    assert rendered.html == (
        '<a href="https://news.example/a?b=1&amp;c=2"><b>Ministers agree</b></a>\n'
        '<i>AT&amp;T &lt;b&gt; "x"</i>\n\n'
        'World · <a href="https://news.example/a?b=1&amp;c=2">Example</a>'
    )
    assert (rendered.form, rendered.preview, rendered.keyboard) == ("text", {"is_disabled": True}, None)


def test_neighbours_that_open_one_address_are_one_link() -> None:
    spans = Span("A rail ", url=ARTICLE), Span("corridor", bold=True, url=ARTICLE), Span(" & more", url=ARTICLE)
    html = '<a href="https://news.example/a?b=1&amp;c=2">A rail <b>corridor</b> &amp; more</a>'
    assert render(Post(lines=(spans,))).html == html
    many = Post(lines=(spans,) * 50)
    assert len(parse_html(render(many).html).entities) == MAX_ENTITIES
    dense = parse_html(render(Post(lines=(spans,) * 51)).html).entities
    assert len(dense) == 51, "the styles go first"


def test_a_preview_is_large_and_above() -> None:
    wanted = {"url": ARTICLE, "prefer_large_media": True, "show_above_text": True}
    assert render(Post(lines=(TITLE,), preview=ARTICLE)).preview == wanted


def test_a_picture_makes_a_caption_and_a_bad_one_does_not() -> None:
    assert render(Post(lines=(TITLE,), image="https://news.example/i.jpg")).form == "photo"
    assert render(Post(lines=(TITLE,), image="data:image/png;base64,AA")).form == "text"


@pytest.mark.parametrize(("image", "limit"), [("", MAX_TEXT), ("https://news.example/i.jpg", MAX_CAPTION)])
def test_too_long_a_summary_is_cut_on_a_sentence_and_the_rest_stays(image: str, limit: int) -> None:
    summary = "Freight trains move by spring 🚂. " * 400
    text = plain(Post(lines=(TITLE, (Span(summary),), (), META), image=image))
    assert limit - 40 < utf16_length(text) <= limit
    first, cut, blank, last = text.split("\n")
    assert (first, blank, last) == ("Ministers agree", "", "World · Example")
    assert cut.endswith("🚂.")


def test_a_caption_whose_links_alone_are_too_long_becomes_a_text_with_the_picture_as_preview() -> None:
    rendered = render(Post(lines=((Span("word " * 300, url=ARTICLE),), META), image="https://news.example/i.jpg"))
    assert rendered.form == "text"
    assert rendered.preview["url"] == "https://news.example/i.jpg"
    assert "World · " in rendered.html


def test_links_longer_than_a_message_are_shortened_but_stay_links() -> None:
    post = Post(lines=((Span("word " * 2000, url=ARTICLE),), (Span("Example" * 1000, url=ARTICLE),)))
    formatted = parse_html(render(post).html)
    assert utf16_length(formatted.text) <= MAX_TEXT
    assert [entity["type"] for entity in formatted.entities] == ["text_link", "text_link"]


def test_a_line_that_lost_everything_leaves_no_gap() -> None:
    long = Span("x" * 1100)
    text = plain(Post(lines=(TITLE, (Span("y" * 3000),), (long,), META)))
    assert "\n\n" not in text


def test_the_first_and_the_last_links_survive_the_limit_of_entities() -> None:
    lines = tuple((Span(f"{n}", bold=True, url=f"https://news.example/{n}"),) for n in range(300))
    entities = parse_html(render(Post(lines=lines)).html).entities
    assert len(entities) == MAX_ENTITIES
    assert (entities[0]["url"], entities[-1]["url"]) == ("https://news.example/0", "https://news.example/299")


def test_outside_words_mention_nobody_and_command_nothing() -> None:
    summary = (Span("Thanks to @naila, said (@orxan); send /forget or a/b 5 km/h."),)
    text = plain(Post(lines=(TITLE, summary, META)))
    assert "@\u2060naila" in text
    assert "(@\u2060orxan)" in text
    assert "/\u2060forget" in text
    assert "a/b 5 km/h" in text


def test_a_footer_mentions_its_channel() -> None:
    assert plain(Post(lines=(TITLE, META, (Span("Read @example_news"),)))).endswith("\nRead @example_news")
    assert plain(Post(lines=((Span("@example_news"),),))) == "@example_news"


def test_the_bots_own_words_keep_their_commands() -> None:
    welcome = Post(lines=((Span("Example", bold=True, url=ARTICLE),), (Span("All commands: /help"),)))
    assert plain(welcome).endswith("/help")
    page = Post(lines=((Span("Latest"),), TITLE, (Span("/forget · "), Span("Example", url=ARTICLE)), (Span("/help"),)))
    assert plain(page).split("\n")[2:] == ["/\u2060forget · Example", "/help"]


def test_quoted_words_mention_nobody_and_command_nothing_wherever_they_stand() -> None:
    quoted = (Span("@naila", outside=True), Span(" said: "), Span("/forget", outside=True), Span(" /help"))
    assert plain(Post(lines=(quoted,))) == "@\u2060naila said: /\u2060forget /help"
    assert plain(Post(lines=((Span("@naila", outside=True),),))) == "@\u2060naila"


def test_what_telegram_cannot_take_is_dropped_and_isolates_stay() -> None:
    odd = "a\x00b\ud800c\u202ed\te\nf\u2068g\u2069"
    assert plain(Post(lines=((Span(odd),),))) == "abcd e f\u2068g\u2069"


@pytest.mark.parametrize(
    "url", ["", "news", "javascript:alert(1)", "http://", "http://[x", "http://a:b/", "https://a b/"]
)
def test_what_is_no_link_is_text(url: str) -> None:
    assert not is_link(url)
    assert render(Post(lines=((Span("x", url=url),),))).html == "x"


def test_buttons_that_would_be_refused_are_left_out() -> None:
    good = (Button("Open", url="https://news.example/"), Button("Copy", copy="x" * 256), Button("Save", data="d" * 64))
    bad = (
        Button("", url="https://news.example/"), Button("Two", url="https://news.example/", data="d"),
        Button("None"), Button("Local", url="http://localhost/"), Button("Script", url="javascript:1"),
        Button("Copy", copy="x" * 257), Button("Copy", copy=" x"), Button("Data", data="ə" * 33),
    )  # fmt: skip
    keyboard = render(Post(lines=(TITLE,), rows=(good + bad, bad))).keyboard
    assert keyboard == {
        "inline_keyboard": [
            [
                {"text": "Open", "url": "https://news.example/"},
                {"text": "Copy", "copy_text": {"text": "x" * 256}},
                {"text": "Save", "callback_data": "d" * 64},
            ]
        ]
    }


def test_at_most_eight_buttons_a_row_and_a_hundred_in_all() -> None:
    rows = tuple(tuple(Button(f"{n}", data=f"{m}:{n}") for n in range(10)) for m in range(20))
    keyboard = render(Post(lines=(TITLE,), rows=rows)).keyboard
    assert keyboard is not None
    sizes = [len(row) for row in keyboard["inline_keyboard"]]
    assert (sum(sizes), max(sizes)) == (100, 8)


def test_a_menu_is_rows_of_buttons_above_the_others_or_below() -> None:
    drops, languages = (Menu(kind, tuple(Button(f"{kind}{n}", data=f"{n}") for n in range(6))) for kind in "dl")
    post = Post(
        lines=(TITLE,), rows=((Button("Next", data="n"),),), menus=(replace(languages, below=True), drops)
    )  # fmt: skip
    keyboard = render(post).keyboard
    assert keyboard is not None
    assert [[button["text"] for button in row] for row in keyboard["inline_keyboard"]] == [
        ["d0", "d1", "d2", "d3"], ["d4", "d5"], ["Next"], ["l0", "l1", "l2", "l3"], ["l4", "l5"],
    ]  # fmt: skip


def test_a_tg_link_is_a_button() -> None:
    keyboard = render(Post(lines=(TITLE,), rows=((Button("Open", url="tg://resolve?domain=example"),),))).keyboard
    assert keyboard is not None


def test_the_work_is_kept() -> None:
    assert render(Post(lines=(TITLE,))) is render(Post(lines=(TITLE,)))


texts = (
    st.text(max_size=60)
    | st.text(alphabet="ab .@/<>&\"'\n\u202e\ud800🚂ə", max_size=60)
    | st.just("Some words. " * 500)
)
urls = st.just("") | st.just(ARTICLE) | st.text(max_size=30) | st.text(max_size=20).map("https://a.example/".__add__)
spans = st.builds(Span, texts, st.booleans(), st.booleans(), urls)
buttons = (
    st.builds(Button, texts, urls, texts, texts) | st.builds(Button, texts, urls) | st.builds(Button, texts, data=texts)
)
posts = st.builds(
    Post,
    st.lists(st.lists(spans, max_size=4).map(tuple), max_size=12).map(tuple),
    image=urls,
    preview=urls,
    rows=st.lists(st.lists(buttons, max_size=10).map(tuple), max_size=4).map(tuple),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(post=posts)
def test_every_post_is_taken_by_the_strict_server(api: BotApi, post: Post) -> None:
    rendered = render.__wrapped__(post)
    formatted = parse_html(rendered.html)
    if not formatted.text:
        return
    api.private(42)
    parameters = {"chat_id": 42, "parse_mode": "HTML", "reply_markup": rendered.keyboard}
    parameters = {name: value for name, value in parameters.items() if value is not None}
    send = api._methods["sendphoto" if rendered.form == "photo" else "sendmessage"]
    if rendered.form == "photo":
        parameters |= {"photo": post.image, "caption": rendered.html}
    else:
        parameters |= {"text": rendered.html, "link_preview_options": rendered.preview}
    send(Params(parameters))
    assert utf16_length(formatted.text) <= (MAX_CAPTION if rendered.form == "photo" else MAX_TEXT)
    assert sum(bool(e["type"] == "text_link") for e in formatted.entities) <= MAX_ENTITIES
