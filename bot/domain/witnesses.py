"""What the keys of one document's entries say, before it is weighed (`recognition`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.model import Found

SHORT_GUID = 4  # characters: "17" is a place

_WITNESS = {"g": "g", "u": "u", "p": "p", "t": "t", "x": "t", "y": "t"}


@dataclass(frozen=True, slots=True)
class Known:
    """An article that a key names."""

    title: str
    url: str
    published: datetime | None  # None: undated
    named: frozenset[str]  # by what it is known: "t" in this source; of contested ones "g" in it, "u" anywhere
    text: str = ""  # of contested ones: how it begins


@dataclass(slots=True)
class Case:
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
        self.named = {article for article in self.says.values() if article is not None}
        unknown = {kind for kind, article in self.says.items() if article is None}
        firm = len(self.says) - len(unknown) - (self.says.get("p") is not None)
        renamed = self.short and "t" in unknown and "g" in self.says  # a place with another title
        self.disputed = len(self.named) > 1 or bool(unknown & {"g", "u"}) or renamed
        self.clear = not self.disputed and (firm > 1 or not unknown)


def hear(found: Sequence[Found], owners: Mapping[str, int]) -> tuple[Case, ...]:
    """What the witnesses of one document's entries say. `owners`: key → article."""
    return tuple(_case(each, owners) for each in found)


def contested(cases: Sequence[Case]) -> frozenset[int]:
    """The articles whose names and text are needed for the decision."""
    return frozenset(article for case in cases if not case.clear for article in case.named)


def _case(found: Found, owners: Mapping[str, int]) -> Case:
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
    return Case(found, says, len(guid) <= SHORT_GUID, echo)
