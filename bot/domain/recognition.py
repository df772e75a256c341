"""Which article an entry is: its keys (`identity`) are witnesses (`witnesses`), and what they say is weighed.

The theory
----------
Most entries are clear: all that their keys name is one article. The others have keys that nobody knows, or that name
different articles. There are four witnesses: the guid, the address, the path, and the words (title and day; where there
is no address also title and text, text and day). For each article that any of them names,

    what speaks for it    the weights of the witnesses that name it; also a like title, the same day, a like text
    what speaks against   a guid or an address that nobody knows, where the article is known by one: it is what new
                          articles have. An article that never had such a name may be given one, and a title that
                          nobody knows says little: titles are mended.

and the entry is the article for which most speaks, unless more speaks against it. Each weight is multiplied by what the
witness has proved to be worth (`trust`): it held where it named the article that others named too, and was broken where
it named another, or none. It is counted twice, in this document and in the source's earlier polls (`Tally`, fading),
and the worse record counts. So twenty guids that are new at once beside twenty titles that are known say nothing any
more, one among nineteen known ones says much, and guids that are places (1…n) lose their word once they have shifted.

No article is two entries of one document: where two claim it, the better claim wins, and the other entry is new (or
another article) if a witness of its own says so. That keeps a new entry from being swallowed by the article whose place
it took. And one witness alone — an address, or a guid — that everything else contradicts (title, day and text) names a
place, not an article: a feed of one entry at a constant address gives an article each time (there, and for guids that
may be places, the same day says nothing: it must be the same moment).

Where headline, slug, date and teaser are rewritten, the guid is all that stays. It is believed alone where a source's
guids are names: they have held before and are not broken, here they hold for as many other entries as rest on them
alone (or are new for as many, where no other known entry has one), and new articles bring new guids, at least as often
as a known guid brings another article. Guids of slots ("top-story") are never new, those of places are broken as soon
as they shift.

And headlines return: "Exchange rates", twice a day. Where title and day alone name an article, and the entry has a guid
or an address that nobody knows, the words decide: those of the article, or another's. Where one of them has no words,
it must be of the same moment (not where all of a document's times are mere dates), or the site has given new names to
all that it had: unknown names are worth little, as they stand beside at least three titles that are known.

A guid of a few characters is rather a place than a name, and weighs little before it has proved itself.

What cannot be known: an entry that keeps nothing but its title, without guid, address, day or text; one that changes
its guid and its address together on the day that another takes its title; and a headline's second article on one day,
in the very same words. A doubled article only annoys, a swallowed one is lost: where nothing is left to go by, the
entry is new.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.likeness import alike, contains
from bot.domain.model import Found
from bot.domain.trust import Tally, faded, trusted
from bot.domain.witnesses import Case, Known

PROVEN = 4  # times that guids have held, at least, before one of them is believed alone
BROKEN = 0.02  # of the times that they held
RENAMED = 0.25  # the trust, at most, in names of a site that has changed them
SAME_DAY = timedelta(days=1)
SAME_MOMENT = timedelta(minutes=1)

_FOR = {"g": 6.0, "u": 4.0, "p": 2.0, "t": 3.0}
_AGAINST = {"g": 3.5, "u": 2.0, "p": 0.0, "t": 0.5}  # of a name that nobody knows
_SHORT = 2.0, 1.0  # for and against, of a guid that may be a place
_LIKE_TITLE, _LIKE_TEXT, _LIKE_DAY = 1.5, 1.5, 1.0

_NEW = "n"  # in a tally: new guids, guids that brought another article


@dataclass(frozen=True, slots=True)
class Matching:
    """The article of each entry (None: a new one), and the tally after it."""

    articles: tuple[int | None, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for a whole document."""

    trust: Mapping[str, float]
    single: bool  # it has one entry
    named: bool  # a guid may stand alone
    timed: bool  # its times are not mere dates


def match(cases: Sequence[Case], known: Mapping[int, Known], tally: Tally | None = None) -> Matching:
    """Decide for the entries of one document, once. `known` holds every article that is named."""
    tally = tally or {}
    for case in cases:
        case.verdict = _likeliest(case)
        case.alone = _alone(case, known)
    plain = [case.verdict for case in cases]
    here = _evidence(cases, known)
    trust = {kind: min(trusted(here.get(kind)), trusted(tally.get(kind))) for kind in _FOR}
    around = _Around(trust, len(cases) == 1, _are_names(cases, here, tally), _are_timed(cases))
    for case in cases:
        case.verdict = None
        case.scores = {
            article: score
            for article in sorted(case.named)
            if (score := _score(case, article, known[article], around)) is not None
        }
    _assign(cases)
    verdicts = tuple(case.verdict for case in cases)
    return Matching(verdicts, faded(tally, here if verdicts == tuple(plain) else _evidence(cases, known)))


def _weights(case: Case, kind: str) -> tuple[float, float]:
    return _SHORT if kind == "g" and case.short else (_FOR[kind], _AGAINST[kind])


def _likeliest(case: Case) -> int | None:
    """The article for which most speaks before anything is known about the witnesses."""
    if len(case.named) <= 1:
        return next(iter(case.named), None)
    weights = {kind: _weights(case, kind)[0] for kind in case.says}
    return max(sorted(case.named), key=lambda named: sum(weights[kind] for kind in weights if case.says[kind] == named))


