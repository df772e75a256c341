"""HTML → plain text and pictures, by a real parser. Its input is never trusted to be whole, small or shallow.

libxml2 without `huge_tree` bounds the depth of a tree at 256 and expands no entity that a document declares.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

from lxml import etree, html

from bot.adapters.reading import bounds
from bot.adapters.reading.charset import legal
from bot.domain import links

LONGEST_MARKUP = 2_000_000  # characters; the tree takes up to ten times as much
MOST_TAGS = 30_000  # both opening and closing; real pages have some thousands, and copies of the tree are made
SMALLEST_PICTURE = 80  # pixels; below are icons and counters

BLOCKS = frozenset(
    """address article aside blockquote br caption center dd details div dl dt fieldset figure footer form h1 h2 h3 h4
    h5 h6 header hr legend li main nav ol option p pre section summary table tbody tfoot thead tr ul""".split()  # noqa: SIM905
)
SILENT = frozenset(
    """audio button canvas embed figcaption form head iframe input noscript object script select style svg template
    textarea title video""".split()  # noqa: SIM905
)
_COUNTERS = ("feeds.feedburner.com/~", "stats.wordpress.com", "pixel.wp.com", "doubleclick.net", "feedsportal.com")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a piece of HTML says and shows."""

    text: str = ""  # paragraphs separated by "\n"
    image: str = ""  # absolute


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page or fragment; None if there is nothing in it."""
    if text.count("<", 0, LONGEST_MARKUP) > MOST_TAGS:
        text = text[: -1 - len(text.split("<", MOST_TAGS)[-1])]
    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(legal(bounds.plain_tags(text[:LONGEST_MARKUP])).encode(), parser=parser)
    except etree.LxmlError:  # "Document is empty"
        return None


def read(text: str, base: str = "") -> Fragment:
    """The text of a fragment and its first picture, its address resolved against `base`."""
    if "<" not in text:
        return Fragment(tidy(legal(unescape(text)) if "&" in text else text))
    root = parse(text)
    if root is None:
        return Fragment()
    return Fragment(plain(root), next(pictures(root, base), ""))


def line(text: str) -> str:
    """The text of a fragment in one line, as titles are."""
    plain = read(text).text if "<" in text or "&" in text else text
    return " ".join(plain.split())


def escaped(text: str) -> str:
    """Plain text in the form that is read as HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>")


def tidy(text: str) -> str:
    """Paragraphs separated by one line break, words by one space."""
    if "\n" not in text:
        return " ".join(text.split())
    return "\n".join(filter(None, (" ".join(paragraph.split()) for paragraph in text.split("\n"))))


def plain(root: html.HtmlElement) -> str:
    """The text of a tree: a line for each block, nothing of what is not meant to be read."""
    return tidy("".join(_pieces(root)))


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if tag in BLOCKS:
            yield "\n"
        elif tag in ("td", "th"):
            yield " "
        if event == "start":
            if tag in SILENT:
                walker.skip_subtree()
            elif element.text:
                yield element.text.replace("\n", " ") if tag != "pre" else element.text
        elif element.tail and element is not root:
            yield element.tail.replace("\n", " ")


def pictures(root: html.HtmlElement, base: str) -> Iterator[str]:
    """The addresses of a tree's pictures, without icons and counters."""
    return filter(None, (picture(image, base) for image in root.iter("img")))


def picture(image: html.HtmlElement, base: str) -> str:
    """The address of an <img>; "" for an icon, a counter or a placeholder."""
    told = (image.get(name) for name in ("data-src", "data-lazy-src", "data-original", "src"))
    address = absolute(next(filter(None, told), ""), base)
    return "" if _tiny(image) or any(counter in address for counter in _COUNTERS) else address


def absolute(address: str, base: str) -> str:
    """`address` resolved; "" if that gives no web address."""
    address = address.strip()
    if not address or len(address) > links.LONGEST:
        return ""
    if address.startswith(("https://", "http://")):
        return address if links.is_web(address) else ""
    try:
        joined = urljoin(base, address)
    except ValueError:
        return ""
    return joined if links.is_web(joined) else ""


def _tiny(image: html.HtmlElement) -> bool:
    sizes = [value.removesuffix("px") for name in ("width", "height") if (value := image.get(name, "").strip())]
    return any(size.isascii() and size.isdigit() and int(size[:9]) < SMALLEST_PICTURE for size in sizes)
