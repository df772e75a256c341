"""Addresses: one form to show, one to compare, and the trackers gone from both."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.links import (
    address,
    canonical,
    front_page,
    host,
    is_home,
    is_web,
    key,
    same_site,
    share_link,
    with_campaign,
)

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
        "amp;utm_source=rss",
        "hsa_acc=1",
        "_kx=9",
        "amp_js_v=0.1",
        "emc=rss",
    ],
)
def test_trackers_go_and_the_rest_stays(query: str) -> None:
    assert canonical(f"{ARTICLE}?{query}") == ARTICLE
    assert canonical(f"{ARTICLE}?id=7&{query}") == f"{ARTICLE}?id=7"


@pytest.mark.parametrize("query", ["from=Baku", "source=12", "ref=main", "p=1", "page=2", "cid=5", "s=2", "amp;id=3"])
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
        "https://touch.caliber.az/en/post/rail-corridor?m=1",
        "https://wap.caliber.az/en/post/rail-corridor",
        "https://pda.caliber.az/en/post/rail-corridor",
        "https://mobil.caliber.az/en/post/rail-corridor",
        "https://www.amp.caliber.az/en/post/rail-corridor?outputType=amp",
        "https://caliber.az/en/post/rail-corridor?amp",
        "https://caliber.az/en/amp/post/rail-corridor",
        "https://caliber.az/en/post/rail-corridor/amp.html",
        "https://caliber.az/en/post/rail-corridor?amp&utm_source=x",
        "https://caliber-az.cdn.ampproject.org/c/s/caliber.az/en/post/rail-corridor",
        "https://caliber-az.cdn.ampproject.org/v/s/caliber.az/amp/en/post/rail-corridor?amp_js_v=0.1&usqp=mq331AQ",
        "https://caliber-az.cdn.ampproject.org/wp/s/caliber.az/en/post/rail-corridor",
        "https://cdn.ampproject.org/c/amp.caliber.az/en/post/rail-corridor",
        "https://caliber-az.bing-amp.com/c/s/caliber.az/en/post/rail-corridor",
        "https://www.google.com/amp/s/caliber.az/en/post/rail-corridor",
        "https://google.com.tr/amp/caliber.az/en/post/rail-corridor#aoh=1",
        "https://www.google.com/amp/s/caliber-az.cdn.ampproject.org/c/s/caliber.az/en/post/rail-corridor",
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


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://mobile.co.uk/a", "https://touch.co.uk/a"),
        ("https://m.gov.az/a", "https://gov.az/a"),
        ("https://mobile.wordpress.com/a", "https://touch.wordpress.com/a"),
        ("https://amp-energy.com/a", "https://energy.com/a"),
        ("https://amp-energy.co.uk/a", "https://energy.co.uk/a"),
        ("https://ampere.caliber.az/a", "https://caliber.az/a"),
        ("https://caliber.az/m/7", "https://caliber.az/7"),
        ("https://caliber.az/mobile/7", "https://caliber.az/7"),
        ("https://caliber.az/best-guitar-amp", "https://caliber.az/best-guitar"),
        ("https://caliber.az/amp", "https://caliber.az/"),
        ("https://caliber.az/amp/amp", "https://caliber.az/"),
        ("https://caliber.az/amp.html", "https://caliber.az/"),
        ("https://caliber.az/a.amp.b", "https://caliber.az/a.b"),
        ("https://caliber.az/.amp", "https://caliber.az/"),
        ("https://caliber-az.cdn.ampproject.org/i/s/caliber.az/a.jpg", "https://caliber.az/a.jpg"),
        ("https://cdn.ampproject.org.evil.example/c/s/caliber.az/a", "https://caliber.az/a"),
        ("https://google.evil.example/amp/s/caliber.az/a", "https://caliber.az/a"),
        ("https://www.google.com/amp/s/caliber/a", "https://caliber/a"),
    ],
)
def test_what_only_looks_like_a_twin_keeps_its_own_key(url: str, other: str) -> None:
    assert key(url) != key(other)
    assert canonical(url) == url


def test_a_label_that_amp_was_put_before_is_kept() -> None:
    assert key("https://amp-news.caliber.az/a") == key("https://news.caliber.az/a") != key("https://caliber.az/a")


@pytest.mark.parametrize(
    ("copied", "page"),
    [
        ("https://a-az.cdn.ampproject.org/c/s/a.az/x?id=1&amp_js_v=0.1#top", "https://a.az/x?id=1"),
        ("https://a-az.cdn.ampproject.org/v/a.az:8080", "http://a.az:8080/"),
        ("https://www.google.az/amp/s/a.az/x.html", "https://a.az/x.html"),
        ("https://www.google.az/amp/s/a..az:port/x", "https://www.google.az/amp/s/a..az:port/x"),
    ],
)
def test_of_an_amp_caches_copy_the_page_itself_is_shown(copied: str, page: str) -> None:
    assert canonical(copied) == page


def test_an_address_that_grows_too_long_when_encoded_is_none() -> None:
    assert address(f"https://caliber.az/{'п' * 1000}") is None


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
        ("https://caliber.az/7", False),
        ("https://caliber.az/17", False),
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


@example("http://0000\x83µ»»¼\x85¼¼¼凪墱ﯪ𩠝𱃦")  # longer than 63 once it is encoded
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


SLUGS = st.text("abmp-019", min_size=1, max_size=6).filter(lambda slug: slug.strip("-") != "")
FORMS = st.sampled_from(
    [
        "https://a.az/{}",
        "https://m.a.az/en/{}/",
        "https://a.az/amp/news/{}",
        "https://a.az/news/{}/amp",
        "https://a.az/news/{}/amp.html",
        "https://a.az/news/{}.amp.html?utm_source={}",
        "https://a.az/news/{}.html?amp=1",
        "https://a.az/?p={}&from=rss",
        "https://a.az/news?id={}&m=1",
        "https://a.az/#!/{}",
        "https://a-az.cdn.ampproject.org/c/s/a.az/{}",
        "https://www.google.com/amp/s/amp.a.az/news/{}",
    ]
)


@given(FORMS, SLUGS, SLUGS)
def test_two_slugs_never_share_a_key(form: str, one: str, other: str) -> None:
    def keyed(slug: str) -> str:
        return key(form.replace("{}", slug))

    assert (keyed(one) == keyed(other)) is (one == other)


TWINNED = st.lists(
    st.sampled_from(
        ["amp", "amp.html", "m", "a.amp", "index.html", "s", "c", "a.az", "www.google.com", "x:1", "@", ""]
    ),
    max_size=7,
).map("/".join)


@given(st.sampled_from(["a-az.cdn.ampproject.org", "www.google.com", "amp-m.www.m.a.az", "amp."]), TWINNED)
def test_twins_of_twins_end(host_: str, path: str) -> None:
    once = canonical(f"https://{host_}/{path}")
    assert canonical(once) == once
    assert key(once) == key(f"https://{host_}/{path}")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://herald.example/en/a", "https://www.herald.example/b", True),
        ("https://ru.herald.example/a", "https://news.herald.example/b", True),
        ("https://herald.co.uk/a", "https://wire.co.uk/a", False),
        ("https://one.blogspot.com/a", "https://two.blogspot.com/a", False),
        ("https://herald.example/a", "https://wire.example/a", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8001/b", True),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8002/a", False),
        ("http://10.0.0.1/a", "http://192.0.0.1/a", False),
        ("https://herald.example/", "no address", False),
        ("", "", False),
    ],
)
def test_hosts_of_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert same_site(other, one) is same


def test_the_front_page() -> None:
    assert front_page("https://herald.example:8443/en/a?b=c") == "https://herald.example:8443/"
    assert front_page("no address") == ""
