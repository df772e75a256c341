"""`parse_mode=HTML`, as strictly as the real server reads it.

The rules are those of TDLib's `parse_html`: sixteen tags, attributes with `=`, four named entities and the numeric
ones, end tags that match, offsets of errors in UTF-8 bytes, offsets of entities in UTF-16 units. A link whose
address is none loses its link and keeps its text. What a message keeps is then cleaned and trimmed.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from bot.demo.botapi.errors import ApiError, bad_request
from bot.demo.botapi.links import BadLink, check_link

ENTITIES_KEPT = 100

TYPES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "span": "spoiler",
    "tg-spoiler": "spoiler", "a": "text_link", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre",
    "blockquote": "blockquote",
}  # fmt: skip
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_SPACE = " \t\r\n\x00\x0b"
_SPECIAL = re.compile(r"[<&]")
_REFERENCE = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,7})|#([0-9]{1,7})|([a-zA-Z]+));?")
_NAME = re.compile(rf"[^{_SPACE}>]*")
_ATTRIBUTE = re.compile(rf"[^{_SPACE}=>]*")
_BLANKS = re.compile(rf"[{_SPACE}]*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_USER = re.compile(r"tg://user\?id=(\d+)")
# TDLib's clean_input_string: separators of lines and paragraphs, bidirectional overrides and CR go; other controls
# become blanks
_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")
_GONE = re.compile("[\r\u2028-\u202e]")


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text with its entities, as JSON objects with offsets in UTF-16 units; shared, so never to be changed."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int  # index into the output


def units(text: str) -> int:
    """Length in UTF-16 units, as every limit of the Bot API counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@lru_cache(maxsize=2048)
def parse_html(html: str) -> Formatted:
    """Parse, clean and trim. Raises `ApiError` in the server's words."""
    return tidy(*_Parser(html).run())


def tidy(text: str, entities: list[dict[str, Any]]) -> Formatted:
    """Clean and trim `text` as the server does before it counts, and move its entities along."""
    if _UNCLEAN.search(text) is None and not (text[:1].isspace() or text[-1:].isspace()):
        return Formatted(text, tuple(_flatten(entities)[:ENTITIES_KEPT]))
    kept: list[str] = []
    places = [0]  # old UTF-16 offset → new one, before trimming
    for character in text:
        new = "" if _GONE.match(character) else " " if _UNCLEAN.match(character) else character
        kept.append(new)
        step = 2 if character > "\uffff" else 1
        places.extend([places[-1] + units(new)] * step)
    clean = "".join(kept)
    trimmed = clean.strip()
    lead = units(clean[: len(clean) - len(clean.lstrip())])
    end = units(trimmed)
    moved = []
    for entity in entities:
        first = min(max(places[entity["offset"]] - lead, 0), end)
        last = min(max(places[entity["offset"] + entity["length"]] - lead, 0), end)
        if last > first:
            moved.append({**entity, "offset": first, "length": last - first})
    return Formatted(trimmed, tuple(_flatten(moved)[:ENTITIES_KEPT]))