def _score(case: Case, article: int, about: Known, around: _Around) -> float | None:
    """What speaks for the article, less what against; None if that is not enough."""
    its_title = case.says.get("t") == article
    needless = case.clear and its_title  # and likeness costs more than all else here
    single = around.single and "t" in about.named  # a feed of one entry, which gave the article itself
    like = 0.0 if needless else _likeness(case.found, about, near=not (single or case.short))
    alone = around.named and article == case.alone
    if not (case.clear or alone) and _is_place(case, article, about, like, single=single):
        return None
    if its_title and _is_namesake(case, article, about, around):
        return None
    score = 0.0 if its_title else like
    for kind, said in case.says.items():
        speaks_for, against = _weights(case, kind)
        if said == article:
            score += speaks_for * around.trust[kind]
        elif said is None and _expected(kind, about):
            score -= against * around.trust[kind]
    return score if score >= 0 or case.clear else None


def _expected(kind: str, about: Known) -> bool:
    """Whether the article, were it this one, should have been known by such a name."""
    return kind in about.named


def _is_namesake(case: Case, article: int, about: Known, around: _Around) -> bool:
    """Whether title and day alone name the article, for an entry that has a name of its own and is another one."""
    says = case.says.items()
    new = [kind for kind, said in says if said is None and kind in "gu"]
    entry = case.found.entry
    if not new or any(said == article and kind != "t" for kind, said in says):
        return False
    words = (entry.summary or entry.content)[:400]
    if words and about.text:
        return not (contains(about.text, words) or contains(words, about.text))
    if all(around.trust[kind] <= RENAMED for kind in new):
        return False
    return not (around.timed and entry.published and entry.published == about.published)


def _is_place(case: Case, article: int, about: Known, like: float, *, single: bool) -> bool:
    """Whether a single guid or address names the article, and everything else is another's."""
    naming = [kind for kind, said in case.says.items() if said == article and kind != "p"]
    if like or len(naming) > 1 or naming == ["t"]:
        return False
    entry = case.found.entry
    return single or bool(entry.published and about.published)


def _alone(case: Case, known: Mapping[int, Known]) -> int | None:
    """The article that the guid names, where nothing else of the entry is that article's."""
    article = case.says.get("g")
    if article is None or case.short or case.clear:
        return None
    if any(said == article for kind, said in case.says.items() if kind != "g"):
        return None
    return None if _likeness(case.found, known[article], near=True) else article


def _are_names(cases: Sequence[Case], here: Tally, tally: Tally) -> bool:
    """Whether the source's guids have proved to name articles, each its own."""
    held, broken = tally.get("g", (0.0, 0.0))
    confirmed, denied = here.get("g", (0.0, 0.0))
    fresh, alone = here.get(_NEW, (0.0, 0.0))
    born, other = tally.get(_NEW, (0.0, 0.0))[0] + fresh, tally.get(_NEW, (0.0, 0.0))[1] + alone
    others = [case for case in cases if case.verdict is not None and case.alone is None]
    if others and not any(case.echo or "g" in case.says for case in others):
        held, confirmed = held + fresh, fresh
    proven = held >= PROVEN and broken <= BROKEN * held and not denied
    return proven and confirmed >= max(1, alone) and born >= max(1, other)


def _are_timed(cases: Sequence[Case]) -> bool:
    """Whether the times are not all one full hour: midnight in some zone."""
    times = {published.time() for case in cases if (published := case.found.entry.published)}
    return len(times) > 1 or any(time.minute for time in times)


def _assign(cases: Sequence[Case]) -> None:
    """The best claims first; no article is two entries, but where nothing says that it is not."""
    claims = [(score, at, article) for at, case in enumerate(cases) for article, score in case.scores.items()]
    claimed: set[int] = set()
    for _, at, article in sorted(claims, key=lambda claim: (not cases[claim[1]].clear, -claim[0], *claim[1:])):
        case = cases[at]
        if case.verdict is None and not (article in claimed and case.disputed):
            case.verdict = article
            claimed.add(article)


# --- records -----------------------------------------------------------------------------------------------


def _evidence(cases: Sequence[Case], known: Mapping[int, Known]) -> dict[str, tuple[float, float]]:
    """How often each witness of this document held, and was broken, by the word of the others."""
    counts: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for case in cases:
        agreeing = sum(said == case.verdict for said in case.says.values())
        for kind, said in case.says.items():
            held = said is not None and said == case.verdict
            broken = False
            if case.verdict is None:
                broken = said is not None
            elif agreeing == held:  # no other witness names it
                held = False
            elif not held:
                broken = said is not None or (kind not in "tp" and _expected(kind, known[case.verdict]))
            for name in ("u", "g") if kind == "u" and case.echo else (kind,):
                counts[name][0] += held
                counts[name][1] += broken
    if any(case.says.get("u" if case.echo else "g") for case in cases):  # in a first document every guid is new
        born = sum(not case.named and (case.echo or "g" in case.says) for case in cases)
        counts[_NEW] = [born, sum(case.alone is not None for case in cases)]
    return {kind: (held, broken) for kind, (held, broken) in counts.items() if held or broken}


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
