"""Which article an entry is: its keys (`identity`) are witnesses, and what they say is weighed.

The theory
----------
Most entries are clear: all that their keys name is one article. The others have keys that nobody knows, or that name
different articles. There are four witnesses: the guid, the address, the path, and the words (title and day; where there
is no address also title and text, text and day). For each article that any of them names,

    what speaks for it    the weights of the witnesses that name it; also a like title, the same day, a like text
    what speaks against   a guid or an address that nobody knows, where the article should have had one known:
                          it is what new articles have. A title that nobody knows says little: titles are mended.

and the entry is the article for which most speaks, unless more speaks against it. Each weight is multiplied by what the
witness has proved to be worth:

    trust = (1 + held) / (1 + held + broken)

held where it named the article that others named too, broken where it named another, or none. It is counted twice, in
this document and in the source's earlier polls (`Tally`, fading), and the worse record counts. So twenty guids that are
new at once beside twenty titles that are known say nothing any more, while one new guid among nineteen known ones says
much; and guids that are places (1…n) lose their word as soon as they have shifted.

No article is two entries of one document: where two claim it, the better claim wins, and the other entry is new (or
another article) if a witness of its own says so. That keeps a new entry from being swallowed by the article whose place
it took. And one witness alone — an address, or a guid — that everything else contradicts (title, day and text) names a
place, not an article: a feed of one entry at a constant address gives an article each time (there, and for guids that
may be places, the same day says nothing: it must be the same moment).

But where a headline is rewritten, and slug, date and teaser with it, the guid is all that stays. It is believed alone
where a source's guids are names: they have held before and are not broken, here they hold for as many other entries as
rest on them alone, and new articles bring new guids, at least as often as a known guid brings another article. Guids
of slots ("top-story") are never new, those of places are broken as soon as they shift, a feed's own is on every entry.

A guid of a few characters is rather a place than a name, and weighs little before it has proved itself.

What cannot be known: an entry that keeps nothing but its title, without guid, address, day or text; and one that
changes its guid and its address together on the day that another takes its title. A doubled article only annoys, a
swallowed one is lost: where nothing is left to go by, the entry is new.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.likeness import alike, contains
from bot.domain.model import Found

MEMORY = 50.0  # observations of one witness that are remembered; older ones fade
SHORT_GUID = 4  # characters: "17" is a place
PROVEN = 4  # times that guids have held, at least, before one of them is believed alone
BROKEN = 0.02  # of the times that they held
SAME_DAY = timedelta(days=1)
SAME_MOMENT = timedelta(minutes=1)

_FOR = {"g": 6.0, "u": 4.0, "p": 2.0, "t": 3.0}
_AGAINST = {"g": 3.5, "u": 2.0, "p": 0.0, "t": 0.5}  # of a name that nobody knows
_SHORT = {"for": 2.0, "against": 1.0}  # of a guid that may be a place
_LIKE_TITLE, _LIKE_TEXT, _LIKE_DAY = 1.5, 1.5, 1.0
_WITNESS = {"g": "g", "u": "u", "p": "p", "t": "t", "x": "t", "y": "t"}

# witness → how often it held, how often it was broken; _NEW → new guids, guids that brought another article
Tally = Mapping[str, tuple[float, float]]
_NEW = "n"


@dataclass(frozen=True, slots=True)
class Known:
    """An article that a key names."""

    title: str
    url: str
    published: datetime | None  # None: undated
    here: bool  # this source has carried it before
    text: str = ""  # its beginning, for those that are contested


@dataclass(frozen=True, slots=True)
class Matching:
    """The article of each entry (None: a new one), and the tally after it."""

    articles: tuple[int | None, ...]
    tally: Tally


@dataclass(slots=True)
class _Case:
    """An entry and what its witnesses say: an article, or None for a name that nobody knows."""

    found: Found
    says: dict[str, int | None]
    short: bool  # its guid may be a place
    echo: bool = False  # its guid is its address
    verdict: int | None = None
    scores: dict[int, float] = field(default_factory=dict)  # article → what speaks for it, less what against
    named: set[int] = field(init=False)
    alone: int | None = None  # the article that nothing but its guid names
    disputed: bool = field(init=False)  # a witness for newness, or for another article, speaks
    clear: bool = field(init=False)

    def __post_init__(self) -> None:
        firm = sum(article is not None for kind, article in self.says.items() if kind != "p")
        self.named = {article for article in self.says.values() if article is not None}
        unknown = {kind for kind, article in self.says.items() if article is None}
        renamed = self.short and "t" in unknown and "g" in self.says  # a place with another title
        self.disputed = len(self.named) > 1 or bool(unknown & {"g", "u"}) or renamed
        self.clear = not self.disputed and (firm > 1 or not unknown)


def contested(found: Sequence[Found], owners: Mapping[str, int]) -> frozenset[int]:
    """The articles whose text is needed for the decision."""
    cases = [_case(each, owners) for each in found]
    return frozenset(article for case in cases if not case.clear for article in case.named)


def match(
    found: Sequence[Found], owners: Mapping[str, int], known: Mapping[int, Known], tally: Tally | None = None
) -> Matching:
    """Decide for the entries of one document. `owners`: key → article; `known` holds every article that is named."""
    tally = tally or {}
    cases = [_case(each, owners) for each in found]
    for case in cases:
        case.verdict = max(sorted(case.named), key=lambda article: _plain(case, article), default=None)
        case.alone = _alone(case, known)
    here = _evidence(cases, known)
    named = _are_names(here, tally)
    trust = {kind: min(_trust(here.get(kind)), _trust(tally.get(kind))) for kind in _FOR}
    for case in cases:
        case.verdict = None
        case.scores = {
            article: score
            for article in sorted(case.named)
            if (score := _score(case, article, known, trust, single=len(found) == 1, named=named)) is not None
        }
    _assign(cases)
    return Matching(tuple(case.verdict for case in cases), _faded(tally, _evidence(cases, known)))


def _case(found: Found, owners: Mapping[str, int]) -> _Case:
    says: dict[str, int | None] = {}
    guid = address = ""
    for key in found.keys:
        kind = _WITNESS[key[0]]
        says[kind] = says.get(kind) or owners.get(key)
        if key[0] == "g":
            guid = key.split(":", 2)[2]
        elif key[0] == "u":
            address = key[2:]
    echo = bool(guid) and guid == address
    if echo:  # no second witness
        guided = says.pop("g")
        says["u"] = says["u"] or guided
    return _Case(found, says, len(guid) <= SHORT_GUID, echo)


def _weights(case: _Case, kind: str) -> tuple[float, float]:
    if kind == "g" and case.short:
        return _SHORT["for"], _SHORT["against"]
    return _FOR[kind], _AGAINST[kind]


def _plain(case: _Case, article: int) -> float:
    """What speaks for an article before anything is known about the witnesses."""
    return sum(_weights(case, kind)[0] for kind, said in case.says.items() if said == article)


def _score(
    case: _Case, article: int, known: Mapping[int, Known], trust: Mapping[str, float], *, single: bool, named: bool
) -> float | None:
    """What speaks for the article, less what against; None if that is not enough. `named`: a guid may stand alone."""
    about = known[article]
    its_title = case.says.get("t") == article
    needless = case.clear and its_title  # and likeness costs more than all else here
    like = 0.0 if needless else _likeness(case.found, about, near=not (single or case.short))
    alone = named and article == case.alone
    if not (case.clear or alone) and _is_place(case, article, about, like, single=single):
        return None
    score = 0.0 if its_title else like
    for kind, said in case.says.items():
        speaks_for, against = _weights(case, kind)
        if said == article:
            score += speaks_for * trust[kind]
        elif said is None and _expected(kind, about):
            score -= against * trust[kind]
    return score if score >= 0 or case.clear else None


def _expected(kind: str, about: Known) -> bool:
    """Whether the article, were it this one, should have been known by such a name."""
    return bool(about.url) if kind == "u" else about.here


def _is_place(case: _Case, article: int, about: Known, like: float, *, single: bool) -> bool:
    """Whether a single guid or address names the article, and everything else is another's."""
    naming = [kind for kind, said in case.says.items() if said == article and kind != "p"]
    if like or len(naming) > 1 or naming == ["t"]:
        return False
    entry = case.found.entry
    return single or bool(entry.published and about.published)


