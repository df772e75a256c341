"""The wiring of what others tell us over the web: hubs and publishers."""

from starlette.routing import BaseRoute

from bot.adapters.storage.store import Store
from bot.app.lifetime import Loop
from bot.app.parts import now
from bot.config import Config
from bot.ports import Fetcher, Reader, Signals
from bot.services.publishing import Publishing
from bot.services.pushing import Pushing
from bot.services.websub import Websub
from bot.web.hooks import publish_route, websub_routes


def hooks(
    config: Config, store: Store, fetcher: Fetcher, reader: Reader, signals: Signals, pages: Fetcher
) -> tuple[list[Loop], list[BaseRoute]]:
    """The loops that work on what is told, and the addresses where it is: those that are configured.

    `pages` brings those of articles, as their robots.txt asks.
    """
    loops: list[Loop] = []
    routes: list[BaseRoute] = []
    if config.web.public_url:
        websub = Websub(pushes=store.pushes, fetcher=fetcher, clock=now, public_url=config.web.public_url)
        pushing = Pushing(pushes=store.pushes, sources=store.sources, reader=reader, signals=signals, clock=now)
        loops.append(Loop("websub", websub.run, websub.once, role="web"))
        loops.append(Loop("pushes", pushing.run, pushing.run, role="web"))
        routes += websub_routes(websub, pushing)
    if config.web.publish_secret:
        publishing = Publishing(
            secret=config.web.publish_secret,
            pushes=store.pushes,
            sources=store.sources,
            notebook=store.notebook,
            fetcher=pages,
            reader=reader,
            signals=signals,
            clock=now,
        )
        routes.append(publish_route(publishing))
    return loops, routes
