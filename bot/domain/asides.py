"""Sentences that are not the article's own telling: they speak to the reader of the page, of its pictures, or of who
may read and use it. In a message, without page and pictures, they say nothing, or what is not so.

Two kinds, by what becomes of the sentence after them:

- *notices* ("Subscribe to continue reading.") belong to the page. They are taken out, and what follows follows what
  went before;
- *captions* ("The bridge (pictured) …", "Delay: Lorries wait …") may hold a fact on which the next sentence hangs.
  They stay in their place, and are not shown where there is anything else.

By words, language by language, for nothing else tells "Subscribe to read" from a sentence about subscribers. What
somebody is reported to have said is news, whatever it says (`furniture.is_reported`). Page readers do not use this: on
a page it is structure that tells (`adapters.reading`), and a sentence found too much loses news there; here it loses
one candidate of many.

A phrase is looked for in all sentences at once, and only what is found in each of them: most articles have none.
"""

import re
from collections.abc import Sequence

from bot.domain.asides_words import (
    CAPTION_OPENINGS,
    CAPTION_PHRASES,
    KICKERS,
    NOTICE_OPENINGS,
    NOTICE_PHRASES,
    SAYING,
    SHOWN,
    STAFF,
)

SHORT = 160  # characters: a notice of a phrase anywhere in it is no longer than that

_NOTICE = re.compile(rf"\W*(?:{'|'.join(NOTICE_OPENINGS)})|\W*(?:{'|'.join(STAFF)})\W*$", re.IGNORECASE)
_CAPTION = re.compile(rf"\W*(?:{'|'.join(CAPTION_OPENINGS)})", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"[(（](?:[^\W\d_]+[ ,]+){{0,2}}(?:{SHOWN})(?:[ ,;:][^)）]{{0,60}})?[)）]", re.IGNORECASE)
# Some words and a colon before a sentence: what captions, headings, lists and minutes of talks begin with. Before a
# quotation they tell who speaks.
_LABEL = re.compile(r"\W*[^\W\d_][\w'’.-]*(?: [\w'’&-]+){0,4} ?[:：] ?(?=\(?([^\W\d_]))")

# "UPDATE: …", "Police said: …": a label that belongs to its sentence.
_TELLING = re.compile(rf"\W*(?:(?:{'|'.join(KICKERS)})|[^:：]{{1,60}} (?:{'|'.join(SAYING)})) ?[:：]", re.IGNORECASE)


def notices(sentences: Sequence[str]) -> list[bool]:
    """Which of the sentences speak to the reader of the page, or of who may read and use it?"""
    has_phrase = _having(sentences, NOTICE_PHRASES)
    return [
        (has and len(sentence) <= SHORT) or _NOTICE.match(sentence) is not None
        for sentence, has in zip(sentences, has_phrase, strict=True)
    ]


def captions(sentences: Sequence[str]) -> list[bool]:
    """Which of them speak of a picture that is not there, or begin with a label?"""
    has_phrase = _having(sentences, CAPTION_PHRASES)
    return [has or _is_caption(sentence) for sentence, has in zip(sentences, has_phrase, strict=True)]


def _having(sentences: Sequence[str], phrases: Sequence[str]) -> list[bool]:
    everything = "\n".join(sentences).lower()
    there = [phrase for phrase in phrases if phrase in everything]
    return [any(phrase in sentence.lower() for phrase in there) if there else False for sentence in sentences]


def without_label(sentence: str) -> str:
    """What stands behind the label it begins with; all of it, where there is none."""
    label = _LABEL.match(sentence)
    return sentence[label.end() :] if label and label[1].isupper() and not _TELLING.match(sentence) else sentence


def _is_caption(sentence: str) -> bool:
    if _CAPTION.match(sentence) or without_label(sentence) != sentence:
        return True
    return ("(" in sentence or "（" in sentence) and _IN_BRACKETS.search(sentence) is not None
