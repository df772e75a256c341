"""What an entry is called: the keys by which it may be known again. `recognition` decides by them which article it is.

The theory
----------
    g:SOURCE:GUID       what the feed calls it. Holds through a new title, date, address or host.
    u:ADDRESS           its address as `links.key` sees it: the same in every source, so that two feeds carrying one
                        article carry one article. Holds through a new guid, a tracker, http → https, a mobile twin.
    p:SOURCE:PATH       its address without the host, where all of a document's addresses live on one host.
                        Holds when the site moves to another host and its guids, being addresses, move with it.
    t:SOURCE:DAY:TITLE  the title and the day. Holds when guids and addresses change together.
    x:SOURCE:TITLE:TEXT and y:SOURCE:DAY:TEXT, where there is no address or the title tells nothing: what is left of an
                        entry when its date is bumped, or its title mended.

No key is believed blindly; here they are collected only. A key that repeats inside one document proves nothing there:

- A guid or address that stands on several entries of one document proves that they are one only if they also agree in
  another feature (guid, address or title). Otherwise it names something else — the feed, a rubric, the day's live
  page — and is dropped here for all of them. So it is with a title of the day, or a text, that several entries bear.
- A front page is nobody's address, and "0", "none" or a front page nobody's guid.

Keys are whole up to 120 characters and 128 bits of BLAKE2b beyond: 32-bit hashes collide at 77,000 items, these not
before the sun goes out.

Roads not taken: hashing the text alone (every correction would be a new article), remembering only the newest
(deleting it would post the whole feed again), a date as a cursor (sites rewrite them).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from operator import attrgetter

from bot.domain import links
from bot.domain.model import Entry, Found

AHEAD = timedelta(days=1)  # a clock may be wrong by a zone, not by more
LONGEST_KEY = 120  # characters; longer ones, and those that are not plain ASCII, are hashed
KINDS = "guptxy"  # from the strongest to the weakest
WORDS = 1000  # characters of a text: no more is needed to tell it from others

_EMPTY_GUIDS = frozenset(("", "-", "#", "0", "none", "null", "undefined", "nan", "n/a", "guid", "id"))
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Named:
    """An entry with the features it may be known by; "" where it has none."""

    entry: Entry
    guid: str
    title: str
    words: str = ""  # how its text begins
    url: str = ""  # canonical
    host: str = ""
    path: str = ""
    address: str = ""  # `links.Address.key`, of what is no front page
    day: str = field(init=False)
    day_title: str = field(init=False)

    def __post_init__(self) -> None:
        published = self.entry.published
        self.day = str(published.astimezone(UTC).date()) if published else ""
        self.day_title = self.title and f"{self.day}:{self.title}"

    @property
    def title_words(self) -> str:
        """The title with the text."""
        return self.title and self.words and f"{self.title}\n{self.words}"

    @property
    def day_words(self) -> str:
        """The day with the text."""
        return self.words and f"{self.day}\n{self.words}"


_GUID, _ADDRESS, _PATH, _TITLE, _TITLE_TEXT, _DAY_TEXT = map(
    attrgetter, ("guid", "address", "path", "day_title", "title_words", "day_words")
)


def identify(source_id: str, entries: Sequence[Entry], now: datetime) -> tuple[Found, ...]:
    """Name the entries of one document: one `Found` for each article, oldest first, its keys strongest first.

    Entries that say nothing at all are left out. Where several entries are one article, the latest and fullest
    speaks for it. A date more than a day after `now` counts as none.
    """
    named = [each for each in (_name(entry, now) for entry in entries) if _says_something(each)]
    keys = _keys(source_id, named)
    found = [_speaking(group, named, keys) for group in _groups(keys)]
    order = {index: place for place, index in enumerate(_oldest_first(named))}
    found.sort(key=lambda pair: order[pair[0]])
    return tuple(Found(named[i].entry, named[i].url, proofs) for i, proofs in found)


def _name(entry: Entry, now: datetime) -> _Named:
    if entry.published and entry.published > now + AHEAD:
        entry = replace(entry, published=None)
    guid = entry.guid.strip()
    named = links.address(guid)
    if guid.casefold() in _EMPTY_GUIDS or (named and named.is_home):
        guid, named = "", None
    place = links.address(entry.url) or named
    title, words = _flat(entry.title), _flat((entry.summary or entry.content)[:WORDS])
    if place is None:
        return _Named(entry, guid, title, words)
    guid = named.key if named else guid
    return _Named(entry, guid, title, words, place.url, place.host, place.path, "" if place.is_home else place.key)


def _says_something(each: _Named) -> bool:
    return bool(each.guid or each.address or each.title or each.entry.summary or each.entry.content)


def _flat(text: str) -> str:
    return " ".join(text.casefold().split())


# --- keys --------------------------------------------------------------------------------------------------


def address_key(url: str) -> str:
    """The key of an address, the same in every source; "" of a front page, or where `url` is no web address."""
    place = links.address(url)
    return _key("u:", place.key) if place and not place.is_home else ""


def _keys(source_id: str, named: Sequence[_Named]) -> list[tuple[str, ...]]:
    """The keys of each entry, strongest first, in the same order."""
    guids = _proven(named, _GUID, _one_by_guid)
    addresses = _proven(named, _ADDRESS, _one_by_address)
    moves_whole = len({each.host for each in named if each.host}) == 1
    paths = frozenset(each.path for each in named if moves_whole and each.address in addresses)
    titles = _proven(named, _TITLE, _one_by_words)
    kinds = [
        (f"g:{source_id}:", _GUID, guids),
        ("u:", _ADDRESS, addresses),
        (f"p:{source_id}:", _PATH, paths),
        (f"t:{source_id}:", _TITLE, titles),
    ]
    bare = [not (each.address in addresses and each.day_title in titles) for each in named]
    by_words = list(kinds)
    if any(bare):
        by_words.append((f"x:{source_id}:", _TITLE_TEXT, _proven(named, _TITLE_TEXT, _one_by_words)))
        by_words.append((f"y:{source_id}:", _DAY_TEXT, _proven(named, _DAY_TEXT, _one_by_words)))

    def known_by(each: _Named, is_bare: bool) -> tuple[str, ...]:
        told = ((prefix, feature(each), proven) for prefix, feature, proven in (by_words if is_bare else kinds))
        keys = tuple([_key(prefix, value) for prefix, value, proven in told if value in proven])
        return keys or (_key(f"x:{source_id}:", f"{each.day}:{each.title}\n{each.words}"),)

    return list(map(known_by, named, bare))


def _proven(
    named: Sequence[_Named], feature: Callable[[_Named], str], one: Callable[[Sequence[_Named]], bool]
) -> frozenset[str]:
    """The values of a feature that stand alone in the document, or whose bearers are `one` article."""
    groups: dict[str, list[_Named]] = defaultdict(list)
    for each in named:
        groups[feature(each)].append(each)
    groups.pop("", None)
    return frozenset(value for value, group in groups.items() if len(group) == 1 or one(group))


def _one_by_guid(group: Sequence[_Named]) -> bool:
    """A guid that several addresses bear is rather the feed's than theirs, whatever the titles say."""
    one_place = len({each.address for each in group if each.address}) <= 1
    return (
        one_place
        and _few_titles(group)
        and (_agree(group, lambda each: each.address) or _agree(group, lambda each: each.title))
    )


