r"""Discord's markdown as its apps show it: a reader of its own, which knows nothing of how the bot writes.

After "Markdown Text 101" and docs.discord.com/developers/reference#message-formatting; the rules have the order of the
apps' (simple-markdown): an escape, an address, a link with words, what stands in angle brackets, code, styles.
"""

import re
from dataclasses import dataclass, field

ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
ADDRESS = re.compile(r"https?://[^\s<]+[^<.,:;\"'\]\s]")
MASKED = re.compile(r"\[((?:\[[^\]]*\]|\\.|[^\[\]\\])*)\]\(\s*<?((?:\([^)\s]*\)|[^\s\\()]|\\.)*)>?\s*\)")
ANGLED = re.compile(r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^>:]+:\d+|id:\w+|https?://[^\s>]+)>")
CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
STYLES = (
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("strike", re.compile(r"~~((?:\\[\s\S]|[^\\])+?)~~(?!~)")),
    ("spoiler", re.compile(r"\|\|((?:\\[\s\S]|[^\\])+?)\|\|")),
    ("italic", re.compile(r"\*(?=\S)((?:\\[\s\S]|\*\*|[^\\*])+?)\*(?!\*)")),
    ("italic", re.compile(r"\b_((?:\\[\s\S]|__|[^\\_])+?)_\b")),
)
BLOCK = re.compile(r"\s*(#{1,3}\s|-#\s|>{1}\s|>>>\s|[-*]\s|\d+\.\s)")
INVISIBLE = str.maketrans(dict.fromkeys("\u2060"))


@dataclass(slots=True)
class Shown:
    """What a person sees. `acts`: mentions, commands, emoji, code, headings: all that is more than words."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)  # words, and the address they open
    styles: list[tuple[str, str]] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)


def read(markdown: str, *, blocks: bool = True) -> Shown:
    """A text of an embed or a message. `blocks`: may a line be a heading, a quote, a list?"""
    shown = Shown()
    if "```" in markdown.replace("\\`", ""):
        shown.acts.append("```")
    lines = []
    for line in markdown.split("\n"):
        if blocks and (begins := BLOCK.match(line)):
            shown.acts.append(begins[1])
        lines.append(_inline(line, shown))
    shown.text = "\n".join(lines).translate(INVISIBLE)
    return shown


def _inline(text: str, shown: Shown) -> str:
    out, at = "", 0
    while at < len(text):
        words, at = _next(text, at, shown)
        out += words
    return out


def _next(text: str, at: int, shown: Shown) -> tuple[str, int]:
    """One piece of a line from `at` on, and where it ends."""
    if found := ESCAPE.match(text, at):
        return found[1], found.end()
    if found := ADDRESS.match(text, at):
        shown.links.append((found[0], found[0]))
        return found[0], found.end()
    if (found := MASKED.match(text, at)) and found[2] and not ADDRESS.search(found[1]):
        words = _inline(found[1], shown)
        shown.links.append((words.translate(INVISIBLE), re.sub(r"\\(.)", r"\1", found[2])))
        return words, found.end()
    if (found := ANGLED.match(text, at)) or (found := CODE.match(text, at)):
        shown.acts.append(found[0])
        return found[0], found.end()
    for style, pattern in STYLES:
        if found := pattern.match(text, at):
            words = _inline(found[1], shown)
            shown.styles.append((style, words.translate(INVISIBLE)))
            return words, found.end()
    return text[at], at + 1


def shown_of(embed: dict[str, object]) -> Shown:
    """All that an embed says, line by line: who from, title, text."""
    author, title = embed.get("author") or {}, read(str(embed.get("title", "")), blocks=False)
    assert isinstance(author, dict)
    text = read(str(embed.get("description", "")))
    links = [*([(title.text, str(embed["url"]))] if embed.get("url") else []), *text.links]
    said = "\n".join(part for part in (str(author.get("name", "")), title.text, text.text) if part)
    return Shown(said, links, [*title.styles, *text.styles], [*title.acts, *text.acts])
