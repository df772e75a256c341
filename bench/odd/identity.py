"""Entries that lack a guid, a link or a title, or have them in odd places."""

from bench.odd.shapes import MOMENT, SITE, Odd, Wanted, atom, odd, rss, story, told

_WHEN = "<pubDate>Thu, 19 Nov 2026 10:30:00 +0400</pubDate>"
_TITLE = "<title>A bridge opens</title>"
_BODY = "<description>Trams cross the river again.</description>"


def feeds() -> tuple[Odd, ...]:
    return (*_links(), *_titles(), *_keys())


def _linked(name: str, link: str, url: str, base: str = "") -> Odd:
    document = rss(f"{_TITLE}{link}{_BODY}{_WHEN}")
    if base:
        document = document.replace("<rss ", f'<rss xml:base="{base}" ')
    return odd(name, document, Wanted("A bridge opens", url, MOMENT))


def _links() -> tuple[Odd, ...]:
    entry = "<title>A bridge opens</title><id>{0}</id>{1}<updated>2026-11-19T06:30:00Z</updated>"
    return (
        _linked("link-missing", "", ""),
        _linked("link-in-guid", f"<guid>{SITE}/1</guid>", f"{SITE}/1"),
        _linked("link-not-in-guid", f'<guid isPermaLink="false">{SITE}/1</guid>', ""),
        _linked("link-relative", "<link>/1</link>", f"{SITE}/1"),
        _linked("link-spaced", f"<link>\n  {SITE}/1\n  </link>", f"{SITE}/1"),
        _linked("link-cdata", f"<link><![CDATA[{SITE}/1?a=1&b=2]]></link>", f"{SITE}/1?a=1&b=2"),
        _linked("link-raw-ampersand", f"<link>{SITE}/1?a=1&b=2</link>", f"{SITE}/1?a=1&b=2"),
        _linked("link-atom", f'<atom:link href="{SITE}/1"/>', f"{SITE}/1"),
        _linked(
            "link-origin", f"<link>{SITE}/r</link><feedburner:origLink>{SITE}/1</feedburner:origLink>", f"{SITE}/1"
        ),
        _linked("link-javascript", "<link>javascript:alert(1)</link>", ""),
        _linked("link-mail", "<link>mailto:desk@site.example</link>", ""),
        _linked(
            "link-enclosure", f'<enclosure url="{SITE}/1.pdf" type="application/pdf" length="1"/>', f"{SITE}/1.pdf"
        ),
        _linked("link-without-scheme", "<link>//site.example/1</link>", f"{SITE}/1"),
        _linked("link-endless", f"<link>{SITE}/{'x' * 9000}</link>", ""),
        _linked("link-empty", "<link/>", ""),
        odd(
            "link-atom-only-self",
            atom(entry.format("x", '<link rel="self" href="/1"/>')),
            Wanted("A bridge opens", f"{SITE}/1", MOMENT),
        ),
        odd("link-atom-id", atom(entry.format(f"{SITE}/1", "")), Wanted("A bridge opens", f"{SITE}/1", MOMENT)),
        odd(
            "link-atom-base",
            atom(entry.format("x", '<link href="1"/>')).replace("<feed ", f'<feed xml:base="{SITE}/en/" '),
            Wanted("A bridge opens", f"{SITE}/en/1", MOMENT),
        ),
        odd(
            "link-unicode",
            rss(story(1).replace(f"{SITE}/1", f"{SITE}/мост")),
            Wanted("A bridge opens", f"{SITE}/мост", MOMENT),
        ),
    )


def _titles() -> tuple[Odd, ...]:
    def titled(name: str, fields: str, title: str | None) -> Odd:
        return odd(name, rss(f"{fields}<link>{SITE}/1</link>{_WHEN}"), told(1, title))

    return (
        titled("title-missing", _BODY, "Trams cross the river again."),
        titled("title-empty", f"<title></title>{_BODY}", "Trams cross the river again."),
        titled("title-of-spaces", f"<title>&amp;nbsp; &#160;</title>{_BODY}", "Trams cross the river again."),
        titled("title-of-markup", f"<title>&lt;img src='x'&gt;</title>{_BODY}", "Trams cross the river again."),
        titled("title-made-of-content", "<content:encoded>&lt;p&gt;Trams&lt;/p&gt;</content:encoded>", "Trams"),
        titled("title-dc", f"<dc:title>A bridge opens</dc:title>{_BODY}", "A bridge opens"),
        titled("title-of-nothing", "", ""),
    )


def _keys() -> tuple[Odd, ...]:
    def item(number: int, rest: str = "") -> str:
        return f"<title>Story {number}</title>{rest}{_BODY}{_WHEN}"

    def wanted(number: int, url: str = "") -> Wanted:
        return Wanted(f"Story {number}", url, MOMENT)

    return (
        odd("key-title-only", rss(item(1), item(2)), wanted(1), wanted(2)),
        odd(
            "key-same-guid",
            rss(*(item(n, f"<link>{SITE}/{n}</link><guid isPermaLink='false'>x</guid>") for n in (1, 2))),
            wanted(1, f"{SITE}/1"),
            wanted(2, f"{SITE}/2"),
        ),
        odd(
            "key-same-link",
            rss(*(item(n, f"<link>{SITE}/</link><guid isPermaLink='false'>{n}</guid>") for n in (1, 2))),
            wanted(1, f"{SITE}/"),
            wanted(2, f"{SITE}/"),
        ),
        odd("key-empty-guid", rss(item(1, f"<guid/><link>{SITE}/1</link>")), wanted(1, f"{SITE}/1")),
        odd(
            "key-long-guid",
            rss(item(1, f"<guid isPermaLink='false'>{'g' * 50_000}</guid><link>{SITE}/1</link>")),
            wanted(1, f"{SITE}/1"),
        ),
    )