def _one_by_address(group: Sequence[_Named]) -> bool:
    return _few_titles(group) and (_agree(group, lambda each: each.guid) or _agree(group, lambda each: each.title))


def _few_titles(group: Sequence[_Named]) -> bool:
    """An article and its correction may stand side by side; three titles are a template's mistake."""
    return len({each.title for each in group}) <= 2


def _agree(group: Sequence[_Named], feature: Callable[[_Named], str]) -> bool:
    values = {feature(each) for each in group}
    return len(values) == 1 and "" not in values


def _one_by_words(group: Sequence[_Named]) -> bool:
    """The very same words under one name at most."""
    names = ({each.guid for each in group if each.guid}, {each.address for each in group if each.address})
    return len({(each.title, each.words) for each in group}) == 1 and all(len(each) <= 1 for each in names)


def _key(prefix: str, value: str) -> str:
    if len(value) <= LONGEST_KEY and value.isascii() and value.isprintable():
        return prefix + value
    return f"{prefix}#{blake2b(value.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


# --- groups and order --------------------------------------------------------------------------------------


def _groups(keys: Sequence[Sequence[str]]) -> Iterable[list[int]]:
    """Entries joined by any key, as lists of their places (union-find; linear for all that feeds carry)."""
    parents = list(range(len(keys)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    bearer: dict[str, int] = {}
    for i, proofs in enumerate(keys):
        for key in proofs:
            parents[root(i)] = root(bearer.setdefault(key, i))
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(keys)):
        groups[root(i)].append(i)
    return groups.values()


def _speaking(
    group: Sequence[int], named: Sequence[_Named], keys: Sequence[tuple[str, ...]]
) -> tuple[int, tuple[str, ...]]:
    """The place of the entry that speaks for one article, and all its keys, strongest first."""
    if len(group) == 1:
        return group[0], keys[group[0]]
    proofs = {key for i in group for key in keys[i]}
    speaker = max(group, key=lambda i: _fullness(named[i]))
    return speaker, tuple(sorted(proofs, key=lambda key: (KINDS.index(key[0]), key)))


def _fullness(each: _Named) -> tuple[datetime, int, str]:
    """The latest, then the fullest; the rest only makes the choice independent of the document's order."""
    entry = each.entry
    return entry.published or _EARLIEST, len(entry.content) + len(entry.summary), repr(entry)


def _oldest_first(named: Sequence[_Named]) -> list[int]:
    """The places of the entries in order of time.

    Feeds list the newest first, unless their dates say otherwise. An entry without a date takes that of its neighbour
    on the older side, else of the next newer one, so that it stays where the feed has put it.
    """
    dates = [each.entry.published for each in named]
    known = [date for date in dates if date]
    steps = [(later > earlier) - (later < earlier) for earlier, later in pairwise(known)]
    places = list(range(len(named)))
    if sum(steps) <= 0:
        places.reverse()
    moments: dict[int, datetime] = {}
    current = next((date for i in places if (date := dates[i])), _EARLIEST)
    for i in places:
        current = dates[i] or current
        moments[i] = current
    return sorted(places, key=moments.__getitem__)
