"""Documents that break parsers: not well-formed, cut off, spilled on, or made to hurt."""

from bench.odd.shapes import Odd, odd, rss, story, told

_BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "boom"}">' for n in range(12))
_TWO = (told(1), told(2))


def feeds() -> tuple[Odd, ...]:
    return (*_text(), *_characters(), *_structure(), *_declarations(), *_huge())


def _titled(name: str, raw: str, plain: str | None, body: str = "Trams cross again.") -> Odd:
    return odd(name, rss(story(1, raw, body), story(2)), told(1, plain), told(2))


def _text() -> tuple[Odd, ...]:
    return (
        _titled("raw-ampersand", "Bread & butter", "Bread & butter"),
        _titled("raw-ampersand-in-a-word", "R&D grows", "R&D grows"),
        _titled("raw-less-than", "Prices < last year", None),
        _titled("html-entities", "Caf&eacute;&nbsp;&mdash; open", "Café — open"),
        _titled("escaped-twice", "Bread &amp;amp; butter", "Bread & butter"),
        _titled("escaped-markup", "A &lt;b&gt;bridge&lt;/b&gt; opens", "A bridge opens"),
        _titled("markup-in-title", "A <b>bridge</b> opens", "A bridge opens"),
        _titled("cdata", "<![CDATA[Bread & butter]]>", "Bread & butter"),
        _titled("cdata-markup", "<![CDATA[<em>Bread</em> &amp; butter]]>", "Bread & butter"),
        _titled("cdata-split", "<![CDATA[Bread ]]>and<![CDATA[ butter]]>", "Bread and butter"),
        _titled("cdata-nested", "<![CDATA[Bread <![CDATA[and]]> butter", None),
        _titled("unclosed-cdata-tag", "A bridge opens", "A bridge opens", "<![CDATA[<p>Trams <b>cross</p><div>]]>"),
        _titled("raw-html-body", "A bridge opens", "A bridge opens", "<p>Trams<br>cross <img src=x.png> again"),
        _titled("script-in-body", "A bridge opens", "A bridge opens", "<![CDATA[<script>alert(1)</script>Trams]]>"),
        _titled("spaces", "\n\t A   bridge \r\n opens ", "A bridge opens"),
        _titled("comment-in-title", "A <!-- old -->bridge opens", "A bridge opens"),
        _titled("smaller-sign", "<![CDATA[5 < 7 and 9 > 8]]>", None),
        _titled("quoted", "&quot;A bridge&quot; &#39;opens&#x27;", "\"A bridge\" 'opens'"),
    )


def _characters() -> tuple[Odd, ...]:
    lone = rss(story(1, "A bridge \ud800opens"), story(2))
    return (
        _titled("nul", "A \0bridge opens", "A bridge opens"),
        _titled("controls", "A \x0b\x0c\x1bbridge \x07opens", "A bridge opens"),
        odd("lone-surrogate", lone, told(1, None), told(2)),
        _titled("reference-to-a-surrogate", "A bridge &#xD800;opens", "A bridge opens"),
        _titled("reference-beyond-unicode", "A bridge &#1114112;opens", "A bridge opens"),
        _titled("reference-to-nul", "A bridge &#0;opens", "A bridge opens"),
        _titled("reference-of-many-digits", "A bridge &#99999999999999999999;opens", None),
        _titled("reference-to-windows", "A bridge &#150; opens", None),
        _titled("right-to-left-marks", "A \u202ebridge\u202c \u200fopens", None),
        _titled("astral", "A bridge 🌉 opens", "A bridge 🌉 opens"),
        _titled("zero-width", "A\u200b bridge opens\ufeff", None),
        _titled("noncharacters", "A bridge \uffffopens", "A bridge opens"),
        _titled("line-separator", "A bridge\u2028opens", None),
        _titled("combining", "A bri\u0308dge opens" + "\u0301" * 50, None),
    )


