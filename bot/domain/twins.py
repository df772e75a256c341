"""Two addresses of one article: the mobile and AMP editions of a page, and the copies that AMP caches serve.

The theory
----------
A twin that is not known gives an article a second key, which its guid, its title or its page's canonical address
mends. Two articles taken for twins cost a post for ever. So a part of an address is forgotten only where sites put
nothing else:

- A host's first label ("m.", "amp.", "touch." …), as long as a site's own name is left: not of "m.az", of "m.co.uk"
  (a registry's suffix; publicsuffix.org), or of "mobile.wordpress.com" (somebody's blog on a shared host). "amp-" only
  before one more label, as in "amp-news.example.com": "amp-energy.com" is a firm.
- A segment "amp" of the path, but for the only one; "amp.html" at its end; ".amp" behind the name of the page.
- The queries by which the usual systems are asked for the AMP or mobile page (WordPress, Drupal, Blogger, Arc).

Left alone: "/m/", "/mobile/" and "/wap/" in a path ("/m/123" and "/123" may be a film and an article, "/mobile/" is a
section about telephones), and "-amp" in a slug ("best-guitar-amp"). Where these are twins, the page's own
`<link rel="canonical">` says so.
"""

import re

_LABELS = frozenset(("www", "m", "mobile", "mobil", "amp", "touch", "wap", "pda"))
_INDEXES = frozenset(("index.html", "index.htm", "index.php"))
_SUFFIXES = """
    ac biz co com ed edu gen go gob gouv gov gv in info int ltd mil msk ne net nom or org plc sch spb web
"""
_REGISTRIES = frozenset(_SUFFIXES.split())  # before a country's two letters
_PLATFORMS = """
    blogspot.com wordpress.com tumblr.com livejournal.com substack.com medium.com ghost.io github.io gitlab.io
    netlify.app vercel.app pages.dev web.app
"""
_SHARED = frozenset(_PLATFORMS.split())
_EDITIONS = """
    amp amp= amp=1 amp=true amp=yes amp=y _amp=1 _amp=true amphtml amphtml=1 outputType=amp output=amp view=amp
    format=amp _format=amp mode=amp type=amp noamp=mobile noamp=available m=1 m=0 mobile=1 view=mobile
"""
_QUERIES = frozenset(_EDITIONS.split())

# developers.google.com/amp/cache/overview: https://SUBDOMAIN/TYPE/[s/]ADDRESS, where "s" means https. Documents are
# of type "c"; "v" is the same in a viewer, "wp" in a signed exchange; "i" and "r" are images and fonts, no articles.
# google.com/amp and bing.com/amp are viewers of the same form. The caches are those of ampproject's caches.json.
_CACHE = re.compile(r"(?:[a-z0-9-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)")
_VIEWER = re.compile(r"(?:www\.)?(?:google\.(?:com?\.)?[a-z]{2,3}|bing\.com)")
_CACHED = re.compile(r"/(?:c|v|wp)/(s/)?([^/]+\.[^/]+)(/.*)?")
_VIEWED = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?")


def original(host: str, path: str) -> str:
    """What an AMP cache or viewer shows a copy of, without its query; "" if this is none. Host in lower case."""
    if not host.endswith((".org", ".com")) and "google." not in host:
        return ""
    form = _CACHED if _CACHE.fullmatch(host) else _VIEWED if _VIEWER.fullmatch(host) else None
    found = form.fullmatch(path) if form else None
    return f"http{'s' * bool(found[1])}://{found[2]}{found[3] or '/'}" if found else ""


def plain_host(host: str) -> str:
    """The host without "www." and the labels of mobile and AMP editions."""
    while True:
        label, _, rest = host.partition(".")
        if label not in _LABELS and not label.startswith("amp-"):
            return host
        if not is_site(rest):
            return host
        kept = "" if label in _LABELS else label.removeprefix("amp-")
        host = f"{kept}.{rest}" if kept else rest


def is_site(name: str) -> bool:
    """Whether a name can be a site's own: more than a top-level domain, a registry's suffix or a host of many sites."""
    if name in _SHARED:
        return False
    first, _, rest = name.partition(".")
    return bool(rest) and not (len(rest) == 2 and first in _REGISTRIES)


def plain_path(path: str) -> str:
    """The path of the page whose AMP or index page this is; "" for "/"."""
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > 1:
        if segments[-1] == "amp.html":
            segments.pop()
        segments = [segment for segment in segments if segment != "amp"] or ["amp"]
    if segments:
        segments[-1] = _plain_name(segments[-1])
    if segments and segments[-1] in _INDEXES:
        segments.pop()
    return "".join(f"/{segment}" for segment in segments)


def _plain_name(name: str) -> str:
    """Of "slug.amp" and "slug.amp.html" the page's own name."""
    for suffix, own in ((".amp.html", ".html"), (".amp", "")):
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix) + own
    return name


def plain_query(query: str) -> str:
    """The query with its "?", in one order, without what asks for the AMP or mobile edition."""
    fields = query and sorted(field for field in query.split("&") if field and field not in _QUERIES)
    return f"?{'&'.join(fields)}" if fields else ""
