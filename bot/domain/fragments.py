"""What stands among sentences and is none: items of lists, lines of code, headings and addresses, and the beginning of
what is told only after a colon. Shown alone they say little, so they are shown only where there is nothing else.

By form alone, in any language: a sentence of prose begins with a word and ends with a stop. Armenian is often typed
with a colon for its full stop.
"""

import re

_STOPPED = re.compile(r"[.!?…։。！？؟۔।｡][\"'”’»)\]}›」』）】\s]*$")
_ITEM = re.compile(r"(?:[•·▪●►*#>|+=<{}$–—-]|\(?\d{1,3}[.)]\s|[a-zа-я]\)\s)")
_ADDRESSES = ("http://", "https://", "www.")
_SIGNS = frozenset("{}=<>&|")  # of code, which is looked for only where one of them stands
_CODE = re.compile(r"[{}]|[=!]=|&&|\|\||=>|</?\w+>| = ")


def is_fragment(sentence: str, language: str) -> bool:
    """Is it no sentence of prose?"""
    if not _STOPPED.search(sentence[-12:]) and not (language == "hy" and sentence.endswith(":")):
        return True
    if _ITEM.match(sentence) or any(address in sentence for address in _ADDRESSES):
        return True
    return not _SIGNS.isdisjoint(sentence) and _CODE.search(sentence) is not None