def _flatten(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort, and drop what stands inside code: nothing may be nested in `pre` and `code`."""
    entities = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    code = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in {"code", "pre"}]
    if not code:
        return entities
    return [e for e in entities if e["type"] in {"code", "pre"} or not any(_within(e, span) for span in code)]


def _within(entity: dict[str, Any], span: tuple[int, int]) -> bool:
    return bool(span[0] <= entity["offset"] and entity["offset"] + entity["length"] <= span[1])


@dataclass(slots=True)
class _Parser:
    html: str
    at: int = 0
    offset: int = 0  # UTF-16 units written
    out: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> tuple[str, list[dict[str, Any]]]:
        while (special := _SPECIAL.search(self.html, self.at)) is not None:
            self._write(self.html[self.at : special.start()])
            self.at = special.start()
            if special[0] == "&":
                self._write(self._reference())
            elif self.html.startswith("</", self.at):
                self._close()
            else:
                self._open()
        self._write(self.html[self.at :])
        if self.opened:
            raise self._error(f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"')
        for entity in self.entities:
            if entity["type"] == "code":
                entity.pop("language", None)  # a language is a property of `pre`
        return "".join(self.out), self.entities

    def _write(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.offset += units(text)

    def _error(self, reason: str, at: int | None = None) -> ApiError:
        where = "" if at is None else f" at byte offset {len(self.html[:at].encode('utf-8', 'surrogatepass'))}"
        return bad_request(f"can't parse entities: {reason}{where}")

    def _here(self) -> str:
        return self.html[self.at : self.at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.html, self.at)
        self.at = match.end() if match else self.at
        return match[0] if match else ""

    def _reference(self) -> str:
        """The character of the reference at `at`, or the ampersand itself where it is none."""
        match = _REFERENCE.match(self.html, self.at)
        character = _character(match) if match else ""
        self.at = match.end() if match and character else self.at + 1
        if "\ud800" <= character <= "\udfff":
            raise self._error(
                "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
                "surrogate code units"
            )
        return character or "&"

    def _open(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._skip(_NAME).lower()
        if self.at >= len(self.html):
            raise self._error("Unclosed start tag", begin)
        if tag not in TYPES:
            raise self._error(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while True:
            self._skip(_BLANKS)
            if self._here() == ">":
                self.at += 1
                break
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value, argument)
        if tag == "span" and argument != "spoiler":
            raise self._error('Tag "span" must have class "tg-spoiler"', begin)
        self.opened.append(_Open(tag, argument, self.offset, len(self.out)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        name = self._skip(_ATTRIBUTE)
        if not name:
            raise self._error(f'Empty attribute name in the tag "{tag}"', begin)
        self._skip(_BLANKS)
        if self._here() != "=":
            if (tag, name) == ("blockquote", "expandable") and self._here():
                return name, "1"
            raise self._error(f'Expected equal sign in declaration of an attribute of the tag "{tag}"', begin)
        self.at += 1
        self._skip(_BLANKS)
        value = self._quoted() if self._here() in {'"', "'"} else self._token()
        if self.at >= len(self.html):
            raise self._error("Unclosed start tag", begin)
        return name, value

    def _token(self) -> str:
        begin = self.at
        token = self._skip(_TOKEN).lower()
        if self._here() and self._here() not in _SPACE + ">":
            raise self._error("Unexpected end of name token", begin)
        return token

    def _quoted(self) -> str:
        quote = self._here()
        self.at += 1
        value: list[str] = []
        while self._here() not in {quote, ""}:
            if self._here() == "&":
                value.append(self._reference())
            else:
                value.append(self._here())
                self.at += 1
        self.at += 1
        return "".join(value)

    def _close(self) -> None:
        begin = self.at
        if not self.opened:
            raise self._error("Unexpected end tag", begin)
        self.at += 2
        name = self._skip(_NAME).lower()
        self._skip(_BLANKS)
        if self._here() != ">":
            raise self._error("Unclosed end tag", begin)
        self.at += 1
        opened = self.opened.pop()
        if name and name != opened.tag:
            raise self._unmatched(begin, opened, name)
        if self.offset > opened.offset:
            self._emit(opened)

    def _unmatched(self, begin: int, opened: _Open, name: str) -> ApiError:
        error = self._error("Unmatched end tag", begin)
        return ApiError(400, f'{error.description}, expected "</{opened.tag}>", found "</{name}>"')

    def _emit(self, opened: _Open) -> None:
        entity: dict[str, Any] = {
            "type": TYPES[opened.tag],
            "offset": opened.offset,
            "length": self.offset - opened.offset,
        }
        if opened.tag == "a":
            self._link(entity, opened.argument or "".join(self.out[opened.begin :]))
            return
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = self._emoji(opened.argument)
        elif opened.tag == "blockquote" and opened.argument:
            entity["type"] = "expandable_blockquote"
        elif opened.tag in {"pre", "code"} and self._merge_code(entity, opened):
            return
        self.entities.append(entity)

    def _link(self, entity: dict[str, Any], url: str) -> None:
        person = _USER.fullmatch(url)
        if person:
            self.entities.append({**entity, "type": "text_mention", "user": {"id": int(person[1])}})
            return
        try:
            self.entities.append({**entity, "url": check_link(url)})
        except BadLink:
            return  # the text stays, the link goes

    def _emoji(self, number: str) -> str:
        if not (number.isascii() and number.isdigit() and 0 < int(number) < 2**63):
            raise self._error("Invalid custom emoji identifier specified")
        return number

    def _merge_code(self, entity: dict[str, Any], opened: _Open) -> bool:
        """`<pre><code class="language-x">` is one entity with a language."""
        last = self.entities[-1] if self.entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if opened.tag == "pre" and same and last.get("language"):
            last["type"] = "pre"
            return True
        if opened.tag == "code" and opened.argument:
            inside_pre = bool(self.opened) and self.opened[-1].tag == "pre"
            self.entities.append({**entity, "language": opened.argument} if inside_pre else entity)
            return True
        return False


def _argument(tag: str, name: str, value: str, argument: str) -> str:
    if (tag, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("blockquote", "expandable")}:
        return value or argument
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return argument


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED.get(match[3], "")
    code = int(match[1], 16) if match[1] else int(match[2])
    return chr(code) if 0 < code < 0x10FFFF else ""
