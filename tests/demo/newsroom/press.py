"""A newsroom of a few stories of our own, and a browser for it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.demo.newsroom import EDITIONS, Newsroom, Wire, load, wirepages
from bot.demo.newsroom.pages import Pages
from bot.demo.newsroom.site import routes

BASE = "http://127.0.0.1:8080/newsroom"
WIRE = "http://127.0.0.1:8080/wire"
START = datetime(2026, 11, 21, 18, 4, 7, 250_000, tzinfo=UTC)  # 22:04 in Baku
PLAN = """
[[archive]]
id = "rail-corridor"
section = "world"
author = "naila"
picture = "railway"

[[archive]]
id = "quiet-port"
section = "economy"
author = "murad"
picture = "harbour"

[[live]]
id = "ferry-line"
section = "economy"
author = "murad"
picture = "harbour"
numbers = { sailings = [5, 20], cost = [12000, 90000] }

[[live]]
id = "town-fair"
section = "world"
author = "naila"
picture = "market"
"""
EDITION = """
[edition]
name = "Demo Herald"
tagline = "Calm news"
views = "Views"
share = "Share"
print = "Print"
copy_link = "Copy link"
most_read = "Most read"
advertisement = "Advertisement"
by = "By"
night_theme = "Night theme"
apps = "Download the app"
search = "Search"
newsletter = "Subscribe to our newsletter"
rights = "All rights reserved"
home = "Home"
more = "More stories"
updated = "Updated"

[sections]
world = "World (EDITION)"
economy = "Economy (EDITION)"

[authors]
naila = "Naila Example"
murad = "Murad Sample"

[words]
town = ["Velmora EDITION", "Talmira EDITION", "Kestava EDITION"]

[archive.rail-corridor]
title = "Ministers agree <on> a rail corridor & a </script> tunnel EDITION"
text = '''
Ministers agreed late on Sunday to build a railway
through the northern mountains, "at last".

The line will be 214 kilometres long & carry its first freight trains next spring </script>.
'''

[archive.quiet-port]
title = "The port is quiet EDITION"
text = "The port has never been so quiet as on the first Sunday without engines."

[live.ferry-line]
title = "Ferry between {town} and {town2} has {sailings} sailings EDITION"
text = "The ferry from {town} to {town2} sails {sailings} times a day; from {town3} it never did. It cost {cost}."

[live.town-fair]
title = "Fair opens in {town} EDITION"
text = "The fair in {town} has opened."
"""

LATER = {  # what follows a ferry line, in every edition
    "plan.toml": ("[[live]]\nid = \"town-fair\"", """[[later]]
id = "ferry-line"
section = "economy"
author = "naila"
picture = "bridge"
numbers = { guests = [105, 120] }

[[live]]
id = "town-fair\""""),
} | {
    f"{edition}.toml": ("[live.town-fair]", f"""[later.ferry-line]
title = "First ferry from {{town}} carries {{guests}} {edition}"
text = "The first of {{sailings}} ferries from {{town}} to {{town2}} carries {{guests}} guests."

[live.town-fair]""")
    for edition in EDITIONS
}  # fmt: skip


def files(folder: Path, changes: Mapping[str, tuple[str, str]] | None = None) -> Path:
    """The four files; `changes`: file → what to replace there, and with what."""
    texts = {"plan.toml": PLAN} | {f"{edition}.toml": EDITION.replace("EDITION", edition) for edition in EDITIONS}
    for name, (old, new) in (changes or {}).items():
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class Watch:
    """The port `Clock`; `moment` may be set."""

    def __init__(self, moment: datetime = START) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)


def opened(folder: Path, *, seed: int = 0, clock: Watch | None = None, wire: Wire | None = None) -> Newsroom:
    """A newsroom of the sample stories; one with a wire knows what follows a ferry line."""
    stories = load(files(folder, LATER if wire else None))
    return Newsroom(base_url=BASE, clock=clock or Watch(), seed=seed, stories=stories, wire=wire)


def browser(newsroom: Newsroom, wire: Wire | None = None) -> httpx.AsyncClient:
    """Asks the newsroom's site, and the wire's, without a socket."""
    sites = [Mount(newsroom.mount, routes=routes(newsroom))]
    if wire:
        sites.append(Mount(wire.mount, routes=wirepages.routes(wire, Pages(newsroom))))
    site = Starlette(routes=sites)
    return httpx.AsyncClient(transport=httpx.ASGITransport(site), base_url="http://127.0.0.1:8080")
