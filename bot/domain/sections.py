"""The sections there are, and what is meant by all the ways to write them."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.post import Gettext, known_sections, one_line, section_name
from bot.domain.text import fold

LABEL_UNITS = 100  # UTF-16 units of a name in a list
LISTED = 12  # sections named in a hint


@dataclass(frozen=True, slots=True)
class Sections:
    """`labels`: key → label as the site writes it; `spellings`: every folded spelling → key."""

    labels: Mapping[str, str]
    spellings: Mapping[str, str]

    def find(self, text: str) -> str:
        """The key that is meant; "" if none."""
        return self.spellings.get(fold(text.removeprefix("section:")), "")

    def names(self, gettext: Gettext) -> str:
        """Those most used, for a hint."""
        names = [section_name(key, label, gettext) for key, label in self.labels.items()]
        return ", ".join(one_line(name, LABEL_UNITS) for name in names[:LISTED])


def all_sections(archive: Mapping[str, str], operators: Mapping[str, str], gettext: Gettext) -> Sections:
    """The archive's sections (key → label, most used first) and the operator's (folded spelling → key), by all their
    spellings and by their names in a language. Where two claim a spelling, the operator is right."""
    labels = {**archive, **{key: archive.get(key, "") for key in operators.values()}}
    named = known_sections(gettext)
    spellings = {fold(named[key]): key for key in labels if key in named}
    spellings |= {fold(label): key for key, label in labels.items() if label}
    spellings |= {fold(key): key for key in labels}
    return Sections(labels, {**spellings, **operators})
