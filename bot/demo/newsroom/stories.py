"""The newsroom's raw material: `plan.toml` and a file for each edition, read and checked whole.

    plan.toml          [[archive]] what stands there from the start, [[live]] patterns of what comes while it runs,
                       [[later]] what follows some of these, under the same id
    en.toml, ru.toml…  the words of the site, the names, and every article's title and text

What follows tells of the same names and numbers as the first article, and may have more numbers of its own.

A *slot* such as `{town}` or `{town2}` is filled from the word list of that name, or from a range of numbers in the
plan. The same index of a list is the same thing in each edition, so that one draw tells one story in all of them.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.errors import Refused

EDITIONS = ("en", "ru", "az")
FOLDER = Path(__file__).parent / "stories"
PICTURES = Path(__file__).parent / "pictures"

_SLOT = re.compile(r"\{(\w+)\}")
_NUMBERED = re.compile(r"(\D+)\d*")

M = TypeVar("M", bound="_Part")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,40}$")]
Text = Annotated[str, Field(min_length=1)]
Range = tuple[int, int]
Kind = Literal["archive", "live", "later"]


class BadStory(Refused):
    """A file of the newsroom's own stories is wrong; `str` names the file and the key."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Planned(_Part):
    """What every edition of an article has in common. `numbers`: slot → least and greatest, drawn once per article."""

    id: Name
    section: Name
    author: Name
    picture: Name
    numbers: Mapping[Name, Range] = Field(default_factory=dict)


class Plan(_Part):
    """The newest of the archive stands first."""

    archive: tuple[Planned, ...] = Field(min_length=1)
    live: tuple[Planned, ...] = Field(min_length=1)
    later: tuple[Planned, ...] = ()

    def followed(self, id: str) -> Planned | None:
        """What follows a live article; None for nothing."""
        return next((planned for planned in self.later if planned.id == id), None)


class Told(_Part):
    """An article, or the pattern of one, in one language; paragraphs are separated by a blank line."""

    title: Text
    text: Text

    @property
    def slots(self) -> frozenset[str]:
        """The names between braces."""
        return frozenset(_SLOT.findall(f"{self.title}\n{self.text}"))


class Furniture(_Part):
    """The words that stand around the articles of an edition."""

    name: Text
    tagline: Text
    views: Text
    share: Text
    print: Text
    copy_link: Text
    most_read: Text
    advertisement: Text
    by: Text
    night_theme: Text
    apps: Text
    search: Text
    newsletter: Text
    rights: Text
    home: Text
    more: Text
    updated: Text


class Edition(_Part):
    """One language's file."""

    edition: Furniture
    sections: Mapping[Name, Text]
    authors: Mapping[Name, Text]
    words: Mapping[Name, tuple[Text, ...]]
    archive: Mapping[Name, Told]
    live: Mapping[Name, Told]
    later: Mapping[Name, Told] = Field(default_factory=dict)

    def told(self, kind: Kind) -> Mapping[str, Told]:
        """The articles of one kind by their ids."""
        return {"archive": self.archive, "live": self.live, "later": self.later}[kind]

    def slots(self, id: str, kind: Kind) -> frozenset[str]:
        """The names between braces in an article and, if it is a live one, in what follows it."""
        also = self.later[id].slots if kind == "live" and id in self.later else frozenset[str]()
        return self.told(kind)[id].slots | also


class Stories(_Part):
    """Everything, checked: what the plan names is there in each edition, and every slot can be filled."""

    plan: Plan
    editions: Mapping[str, Edition]

    def names(self, planned: Planned, kind: Kind) -> frozenset[str]:
        """The slots of an article, and of what follows it, that words fill and not numbers."""
        slots = frozenset[str]().union(*(edition.slots(planned.id, kind) for edition in self.editions.values()))
        follower = self.plan.followed(planned.id) if kind == "live" else None
        return slots - planned.numbers.keys() - (follower.numbers.keys() if follower else frozenset())


def load(folder: Path = FOLDER) -> Stories:
    """Read and check a folder of stories. Raises `BadStory` for the first thing that is wrong."""
    plan = _read(folder / "plan.toml", Plan)
    editions = {name: _read(folder / f"{name}.toml", Edition) for name in EDITIONS}
    for where, wrong in _mistakes(plan, editions):
        raise BadStory(f"{where}: {wrong}")
    return Stories(plan=plan, editions=editions)


