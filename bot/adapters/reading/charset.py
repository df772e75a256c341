"""Bytes → text, whatever the labels say.

The theory
----------
Labels lie: servers add "charset=iso-8859-1" to everything, and templates keep the declaration of the page they were
copied from. The bytes are harder to fake, so they speak first: a byte order mark; the zero bytes of UTF-16; text that
is valid UTF-8 *is* UTF-8 (a legacy text of some length never happens to be). Only then the labels: the document's own
before the server's. What they give must look like words — letters of one script, no capital after a small letter,
which is exactly what koi8-r read as windows-1251 breaks — or the usual encodings are tried and the best is taken.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, pairwise

_MARKS = (  # the longer first: UTF-16's mark begins UTF-32's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_LABEL = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_HTML_LABEL = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_HEADER_LABEL = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_WIDER = {  # WHATWG Encoding: what a label means is what its superset means
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_GUESSES = ("utf-8", "cp1251", "koi8-r", "cp1254", "cp1252", "iso8859-5", "cp866")
_STATEFUL = ("iso2022_jp", "hz")  # seven-bit: valid UTF-8, and yet another text
_NEVER = ("utf_7", "idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem")
_GOOD = 0.6  # of 1: a mean of the marks that pairs of letters get
_SAMPLE_WORDS = 1000
_HEAD = 2048
_CHUNK = 200_000  # characters looked at in one go: other threads run in between
_FOREIGN_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f]\S*")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EASTERN = ("CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "FULLWIDTH", "IDEOGRAPHIC")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a feed or page; what cannot be decoded becomes U+FFFD. Never raises."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    wide = _wide(body)
    if wide:
        return body.decode(wide, "replace")
    labels = list(dict.fromkeys(filter(None, map(_codec, _labels(body, content_type)))))
    if labels and labels[0] in _STATEFUL:
        return body.decode(labels[0], "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _best(body, [label for label in labels if label != "utf-8"])


def _wide(body: bytes) -> str:
    """UTF-16 without a mark: every other byte of a beginning in ASCII is zero (XML 1.0, appendix F)."""
    head = body[:64]
    if len(head) < 4 or b"\0" not in head[:4]:
        return ""
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > 2 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 2 * odd else ""


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    head = body[:_HEAD]
    for found in (_XML_LABEL.search(head), _HTML_LABEL.search(head)):
        if found:
            yield found[1].decode("ascii", "ignore")
    header = _HEADER_LABEL.search(content_type)
    if header:
        yield header[1]


def _codec(label: str) -> str:
    """Python's name for a charset of text; "" for an unknown one."""
    try:
        name = codecs.lookup(label).name
        "".encode(name)  # refuses "rot13" and "base64", which are no charsets
    except (LookupError, ValueError):
        return ""
    name = _WIDER.get(name, name)
    return "" if name.replace("-", "_") in _NEVER or name.startswith(("utf-16", "utf-32")) else name


def _best(body: bytes, labels: list[str]) -> str:
    marks = {name: _mark(body, name) for name in labels}
    if not marks or max(marks.values()) < _GOOD:
        marks |= {name: _mark(body, name) for name in _GUESSES if name not in marks}
    return body.decode(max(marks, key=lambda name: marks[name]), "replace")


def _mark(body: bytes, name: str) -> float:
    """How much like words the text looks in this encoding: 1 is perfect, 0 nothing, less is nonsense."""
    words = _FOREIGN_WORD.finditer(body[: 1 << 18].decode(name, "replace"))
    marks = [_pair(left, right) for word in islice(words, _SAMPLE_WORDS) for left, right in pairwise(word[0][:40])]
    told = [mark for mark in marks if mark is not None]
    return sum(told) / len(told) if told else _GOOD


def _pair(left: str, right: str) -> float | None:
    if left.isascii() and right.isascii():
        return None
    left_script, right_script = _script(left), _script(right)
    if "nonsense" in (left_script, right_script):
        return -2.0
    if not left_script or not right_script:
        return None
    if left_script != right_script or (left.islower() and right.isupper()):
        return -2.0
    if left_script == "LATIN" and not left.isascii() and not right.isascii():
        return -1.0  # accented letters stand among plain ones
    return 0.0 if left.isupper() and right.isupper() else 1.0


@lru_cache(maxsize=1024)
def _script(letter: str) -> str:
    """The script of a letter; "" for what may stand beside letters; "nonsense" for what does not in running text."""
    category = unicodedata.category(letter)
    if category[0] == "L":
        name = unicodedata.name(letter, "").split(" ", 1)[0]
        return "CJK" if name in _EASTERN else name
    return "nonsense" if letter == "\ufffd" or (not letter.isascii() and category in ("Cc", "Sk", "So", "Sc")) else ""


def legal(text: str) -> str:
    """The text without what XML 1.0 §2.2 does not allow."""
    if len(text) <= _CHUNK:
        return _ILLEGAL.sub("", text)
    return "".join(_ILLEGAL.sub("", text[at : at + _CHUNK]) for at in range(0, len(text), _CHUNK))