def _alone(case: _Case, known: Mapping[int, Known]) -> int | None:
    """The article that the guid names, where nothing else of the entry is that article's."""
    article = case.says.get("g")
    if article is None or case.short or case.clear:
        return None
    if any(said == article for kind, said in case.says.items() if kind != "g"):
        return None
    return None if _likeness(case.found, known[article], near=True) else article


def _are_names(here: Tally, tally: Tally) -> bool:
    """Whether the source's guids have proved to name articles, each its own."""
    held, broken = tally.get("g", (0.0, 0.0))
    confirmed, denied = here.get("g", (0.0, 0.0))
    alone = here.get(_NEW, (0.0, 0.0))[1]
    born, other = (sum(pair) for pair in zip(tally.get(_NEW, (0, 0)), here.get(_NEW, (0, 0)), strict=True))
    proven = held >= PROVEN and broken <= BROKEN * held and not denied
    return proven and confirmed >= max(1, alone) and born >= max(1, other)


def _assign(cases: Sequence[_Case]) -> None:
    """The best claims first; no article is two entries, but where nothing says that it is not."""
    claims = [(score, at, article) for at, case in enumerate(cases) for article, score in case.scores.items()]
    claimed: set[int] = set()
    for _, at, article in sorted(claims, key=lambda claim: (not cases[claim[1]].clear, -claim[0], *claim[1:])):
        case = cases[at]
        if case.verdict is None and not (article in claimed and case.disputed):
            case.verdict = article
            claimed.add(article)


