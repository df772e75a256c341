"""Whether words are alike: by the runs of three characters that they share, and by their numbers.

"2 die in fire" and "3 die in fire" share nearly all, and are two articles: numbers have to be the same.
"""

import re

ALIKE = 0.5  # of the trigrams in common
_NUMBER = re.compile(r"\d+")


def alike(one: str, other: str) -> bool:
    """Whether two titles are of one article: half of the shorter one's trigrams, and no other number."""
    if set(_NUMBER.findall(one)) ^ set(_NUMBER.findall(other)):
        return False
    first, second = _trigrams(one), _trigrams(other)
    return bool(first and second) and len(first & second) >= ALIKE * min(len(first), len(second))


def contains(whole: str, part: str) -> bool:
    """Whether a text is, by and large, part of another one; no number of it is missing there."""
    trigrams, numbers = _trigrams(part), set(_NUMBER.findall(part))
    within = trigrams & _trigrams(whole)
    return bool(trigrams) and len(within) >= ALIKE * len(trigrams) and numbers <= set(_NUMBER.findall(whole))


def _trigrams(text: str) -> set[str]:
    flat = " ".join(text.casefold().split())
    return {flat[at : at + 3] for at in range(max(1, len(flat) - 2))} if flat else set()
