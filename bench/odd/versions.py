"""Every version of every format, as its own specification or its commonest writers have it."""

import json

from bench.odd.shapes import DATE, MOMENT, RDF, SITE, SPACES, Odd, Wanted, atom, atom_story, odd, rss, story, told

_PLAIN = f"<title>A bridge opens</title><link>{SITE}/1</link><description>Trams cross again.</description>"
_UNDATED = Wanted("A bridge opens", f"{SITE}/1")
_ATOM_03 = (
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>E</title><modified>2026-11-19T10:30:00+04:00</modified>'
    "<entry><title {0}>A bridge opens</title>"
    f'<link rel="alternate" type="text/html" href="{SITE}/1"/><id>tag:1</id>'
    "<issued>2026-11-19T10:30:00+04:00</issued><modified>2026-11-19T10:30:00+04:00</modified>"
    "<content type='text/html' mode='escaped'>&lt;p&gt;Trams.&lt;/p&gt;</content></entry></feed>"
)


def feeds() -> tuple[Odd, ...]:
    return (*_rss(), *_rdf(), *_atom(), *_others())


def _rss() -> tuple[Odd, ...]:
    netscape = (
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
        '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
    )
    return (
        odd("rss-0.91-netscape", rss(_PLAIN, version="0.91", prolog=netscape), _UNDATED),
        odd("rss-0.91", rss(_PLAIN, version="0.91"), _UNDATED),
        odd("rss-0.92", rss(f"{_PLAIN}<category domain='x'>World</category>", version="0.92"), _UNDATED),
        odd("rss-0.93", rss(story(1), version="0.93"), told(1)),
        odd("rss-0.94", rss(story(1), version="0.94"), told(1)),
        odd("rss-2.0", rss(story(1), story(2)), told(1), told(2)),
        odd("rss-2.0.1", rss(story(1), version="2.0.1"), told(1)),
        odd("rss-unversioned", rss(story(1)).replace(' version="2.0"', ""), told(1)),
        odd("rss-of-the-future", rss(story(1), version="3.0"), told(1)),
        odd(
            "rss-in-a-namespace",
            rss(story(1)).replace("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '),
            told(1),
        ),
        odd("rss-upper-case", f"<RSS version='2.0'><CHANNEL><ITEM>{story(1)}</ITEM></CHANNEL></RSS>", told(1)),
        odd("rss-without-channel", f'<rss version="2.0"><item>{story(1)}</item></rss>', told(1)),
        odd("rss-items-after-channel", f'<rss version="2.0"><channel/><item>{story(1)}</item></rss>', told(1)),
        odd("channel-alone", f"<channel><title>E</title><item>{story(1)}</item></channel>", told(1)),
        odd("rss-of-nothing", rss()),
        odd("rss-pretty", rss(story(1)).replace("><", ">\n\t<"), told(1)),
        odd("rss-dc-date", rss(_PLAIN + "<dc:date>2026-11-19T10:30:00+04:00</dc:date>"), told(1)),
        odd(
            "rss-atom-date",
            rss(_PLAIN + "<atom:updated>2026-11-19T10:30:00+04:00</atom:updated>"),
            told(1),
        ),
    )


def _rdf() -> tuple[Odd, ...]:
    def rdf(space: str, about: str = "", rest: str = "") -> str:
        item = f"<item {about}>{_PLAIN}{rest}</item>"
        return f'<rdf:RDF xmlns="{space}" {RDF} {SPACES}><channel><title>E</title></channel>{item}</rdf:RDF>'

    when = "<dc:date>2026-11-19T06:30Z</dc:date>"
    return (
        odd("rss-0.90", rdf("http://my.netscape.com/rdf/simple/0.9/"), _UNDATED),
        odd("rss-0.90-channel", rdf("http://channel.netscape.com/rdf/simple/0.9/"), _UNDATED),
        odd("rss-1.0", rdf("http://purl.org/rss/1.0/", f'rdf:about="{SITE}/1"', when), told(1)),
        odd(
            "rss-1.0-encoded",
            rdf("http://purl.org/rss/1.0/", f'rdf:about="{SITE}/1"', when + "<content:encoded>T</content:encoded>"),
            told(1),
        ),
    )


def _atom() -> tuple[Odd, ...]:
    prefixed = atom(atom_story(1)).replace("xmlns=", "xmlns:a=").replace("</", "</a:").replace("<", "<a:")
    return (
        odd("atom-0.3", _ATOM_03.format(""), told(1)),
        odd("atom-0.3-typed", _ATOM_03.format('mode="xml" type="text/plain"'), told(1)),
        odd("atom-1.0", atom(atom_story(1), atom_story(2)), told(1), told(2)),
        odd("atom-1.0-prefixed", prefixed.replace("<a:/a:", "</a:"), told(1)),
        odd(
            "atom-1.0-html-title",
            atom(atom_story(1).replace("<title>A bridge", '<title type="html">A &lt;b&gt;bridge&lt;/b&gt;')),
            told(1),
        ),
        odd(
            "atom-1.0-text-title",
            atom(atom_story(1).replace("A bridge opens", "A &lt;b&gt; &amp;amp; opens")),
            told(1, "A <b> &amp; opens"),
        ),
        odd(
            "atom-1.0-xhtml",
            atom(
                atom_story(1).replace(
                    "<title>A bridge opens",
                    '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <i>bridge</i> opens</div>',
                )
            ),
            told(1),
        ),
        odd(
            "atom-1.0-many-links",
            atom(
                f'<link rel="self" href="/1.atom"/><link rel="replies" href="/1#c"/>{atom_story(1)}'
                '<link rel="enclosure" type="image/png" href="/1.png"/>'
            ),
            told(1),
        ),
        odd(
            "atom-1.0-updated-only",
            atom(
                atom_story(1).replace("<published>2026-11-19T10:30:00+04:00</published>", "").replace("11:00", "10:30")
            ),
            told(1),
        ),
        odd("atom-entry-source", atom(f"<source><title>No</title><id>x</id></source>{atom_story(1)}"), told(1)),
    )


def _others() -> tuple[Odd, ...]:
    item = {"id": 1, "url": f"{SITE}/1", "title": "A bridge opens", "date_published": "2026-11-19T10:30:00+04:00"}

    def feed(version: str, **item_fields: object) -> str:
        return json.dumps({"version": f"https://jsonfeed.org/version/{version}", "items": [item | item_fields]})

    cdf = (
        f'<?XML VERSION="1.0"?><CHANNEL HREF="{SITE}/"><TITLE>E</TITLE><ITEM HREF="{SITE}/1">'
        f"<TITLE>A bridge opens</TITLE><ABSTRACT>Trams.</ABSTRACT></ITEM></CHANNEL>"
    )
    return (
        odd("cdf", cdf, _UNDATED),
        odd("json-1", feed("1", author={"name": "A"}), told(1)),
        odd("json-1.1", feed("1.1", authors=[{"name": "A"}, 3, None], tags=["a", 7]), told(1)),
        odd("json-http", feed("1").replace("https://jsonfeed", "http://jsonfeed"), told(1)),
        odd(
            "json-untitled",
            feed("1.1", title=None, content_html="<p>Trams cross again.</p>"),
            told(1, "Trams cross again."),
        ),
        odd("json-odd-types", feed("1.1", tags="x", authors={}, attachments=[1, {}], summary=[], image=9), told(1)),
        odd("json-modified", feed("1.1", date_published="soon", date_modified="2026-11-19T06:30:00Z"), told(1)),
        odd("json-marked", b"\xef\xbb\xbf \n" + feed("1.1").encode(), told(1)),
        odd("json-no-feed", '{"posts": []}', refused="no JSON Feed"),
        odd("html", "<!doctype html><html><body><p>Hello</p></body></html>", refused="HTML"),
        odd("login", "<html><form><input type='password'></form></html>", refused="login"),
        odd("empty", "", refused="empty"),
        odd("words", "Service temporarily unavailable", refused="neither"),
        odd("plain-sitemap", f"<urlset><url><loc>{SITE}/1</loc></url></urlset>", refused="without news"),
        odd("opml", "<opml version='2.0'><body><outline text='x'/></body></opml>", refused="kind"),
        odd("dated-" + DATE[5:11].replace(" ", "-"), rss(story(1)), Wanted("A bridge opens", f"{SITE}/1", MOMENT)),
    )