# --- records -----------------------------------------------------------------------------------------------


def _evidence(cases: Sequence[_Case], known: Mapping[int, Known]) -> dict[str, tuple[float, float]]:
    """How often each witness of this document held, and was broken, by the word of the others."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for case in cases:
        for kind, said in case.says.items():
            held = broken = False
            if case.verdict is None:
                broken = said is not None
            elif any(other == case.verdict for by, other in case.says.items() if by != kind):
                unknown = said is None and (kind in "tp" or not _expected(kind, known[case.verdict]))
                held, broken = said == case.verdict, not unknown and said != case.verdict
            for name in ("u", "g") if kind == "u" and case.echo else (kind,):
                counts[name][0] += held
                counts[name][1] += broken
    if counts["g"][0]:  # in a first document every guid is new
        born = sum(not case.named and (case.echo or "g" in case.says) for case in cases)
        counts[_NEW] = [born, sum(case.alone is not None for case in cases)]
    return {kind: (held, broken) for kind, (held, broken) in counts.items() if held or broken}


def _trust(record: tuple[float, float] | None) -> float:
    held, broken = record or (0.0, 0.0)
    return (1 + held) / (1 + held + broken)


def _faded(tally: Tally, here: Tally) -> Tally:
    """The tally with this document's evidence; all of it at most `MEMORY` observations a witness."""

    def merged() -> Iterator[tuple[str, tuple[float, float]]]:
        for kind in sorted({*tally, *here}):
            held, broken = (sum(pair) for pair in zip(tally.get(kind, (0, 0)), here.get(kind, (0, 0)), strict=True))
            scale = min(1.0, MEMORY / ((held + broken) or 1.0))
            yield kind, (round(held * scale, 1), round(broken * scale, 1))

    return dict(merged())


# --- likeness ----------------------------------------------------------------------------------------------


def _likeness(found: Found, about: Known, *, near: bool) -> float:
    """How like the article is. `near`: the same day will do, else it must be the same moment."""
    entry = found.entry
    most = SAME_DAY if near else SAME_MOMENT
    same = entry.published and about.published and abs(entry.published - about.published) < most
    like = _LIKE_DAY if same else 0.0
    if alike(entry.title, about.title):
        like += _LIKE_TITLE
    if about.text and contains(about.text, (entry.summary or entry.content)[:400]):
        like += _LIKE_TEXT
    return like
