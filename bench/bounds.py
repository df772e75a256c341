"""What documents made to be expensive cost to read: `python -m bench.bounds`.

Each is read by the real `WebReader` in this process: how long that took (and in seconds of processor, which is what it
takes on a quiet machine), how late the event loop was meanwhile, and by how much memory grew over what it was before
the first of them, the document itself included. They are made in another process, so that making them leaves nothing
here.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from bench.loop import lateness
from bot.adapters.reading import WebReader
from bot.domain.errors import Unreadable
from bot.domain.model import Page

MIB = 1 << 20
SECONDS = 5.0
GROWTH = 64  # MiB
LATE = 100  # milliseconds, beside a busy machine; what a feed of 2 MB may cost is judged by `bench.loop`
MOST = 8 * MIB  # bytes: what the fetcher lets through
_CLEAR_PEAK = "5"  # https://docs.kernel.org/filesystems/proc.html, clear_refs
_PARAGRAPH = "<p>The council said on Monday that the bridge would open in the spring, and trams would follow.</p>"


def _page(inner: str, opening: str = "<article>") -> str:
    return f"<html lang=en><head><title>T</title></head><body>{opening}<h1>Head</h1>{inner}</article></body></html>"


def _rss(items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def _item(number: int, more: str = "", title: str = "Trams cross the river again") -> str:
    return f"<item><title>{title} {number}</title><link>https://site.example/{number}</link>{more}</item>"


def _one_text(unit: str, size: int = 3_000_000) -> str:
    return _page(f"<p>{unit * (size // len(unit))}</p>{_PARAGRAPH * 10}")


def _attributes(many: int) -> str:
    return " ".join(f"a{number}='1'" for number in range(many))


def pages() -> Iterator[tuple[str, str]]:
    """Names and texts."""
    for unit in ("&#", ">", "<", "&", "(", "1", "1.", "a", " ", " \n", "A.", "&nbsp;", "&quot;“", "He said so. "):
        yield f"one text of {unit!r}", _one_text(unit)
    yield "text of 8 MB with emoji", _one_text("Trams and boats. ", 7_000_000) + "\U0001f68b"
    yield "Cyrillic of 8 MB", _one_text("Трамваи идут. ", 4_000_000)
    unique = (f"<p>Tram {n} was sent by driver {n * 7 % 999} on day {n * 3 % 365} of it.</p>" for n in range(40_000))
    yield "40,000 paragraphs", _page("".join(unique))
    yield "5,900 paragraphs", _page("".join(f"<p>Tram {n} was sent out on day {n * 3} of it.</p>" for n in range(5900)))
    yield "200,000 elements in paragraphs", _page("<p>w <b>x</b></p>" * 100_000)
    yield "150,000 blocks", _page("<div><span>a</span></div>" * 150_000)
    yield "60,000 links", _page("".join(f"<p><a href='/{n}'>link {n}</a></p>" for n in range(60_000)))
    yield "8,000 long times", _page("".join(f"<time datetime='{'1' * 300}'>{n}</time>" for n in range(8000)))
    yield "200,000 attributes in one tag", _page(_PARAGRAPH * 10, f"<article {_attributes(200_000)}>")
    yield "98 attributes in each tag", _page(f"<p {_attributes(98)}>x</p>" * 2500 + _PARAGRAPH * 10)
    yield "class of 2 MB", _page(f"<div class='{'share-' * 300_000}'>x</div>{_PARAGRAPH * 10}")
    yield "100,000 metas", _page("<meta property='og:title' content='x y z'>" * 100_000)
    yield "20,000 nested blocks", _page("<div>" * 20_000 + _PARAGRAPH)
    yield "20,000 nested lists", _page("<ul><li>" * 20_000 + _PARAGRAPH * 10)
    yield "80,000 open formats", _page("<b><i><font>" * 27_000 + _PARAGRAPH * 10)
    yield "700,000 comments", _page("<!--" * 700_000 + _PARAGRAPH * 10)
    linked = '{"@graph":[' + '{"@type":"NewsArticle","articleSection":"x"},' * 60_000 + "{}]}"
    yield "JSON-LD of 3 MB", _page(f"<script type='application/ld+json'>{linked}</script>{_PARAGRAPH * 10}")


def feeds() -> Iterator[tuple[str, str]]:
    """Names and texts."""
    text = "word " * 750
    yield "feed of 8 MB", _rss("".join(_item(n, f"<description>{text}</description>") for n in range(2000)))
    yield "feed of 8 MB with emoji", _rss("".join(_item(n, f"<description>\U0001f68b{text}</description>") for n in range(2000)))  # fmt: skip # noqa: E501
    yield "one item of 5 MB", _rss(_item(1, f"<description>{'&lt;p&gt;Trams.&lt;/p&gt;' * 220_000}</description>"))
    yield "25,000 items", _rss("".join(_item(n) for n in range(25_000)))
    categories = ("".join(f"<category>c{n}-{m}</category>" for m in range(2000)) for n in range(40))
    yield "40 items × 2,000 categories", _rss("".join(_item(n, each) for n, each in enumerate(categories)))
    yield "2,000 items × 20 links", _rss("".join(_item(n, "<link>https://site.example/</link>" * 20) for n in range(2000)))  # fmt: skip # noqa: E501
    yield "200,000 attributes", _rss(_item(1, f"<x {_attributes(200_000)}/>"))
    for unit in ("&lt;", "&lt;!--", "&lt;a href=&quot;", "&amp;", "&gt;", " "):
        yield f"text of {unit!r}", _rss(_item(1, f"<description>{unit * (2_800_000 // len(unit))}</description>"))
        yield f"title of {unit!r}", _rss(_item(1, title=unit * (2_000_000 // len(unit))))
    for unit in ("&", "<", "<a ", "<item>", "<x>"):
        yield f"broken, of {unit!r}", f"<rss><channel><item><title>{unit * (2_000_000 // len(unit))}"
    yield "entities", f'<!DOCTYPE r [<!ENTITY a "{"x" * 100_000}">]>{_rss(_item(1, "<description>" + "&a;" * 10_000 + "</description>"))}'  # fmt: skip # noqa: E501
    version = "https://jsonfeed.org/version/1.1"
    items = [{"id": str(n), "title": f"Tram {n}", "content_text": text} for n in range(2000)]
    yield "JSON Feed of 8 MB", json.dumps({"version": version, "items": items})
    yield "JSON, deep", '{"items":' + "[" * 4_000_000
    news = "".join(f"<url><loc>https://site.example/{n}</loc><news:news><news:title>S {n}</news:title></news:news></url>" for n in range(60_000))  # fmt: skip # noqa: E501
    yield "sitemap of 60,000", f'<urlset xmlns:news="urn:news">{news}</urlset>'
    yield "zero bytes", "\0" * MOST


def write(folder: Path) -> None:
    """Every document in a file, cut as the fetcher would refuse what is longer."""
    for kind, made in (("page", pages()), ("feed", feeds())):
        for number, (name, text) in enumerate(made):
            body = text.encode()[:MOST]
            (folder / f"{kind}-{number:02}").write_bytes(name.encode() + b"\n" + body)


async def main() -> int:
    """Read them all and print what it cost."""
    print(f"{'document':36}{'MB':>6}{'seconds':>9}{'CPU':>6}{'late, ms':>10}{'MiB more':>10}   outcome")
    worst = (0.0, 0.0, 0)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "bench.bounds", name], check=True)  # noqa: ASYNC221
        async with WebReader() as reader:
            await reader.article(Page("https://site.example/", _page(_PARAGRAPH * 10).encode()))  # what it imports
            await reader.feed(Page("https://site.example/", _rss(_item(1, "<source url='/'>x</source>")).encode()))
            before = _status("VmRSS")
            for path in sorted(folder.iterdir()):  # noqa: ASYNC240
                took, late, more = await _read(reader, path, before)
                worst = (max(worst[0], took), max(worst[1], late), max(worst[2], more))
    wanted = f"wanted: ≤ {SECONDS:g} s, ≤ {LATE} ms, ≤ {GROWTH} MiB"
    print(f"{'worst':36}{'':6}{worst[0]:>9.2f}{'':6}{worst[1]:>10.0f}{worst[2]:>10}   {wanted}")
    return 0


async def _read(reader: WebReader, path: Path, before: int) -> tuple[float, float, int]:
    name, _, body = path.read_bytes().partition(b"\n")  # noqa: ASYNC240
    Path("/proc/self/clear_refs").write_text(_CLEAR_PEAK)  # noqa: ASYNC240
    how: Callable[[Page], Awaitable[object]] = reader.article if path.name.startswith("page") else reader.feed
    outcome = "read"

    async def work() -> None:
        nonlocal outcome
        try:
            await how(Page("https://site.example/a", body))
        except Unreadable as error:
            outcome = str(error).removeprefix("https://site.example/a ")

    started = time.process_time()
    took = await lateness(work)
    busy = time.process_time() - started
    more = max(_status("VmHWM") - before, 0) // MIB
    print(f"{name.decode():36}{len(body) / 1e6:>6.1f}{took.took:>9.2f}{busy:>6.2f}", end="")
    print(f"{took.worst:>10.0f}{more:>10}   {outcome[:60]}")
    return took.took, took.worst, more


def _status(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(Path(sys.argv[1]))
    else:
        sys.exit(asyncio.run(main()))