def _structure() -> tuple[Odd, ...]:
    plain = rss(story(1), story(2))
    return (
        odd("cut-off-in-the-third", rss(story(1), story(2), story(3))[:-60], *_TWO),
        odd("cut-off-after-an-item", plain.removesuffix("</channel></rss>"), *_TWO),
        odd("unclosed-root", plain.removesuffix("</rss>"), *_TWO),
        odd("closed-twice", plain + "</rss>", *_TWO),
        odd("junk-after", plain + "<!-- cached --><p>ok</p> done", *_TWO),
        odd("warning-before", "\nWarning: mysql_connect() in /srv/x.php on line 3\n" + plain, *_TWO),
        odd("warning-tag-before", "<br />\n<b>Warning</b>: x in <b>y</b> on line <b>3</b><br />\n" + plain, *_TWO),
        odd("spaces-before", '\n\n  <?xml version="1.0"?>' + plain, *_TWO),
        odd("comment-before", "<!-- <rss> --><!-- made by hand -->" + plain, *_TWO),
        odd("stylesheet-before", '<?xml version="1.0"?><?xml-stylesheet href="/x.xsl"?>' + plain, *_TWO),
        odd("undeclared-prefix", rss(story(1) + "<geo:lat>1</geo:lat>", story(2)), *_TWO),
        odd("no-namespaces", plain.replace(plain[18 : plain.index("><channel")], ""), *_TWO),
        odd("tags-crossed", rss(story(1) + "<category><b>World</category></b>", story(2)), *_TWO),
        odd("unclosed-tag", rss(story(1) + "<category>World", story(2)), *_TWO),
        odd("unclosed-guid", rss(story(1).replace("</guid>", ""), story(2)), told(1), told(2)),
        odd("attributes-unquoted", rss(story(1).replace("<guid>", "<guid isPermaLink=true>"), story(2)), *_TWO),
        odd("attribute-twice", rss(story(1).replace("<guid>", "<guid a='1' a='2'>"), story(2)), *_TWO),
        odd(
            "two-channels",
            plain.replace("</channel>", f"</channel><channel><item>{story(3)}</item></channel>"),
            *_TWO,
            told(3),
        ),
        odd("two-titles", rss(story(1) + "<media:title>Other</media:title>", story(2)), *_TWO),
        odd(
            "image-with-title",
            rss(story(1) + "<image><url>/logo.png</url><title>Logo</title></image>", story(2)),
            told(1),
            told(2),
        ),
        odd(
            "textinput-between", plain.replace("<item>", "<textinput><title>Search</title></textinput><item>", 1), *_TWO
        ),
        odd("nested-deeply", rss(story(1) + "<x>" * 200 + "</x>" * 200, story(2)), *_TWO),
        odd("nothing-but-the-beginning", "<rss version='2.0'><channel><title>E", refused="broken"),
        odd("angle-brackets", "<<<>>>", refused="no feed"),
    )


def _declarations() -> tuple[Odd, ...]:
    plain = rss(story(1), story(2))
    using = rss(story(1, "A bridge &e11;opens"), story(2))
    return (
        odd("doctype-with-a-backslash", '<!DOCTYPE rss "\\">' + plain, *_TWO),
        odd("doctype-unclosed", "<!DOCTYPE rss [" + plain, *_TWO),
        odd("doctype-html", "<!DOCTYPE html>" + plain, *_TWO),
        odd("entity-bomb", f"<!DOCTYPE rss [{_BOMB}]>{using}", told(1, None), told(2)),
        odd(
            "entity-file",
            '<!DOCTYPE rss [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>' + using,
            told(1, None),
            told(2),
        ),
        odd("xml-1.1", '<?xml version="1.1"?>' + plain, *_TWO),
        odd("declared-twice", '<?xml version="1.0"?><?xml version="1.0"?>' + plain, *_TWO),
        odd("declared-inside", plain.replace("<channel>", '<channel><?xml version="1.0"?>'), *_TWO),
    )


def _huge() -> tuple[Odd, ...]:
    return (
        _titled("five-megabytes", "A bridge opens", "A bridge opens", "Trams cross the river again. " * 180_000),
        _titled("five-megabytes-of-tags", "A bridge opens", "A bridge opens", "&lt;b&gt;x&lt;/b&gt;" * 250_000),
        _titled("long-title", "bridge " * 20_000, None),
        odd("many-items", rss(*(story(number) for number in range(1, 1001))), *(told(n) for n in range(1, 1001))),
        odd(
            "no-spaces", f"<rss version='2.0'><channel><item>{story(1)}</item></channel></rss>" + " " * 500_000, told(1)
        ),
    )
