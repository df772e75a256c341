"""The desk: which command is whose, and what becomes of a refusal."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from bot.domain.annotations import SWITCH
from bot.domain.errors import SendFailed, StoreBusy
from bot.domain.model import Ask, Picks, Reply, Suggestion
from bot.domain.post import one_line
from bot.ports import (
    Addresses,
    Articles,
    Clock,
    Directory,
    Figures,
    Notebook,
    Outbox,
    Sources,
    Wording,
)
from bot.services.composer import Composer
from bot.services.desk import (
    hello,
    inline,
    operators,
    pausing,
    privacy,
    reading,
    settings,
    sharing,
    subscribing,
    subscriptions,
    suggesting,
    switching,
    top,
)
from bot.services.desk.manners import BORROWED, TELEGRAM, Manners
from bot.services.desk.visit import (
    Access,
    Declined,
    Office,
    SiteFacts,
    Visit,
    outdated,
    own_language,
    say,
    spoken_language,
)

Command = Callable[[Visit], Awaitable[Reply]]
Press = Callable[..., Awaitable[Reply]]  # (visit, *the rest of the data)
Handler = Callable[[Visit], Awaitable[Reply | None]]

COMMANDS: Mapping[str, Command] = {
    "start": hello.start,
    "help": hello.help_page,
    "about": hello.about,
    "subscribe": subscribing.subscribe,
    "unsubscribe": subscribing.unsubscribe,
    "subscriptions": subscriptions.subscriptions,
    "settings": settings.settings,
    "pause": pausing.pause,
    "resume": pausing.resume,
    "latest": reading.latest,
    "top": top.top,
    "search": reading.search,
    "share": sharing.share,
    "privacy": privacy.privacy,
    "forget": privacy.forget,
}
FOR_OPERATORS: Mapping[str, Command] = {"stats": operators.stats, "sources": operators.sources}
PRESSES: Mapping[str, Press] = {
    "s": hello.subscribe_pressed,
    "g": hello.language_pressed,
    "n": reading.show_latest,
    "l": reading.turn_latest,
    "t": top.turn,
    "q": reading.turn_search,
    "w": reading.subscribe_to_search,
    "c": settings.press,
    "p": subscriptions.turn,
    "d": subscriptions.drop,
    "f": privacy.forget_pressed,
    "o": operators.decide,
    "r": pausing.resume_pressed,
    SWITCH: switching.press,
}
NAME_UNITS = 32


class NewsDesk:
    """Answers people (port `Desk`): the same for every platform. Never raises.

    `sections`: folded spelling → key; `admins`: ids of the operators; `backfill`: older items owed to a new
    subscriber, through `outbox`; `burst`, `keep_days`, `owed`, `in_line`: see `Office`; `manners`: the platform's.
    """

    def __init__(
        self,
        *,
        addresses: Addresses,
        articles: Articles,
        sources: Sources,
        notebook: Notebook,
        figures: Figures,
        directory: Directory,
        wording: Wording,
        clock: Clock,
        composer: Composer,
        site: SiteFacts,
        sections: Mapping[str, str],
        version: str,
        access: Access = "open",
        admins: frozenset[str] = frozenset(),
        outbox: Outbox | None = None,
        backfill: int = 0,
        burst: int = 0,
        keep_days: int = 30,
        owed: Callable[[], None] = lambda: None,
        manners: Manners = TELEGRAM,
        in_line: Callable[[], str] = lambda: "",
    ) -> None:
        self._office = Office(
            addresses, articles, sources, notebook, figures, directory, wording, clock, composer, site, sections,
            version, access, admins, outbox, backfill, burst, keep_days, owed, manners,
            in_line,
        )  # fmt: skip

    async def answer(self, ask: Ask) -> Reply:
        """A command. A refusal in a group goes to the person, never into the chat."""
        return await self._serve(ask, _command, pressed=False) or Reply()

    async def press(self, ask: Ask) -> Reply:
        """A button with `ask.words` as its data."""
        return await self._serve(ask, _press, pressed=True) or Reply()

    async def said(self, ask: Ask) -> Reply | None:
        """A plain message; an answer only if one was asked for."""
        return await self._serve(ask, reading.said, pressed=False)

    async def suggest(self, ask: Ask) -> tuple[Suggestion, ...]:
        """What the words of a command may become, in the language of who types."""
        office = self._office
        words = office.wording.words(own_language(office, ask) or office.site.language)
        try:
            return await suggesting.suggest(Visit(office, ask, None, words, office.clock()))
        except (StoreBusy, SendFailed):
            return ()

    async def offer(self, ask: Ask, offset: str = "") -> Picks:
        """What may be sent into any chat, in the language and layout of the person's own chat."""
        office = self._office
        words = office.wording.words(spoken_language(office, ask, None))
        try:
            address = await office.addresses.get(ask.place)
            words = office.wording.words(spoken_language(office, ask, address))
            return await inline.offer(Visit(office, ask, address, words, office.clock()), offset)
        except (StoreBusy, SendFailed):
            return inline.unavailable(words)

    async def _serve(self, ask: Ask, handler: Handler, *, pressed: bool) -> Reply | None:
        office = self._office
        words = office.wording.words(spoken_language(office, ask, None))
        try:
            address = await office.addresses.get(ask.place)
            if address is not None and address.status == "closed":  # who speaks here can be written to again
                address = await office.addresses.ensure(ask.place)
            words = office.wording.words(spoken_language(office, ask, address))
            return await handler(Visit(office, ask, address, words, office.clock()))
        except Declined as refusal:
            return _refusal(ask, str(refusal), pressed=pressed)
        except (StoreBusy, SendFailed):
            return _refusal(
                ask, words.gettext("That did not work just now. Please try again in a moment."), pressed=pressed
            )


def _refusal(ask: Ask, text: str, *, pressed: bool) -> Reply:
    if pressed:
        return Reply(alert=text)
    return replace(say(text), to_person=ask.place.kind != "private")


async def _command(visit: Visit) -> Reply:
    name = visit.ask.command
    command = COMMANDS.get(name) or (FOR_OPERATORS.get(name) if visit.operator else None)
    await reading.drop_question(visit)
    for option in visit.ask.refused:
        raise Declined(visit.words.gettext(BORROWED[option]))
    return await command(visit) if command else _unknown(visit)


async def _press(visit: Visit) -> Reply:
    verb, *args = visit.ask.words.split(":")
    if verb not in PRESSES:
        raise outdated(visit)
    return await PRESSES[verb](visit, *args)


def _unknown(visit: Visit) -> Reply:
    """A hint; in a group only for what looks like a slip of the finger, since the command may be another bot's."""
    _ = visit.words.gettext
    near = get_close_matches(visit.ask.command, COMMANDS, n=3, cutoff=0.6)
    if visit.place.kind != "private" and not near:
        return Reply()
    name = one_line(visit.ask.command, NAME_UNITS)
    lines = [visit.fill(_("I do not know the command /{name}."), name=name)]
    if near:
        lines.append(visit.fill(_("Perhaps: {commands}"), commands=", ".join(f"/{each}" for each in near)))
    return say(*lines, _("All commands: /help"))