def slot_list(slot: str) -> str:
    """The word list of a slot: "town" of "town2"."""
    found = _NUMBERED.fullmatch(slot)
    return found[1] if found else slot


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with its slots filled. Raises `KeyError` for a slot without a word."""
    return _SLOT.sub(lambda slot: words[slot[1]], text)


def _read(file: Path, model: type[M]) -> M:
    try:
        return model.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadStory(f"{file.name}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadStory(f"{file.name}: not valid TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadStory(f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _mistakes(plan: Plan, editions: Mapping[str, Edition]) -> Iterator[tuple[str, str]]:
    for ids in ([planned.id for planned in (*plan.archive, *plan.live)], [planned.id for planned in plan.later]):
        twice = sorted({each for each in ids if ids.count(each) > 1})
        yield from (("plan.toml: id", f'"{each}" stands twice') for each in twice)
    live = {planned.id for planned in plan.live}
    yield from ((f"plan.toml: later.{each.id}", "follows nothing") for each in plan.later if each.id not in live)
    for planned in (*plan.archive, *plan.live, *plan.later):
        if not (PICTURES / f"{planned.picture}.jpg").is_file():
            yield f"plan.toml: {planned.id}.picture", f'there is no picture "{planned.picture}"'
        for name, (least, greatest) in planned.numbers.items():
            if least > greatest:
                yield f"plan.toml: {planned.id}.numbers.{name}", f"{least} is greater than {greatest}"
    for name, edition in editions.items():
        yield from _missing(f"{name}.toml", plan, edition)
        yield from _uneven(name, editions)
    yield from _crowded(plan, editions)


def _missing(file: str, plan: Plan, edition: Edition) -> Iterator[tuple[str, str]]:
    """What the plan wants of an edition, and is not there."""
    first = {planned.id: planned.numbers.keys() for planned in plan.live}
    kinds: tuple[tuple[Kind, tuple[Planned, ...]], ...] = (
        ("archive", plan.archive), ("live", plan.live), ("later", plan.later)
    )  # fmt: skip
    for kind, planned_of in kinds:
        told_of = edition.told(kind)
        for planned in planned_of:
            key = f"{file}: {kind}.{planned.id}"
            if planned.id not in told_of:
                yield key, "is missing, but stands in plan.toml"
                continue
            if planned.section not in edition.sections:
                yield f"{file}: sections.{planned.section}", f'is missing, but "{planned.id}" is in that section'
            if planned.author not in edition.authors:
                yield f"{file}: authors.{planned.author}", f'is missing, but "{planned.id}" is by that author'
            known = planned.numbers.keys() | (first[planned.id] if kind == "later" else frozenset())
            slots = sorted(told_of[planned.id].slots - known)
            yield from ((key, f"nothing fills {{{slot}}}") for slot in slots if slot_list(slot) not in edition.words)
        for extra in sorted(told_of.keys() - {planned.id for planned in planned_of}):
            yield f"{file}: {kind}.{extra}", "is not in plan.toml"


def _uneven(name: str, editions: Mapping[str, Edition]) -> Iterator[tuple[str, str]]:
    """Word lists that do not match the first edition's, whose indices would then tell different stories."""
    first = editions[EDITIONS[0]].words
    words = editions[name].words
    for key in sorted(first.keys() | words.keys()):
        here, there = len(words.get(key, ())), len(first.get(key, ()))
        if here != there:
            yield f"{name}.toml: words.{key}", f"has {here} words, {EDITIONS[0]}.toml has {there}"
        elif len(set(words[key])) < here:
            yield f"{name}.toml: words.{key}", "has a word twice"


def _crowded(plan: Plan, editions: Mapping[str, Edition]) -> Iterator[tuple[str, str]]:
    """Articles that need more different words of a list than it has; to be asked when nothing is missing."""
    words = editions[EDITIONS[0]].words
    stories = Stories(plan=plan, editions=editions)
    kinds: tuple[tuple[Kind, tuple[Planned, ...]], ...] = (("archive", plan.archive), ("live", plan.live))
    for kind, planned in ((kind, planned) for kind, every in kinds for planned in every):
        for name, needed in sorted(Counter(map(slot_list, stories.names(planned, kind))).items()):
            if needed > (there := len(words[name])):
                yield f"{EDITIONS[0]}.toml: words.{name}", f"has {there} words, {planned.id} needs {needed}"
