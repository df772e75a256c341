"""Addresses: one form to show, one to compare, and the trackers gone from both."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.links import address, canonical, host, is_home, is_web, key, share_link, with_campaign

ARTICLE = "https://caliber.az/en/post/rail-corridor"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Caliber.AZ:443/en/../en/./post/%7erail", "https://caliber.az/en/post/~rail"),
        ("http://caliber.az", "http://caliber.az/"),
        ("http://caliber.az:8080/a/.", "http://caliber.az:8080/a/"),
        ("http://caliber.az/a/b/..", "http://caliber.az/a/"),
        ("http://caliber.az/../../a", "http://caliber.az/a"),
        (" https://caliber.az/a b ", "https://caliber.az/a%20b"),
        ("https://caliber.az/100%", "https://caliber.az/100%25"),
        ("https://caliber.az/%2f%d0%bf", "https://caliber.az/%2F%D0%BF"),
        ("https://caliber.az/пост", "https://caliber.az/%D0%BF%D0%BE%D1%81%D1%82"),
        ("https://caliber.az./a", "https://caliber.az/a"),
        ("https://user:secret@caliber.az/a", "https://caliber.az/a"),
        ("https://caliber.az/a#comments", "https://caliber.az/a"),
        ("https://caliber.az/#!/news/1", "https://caliber.az/#!/news/1"),
        ("https://пример.рф/a", "https://xn--e1afmkfd.xn--p1ai/a"),
        ("https://straße.de/", "https://xn--strae-oqa.de/"),
        ("https://ｃａｌｉｂｅｒ。az/a", "https://caliber.az/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("https://caliber.az/?b=2&&a=1&empty=", "https://caliber.az/?b=2&a=1&empty="),
    ],
)
def test_canonical_form(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=x&utm_medium=y",
        "fbclid=1",
        "UTM_Campaign=z",
        "yclid=5",
        "mc_cid=6",
        "from=rss",
        "ref=telegram",
        "rss=1",
    ],
)
def test_trackers_go_and_the_rest_stays(query: str) -> None:
    assert canonical(f"{ARTICLE}?{query}") == ARTICLE
    assert canonical(f"{ARTICLE}?id=7&{query}") == f"{ARTICLE}?id=7"


@pytest.mark.parametrize("query", ["from=Baku", "source=12", "ref=main", "p=1", "page=2"])
def test_what_may_choose_the_page_is_no_tracker(query: str) -> None:
    assert canonical(f"{ARTICLE}?{query}") == f"{ARTICLE}?{query}"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "caliber.az/post",
        "/post/1",
        "javascript:alert(1)",
        "mailto:a@b.az",
        "ftp://caliber.az/",
        "https://",
        "https:///post",
        "https://a b/",
        "https://caliber.az:port/",
        "https://caliber.az:99999/",
        "https://caliber.az:0/",
        "https://[::1/",
        "https://[zz]/",
        "https://good.az\\@evil.az/",
        "https://a..az/" + "x" * 5000,
        f"https://{'a' * 64}.az/",
        f"https://{'a.' * 130}az/",
    ],
)
def test_what_is_no_web_address(url: str) -> None:
    assert not is_web(url)
    assert canonical(url) == key(url) == host(url) == ""
    assert address(url) is None
    assert not is_home(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://caliber.az/en/post/rail-corridor",
        "https://www.caliber.az/en/post/rail-corridor/",
        "https://m.caliber.az/en/post/rail-corridor",
        "https://amp.caliber.az/en/post/rail-corridor?amp=1",
        "https://caliber.az/amp/en/post/rail-corridor",
        "https://caliber.az/en/post/rail-corridor/amp/",
        "https://caliber.az/en/post/rail-corridor.amp",
        "https://caliber.az//en/post/rail-corridor/index.html?utm_source=rss",
        "http://caliber.az:80/en/post/rail-corridor",
    ],
)
def test_twins_have_one_key(url: str) -> None:
    assert key(url) == key(ARTICLE)


def test_key_keeps_what_tells_articles_apart() -> None:
    urls = [ARTICLE, f"{ARTICLE}-2", f"{ARTICLE}?id=1", f"{ARTICLE}?id=2", "https://caliber.az/post/rail-corridor"]
    urls += [
        "https://caliber.az:8443/en/post/rail-corridor",
        "https://m.az/a",
        "https://az/a",
        "https://caliber.az/#!/a",
    ]
    assert len(set(map(key, urls))) == len(urls)


def test_key_forgets_the_order_of_the_query() -> None:
    assert key("https://a.az/?b=2&a=1") == key("https://a.az/?a=1&b=2")


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://caliber.az", True),
        ("https://caliber.az/en/", True),
        ("https://www.caliber.az/index.php", True),
        ("https://caliber.az/?p=1", False),
        ("https://caliber.az/news", False),
    ],
)
def test_front_pages(url: str, home: bool) -> None:
    assert is_home(url) is home


def test_host_and_path() -> None:
    assert host("https://www.m.caliber.az:8080/x") == "caliber.az"
    for url, path in ((ARTICLE, "/en/post/rail-corridor"), ("https://caliber.az/?p=1", "?p=1")):
        found = address(url)
        assert found is not None
        assert found.path == path


def test_share_links_have_the_platforms_forms() -> None:
    url, title = "https://a.az/п?x=1&y=2", "Rock & roll: 100 %"
    u, t = "https%3A%2F%2Fa.az%2F%D0%BF%3Fx%3D1%26y%3D2", "Rock%20%26%20roll%3A%20100%20%25"
    assert share_link("telegram", url, title) == f"https://t.me/share/url?url={u}&text={t}"
    assert share_link("x", url, title) == f"https://x.com/intent/post?url={u}&text={t}"
    assert share_link("facebook", url, title) == f"https://www.facebook.com/sharer/sharer.php?u={u}"
    assert share_link("whatsapp", url, title) == f"https://wa.me/?text={t}%20{u}"
    assert share_link("vk", url, title) == f"https://vk.com/share.php?url={u}"
    assert share_link("linkedin", url, title) == f"https://www.linkedin.com/sharing/share-offsite/?url={u}"
    assert share_link("reddit", url, title) == f"https://www.reddit.com/submit?url={u}&title={t}"
    assert share_link("email", url, title) == f"mailto:?subject={t}&body={t}%20{u}"
    assert share_link("copy", url, title) == ""
    assert share_link("whatsapp", url, "") == f"https://wa.me/?text={u}"
    assert share_link("telegram", url, "a\ud800b").endswith("&text=ab")
    with pytest.raises(KeyError):
        share_link("myspace", url, title)


@given(st.text(), st.text())
def test_what_is_shared_arrives_as_it_was(url: str, title: str) -> None:
    query = parse_qs(urlsplit(share_link("reddit", url, title)).query, keep_blank_values=True)
    assert query == {"url": [_encodable(url)], "title": [_encodable(title)]}


def _encodable(text: str) -> str:
    return text.encode("utf-8", "ignore").decode()


def test_campaign_only_on_the_sites_own_host() -> None:
    def with_medium(url: str) -> str:
        return with_campaign(url, "utm_source=telegram&utm_medium=bot", "https://www.caliber.az/")

    assert with_medium(ARTICLE) == f"{ARTICLE}?utm_source=telegram&utm_medium=bot"
    assert with_medium("https://en.caliber.az/a?id=1#top") == (
        "https://en.caliber.az/a?id=1&utm_source=telegram&utm_medium=bot#top"
    )
    assert with_medium(f"{ARTICLE}?utm_source=own") == f"{ARTICLE}?utm_source=own&utm_medium=bot"
    for other in ("https://notcaliber.az/a", "https://caliber.az.evil.example/a", "mailto:a@caliber.az"):
        assert with_medium(other) == other
    assert with_campaign(ARTICLE, "", "https://caliber.az/") == ARTICLE
    assert with_campaign(ARTICLE, "?a=b c", "https://caliber.az/") == f"{ARTICLE}?a=b%20c"
    assert with_campaign(ARTICLE, "a=b", "") == ARTICLE


PARTS = st.text(alphabet=st.sampled_from("aZ0-._~%25/?#&=:@[]\\ +éПə.utm_source=1"), max_size=40)


@given(st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "HTTP", "ftp"]), PARTS, st.text(max_size=30)))
def test_canonical_is_idempotent_and_its_key_is_the_same(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert key(once) == key(url)
    assert once.isascii()
    assert not once or is_web(once)


@given(st.text())
def test_nothing_raises(text: str) -> None:
    assert isinstance(canonical(text), str)
    assert isinstance(key(f"https://{text}"), str)
    assert isinstance(with_campaign(text, text, text), str)
