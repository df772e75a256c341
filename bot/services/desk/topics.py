"""What a person means by the words of a subscription: everything, a section, a source, an author, or keywords."""

import re
from collections.abc import Awaitable, Callable, Mapping

from bot.domain.facets import facet_key
from bot.domain.filters import normalise
from bot.domain.model import Facet, FacetKey, Query, Subscription
from bot.domain.post import one_line, section_name
from bot.domain.sections import LABEL_UNITS, Sections
from bot.domain.syntax import lasting, read
from bot.domain.text import fold
from bot.services.desk.visit import MAX_WORDS, Declined, Visit

_PREFIXED = re.compile(r"([^\W\d_]+):\s*(.+)", re.DOTALL)
EVERYTHING = Subscription("all")


async def sections(visit: Visit) -> Sections:
    """The sections there are, also by their names in this visit's language."""
    return await visit.office.archive.sections(visit.words.gettext)


async def topic(visit: Visit, text: str) -> Subscription:
    """What the words of a subscription mean. Raises `Declined` where they mean nothing, with what to do."""
    _ = visit.words.gettext
    if len(text) > MAX_WORDS:
        raise Declined(visit.fill(_("Please use fewer words: {count} characters at most."), count=MAX_WORDS))
    if not text or fold(text) in {"all", "everything", fold(_("everything"))}:
        return EVERYTHING
    prefix, name = _apart(text)
    if prefix:
        return await _prefixed(visit, prefix, name, text)
    for find in (*_FIND.values(), _keywords):
        if found := await find(visit, text):
            return found
    raise Declined(_("There is no word in this that I could look for. For example: /subscribe rail corridor"))


async def saved(visit: Visit, text: str) -> Subscription | None:
    """A search as a subscription; None if it asks for nothing that an article can say or be. One for all of a section,
    a source or an author is the subscription to that."""
    prefix, name = _apart(text)
    return (await _FIND[prefix](visit, name) if prefix else None) or await _keywords(visit, text)


def describe(visit: Visit, subscription: Subscription) -> str:
    """A subscription in words, to stand after a colon or in a list."""
    _ = visit.words.gettext
    name = one_line(subscription.label or subscription.value, LABEL_UNITS)
    match subscription.kind:
        case "all":
            return visit.fill(_("everything {site} publishes"), site=visit.office.site.name)
        case "section":
            name = section_name(subscription.value, name, visit.words.gettext)
            return visit.fill(_("the section {name}"), name=name)
        case "source":
            return visit.fill(_("the source {name}"), name=name)
        case "author":
            return visit.fill(_("the author {name}"), name=name)
        case _:  # a filter
            return visit.fill(_("items with the words “{name}”"), name=name)


def in_a_command(subscription: Subscription) -> str:
    """What to write after a command to mean this subscription again."""
    by_value = subscription.kind in {"section", "source"}
    return subscription.value if by_value else subscription.label or subscription.value


def _apart(text: str) -> tuple[FacetKey | None, str]:
    """The key of "section: World" that can be subscribed to, and what follows; None where there is none."""
    prefixed = _PREFIXED.fullmatch(text)
    prefix = facet_key(prefixed[1]) if prefixed else None
    return (prefix, prefixed[2].strip(' "“”«»')) if prefixed and prefix in _FIND else (None, text)


async def _prefixed(visit: Visit, prefix: FacetKey, name: str, text: str) -> Subscription:
    """One prefix and a name, or a name and more words: "section:world rail"."""
    _ = visit.words.gettext
    if found := await _FIND[prefix](visit, name):
        return found
    facets = read(text, (await sections(visit)).spellings).facets
    first = next((facet for facet in facets if facet.key == prefix), None)
    if first and await _exists(visit, first) and (found := await _keywords(visit, text)):
        return found
    if prefix == "section":
        raise await no_section(visit, name)
    if prefix == "source":
        raise _no_source(visit, name)
    raise Declined(visit.fill(_("I know no author “{name}” yet."), name=name))


async def no_section(visit: Visit, name: str) -> Declined:
    """The answer to a section that does not exist: those that do."""
    _ = visit.words.gettext
    unknown = visit.fill(_("I know no section “{name}”."), name=one_line(name, LABEL_UNITS))
    names = (await sections(visit)).names(visit.words.gettext)
    return Declined(f"{unknown} {visit.fill(_('The sections are: {names}'), names=names)}" if names else unknown)


async def _exists(visit: Visit, facet: Facet) -> bool:
    """Whether the archive knows it; of an author, a part of the name is enough."""
    if facet.key == "by":
        return any(await visit.office.articles.count([Query(authors=(facet.value,))]))
    return await _FIND[facet.key](visit, facet.value) is not None


def _no_source(visit: Visit, name: str) -> Declined:
    _ = visit.words.gettext
    named = one_line(name, LABEL_UNITS)
    return Declined(visit.fill(_("I know no source “{name}”. The sources are listed by /about"), name=named))


async def unknown(visit: Visit, query: Query) -> tuple[str, ...]:
    """What is said of a query's first section and first source that do not exist."""
    there, sources = await sections(visit), await visit.office.sources.health(counted=False)
    keys = [key for key in query.sections if key not in there.labels]
    ids = [each for each in query.sources if each not in {health.source.id for health in sources}]
    return (
        *[str(await no_section(visit, key)) for key in keys[:1]],
        *[str(_no_source(visit, each)) for each in ids[:1]],
    )


async def _section(visit: Visit, text: str) -> Subscription | None:
    there = await sections(visit)
    key = there.find(text)
    return Subscription("section", key, there.labels.get(key) or key) if key else None


async def _source(visit: Visit, text: str) -> Subscription | None:
    wanted = text.strip().lower()
    for health in await visit.office.sources.health():
        if health.source.id == wanted:
            return Subscription("source", wanted, wanted)
    return None


async def _author(visit: Visit, text: str) -> Subscription | None:
    folded = fold(text)
    name = await visit.office.articles.author(folded) if folded else ""
    return Subscription("author", folded, name) if name else None


async def _keywords(visit: Visit, text: str) -> Subscription | None:
    terms = normalise(text, (await sections(visit)).spellings)
    return Subscription("filter", terms, one_line(lasting(text), LABEL_UNITS)) if terms else None


_FIND: Mapping[FacetKey, Callable[[Visit, str], Awaitable[Subscription | None]]] = {
    "section": _section,
    "source": _source,
    "by": _author,
}
