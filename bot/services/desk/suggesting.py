"""What the words of a command may be, while they are typed. It is asked at every keystroke, so one query to each port
has to do."""

from collections.abc import Awaitable, Callable, Iterable, Mapping

from bot.domain.model import Query, Subscription, Suggestion
from bot.domain.post import one_line, section_name, title_of
from bot.domain.text import fold, utf16_length
from bot.services.desk import zones
from bot.services.desk.choices import Setting, language_name, layouts, named, names
from bot.services.desk.places import other_place
from bot.services.desk.sharing import reference
from bot.services.desk.topics import EVERYTHING, describe, in_a_command, sections
from bot.services.desk.visit import Visit

MOST = 25  # discord.com/developers/docs/interactions/application-commands#autocomplete
UNITS = 100  # of a label, and of a value
NEWEST = 100  # items among which those to share are looked for


async def suggest(visit: Visit) -> tuple[Suggestion, ...]:
    """What begins with the words so far, then what holds them; for no words, what is wanted most."""
    offer = OFFERS.get(visit.ask.command)
    return _matching(visit.ask.words, await offer(visit)) if offer else ()


def _matching(typed: str, offered: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    wanted = fold(typed)
    begins: list[Suggestion] = []
    holds: list[Suggestion] = []
    for each in {each.value: each for each in offered if 0 < utf16_length(each.value) <= UNITS}.values():
        names = fold(each.label), fold(each.value)
        if any(name.startswith(wanted) for name in names):
            begins.append(each)
        elif any(wanted in name for name in names):
            holds.append(each)
    return (*begins, *holds)[:MOST]


def _suggestion(label: str, value: str) -> Suggestion:
    return Suggestion(one_line(label, UNITS) or one_line(value, UNITS), value)


async def _for_latest(visit: Visit) -> list[Suggestion]:
    return [_suggestion(name, key) for key, name in await _sections(visit)]


async def _for_search(visit: Visit) -> list[Suggestion]:
    saved = [(in_a_command(each), each.value) for each in await _held(visit) if each.kind == "filter"]
    there = [(name, f'section:"{key}"' if " " in key else f"section:{key}") for key, name in await _sections(visit)]
    return [_suggestion(label, value) for label, value in (*saved, *there)]


async def _for_subscribe(visit: Visit) -> list[Suggestion]:
    healths = [
        each for each in await visit.office.sources.health(counted=False) if each.status not in {"gone", "paused"}
    ]
    return [
        _suggestion(describe(visit, EVERYTHING), "everything"),
        *await _for_latest(visit),
        *(_suggestion(each.title or each.source.id, each.source.id) for each in healths),
    ]


async def _for_unsubscribe(visit: Visit) -> list[Suggestion]:
    held = [
        _suggestion(describe(visit, each), "everything" if each.kind == "all" else in_a_command(each))
        for each in await _held(visit)
    ]
    return [*held, _suggestion(visit.words.gettext("all"), "all")] if len(held) > 1 else held


async def _for_pause(visit: Visit) -> list[Suggestion]:
    n_ = visit.words.ngettext
    return [
        _suggestion(told.format(count=count), f"{count}{unit}")
        for count, unit, told in (
            (1, "h", n_("{count} hour", "{count} hours", 1)),
            (1, "d", n_("{count} day", "{count} days", 1)),
            (3, "d", n_("{count} day", "{count} days", 3)),
            (1, "w", n_("{count} week", "{count} weeks", 1)),
        )
    ]


async def _for_settings(visit: Visit) -> list[Suggestion]:
    """Each setting with each of its values; of the time zones all only to who begins to write one."""
    _ = visit.words.gettext
    shown, there = names(_), await visit.office.articles.languages()
    began = named(visit, visit.ask.words)
    listed = zones.cities() if began and began[0] == "timezone" else (visit.office.site.timezone, *zones.USUAL)
    offered: Mapping[Setting, Mapping[str, str]] = {
        "layout": dict[str, str](layouts(_).items()),
        "news": {"all": _("in all languages"), **{each: language_name(each) for each in there}},
        "language": {each: language_name(each) for each in visit.office.wording.languages},
        "pictures": {"on": _("on"), "off": _("off")},
        "sound": {"on": _("on"), "off": _("off")},
        "timezone": {each: each for each in listed},
    }
    return [
        _suggestion(f"{shown[setting]}: {name}", f"{setting} {value}")
        for setting, values in offered.items()
        for value, name in values.items()
    ]


async def _for_share(visit: Visit) -> list[Suggestion]:
    newest = await visit.office.articles.find(Query(), limit=NEWEST)
    style = visit.office.composer.style
    return [_suggestion(title_of(item, style, UNITS), reference(item)) for item in newest.items]


OFFERS: Mapping[str, Callable[[Visit], Awaitable[list[Suggestion]]]] = {
    "latest": _for_latest,
    "search": _for_search,
    "subscribe": _for_subscribe,
    "unsubscribe": _for_unsubscribe,
    "settings": _for_settings,
    "pause": _for_pause,
    "share": _for_share,
}


async def _sections(visit: Visit) -> list[tuple[str, str]]:
    """Key and name of each section, most used first."""
    there = await sections(visit)
    return [(key, section_name(key, label, visit.words.gettext)) for key, label in there.labels.items()]


async def _held(visit: Visit) -> tuple[Subscription, ...]:
    """What the place is subscribed to. Of another one those learn it who manage it."""
    other = other_place(visit)
    if other and not await visit.office.directory.manages(other, visit.ask.person):
        return ()
    address = await visit.office.addresses.get(other or visit.place)
    return await visit.office.addresses.subscriptions(address.id) if address else ()
