"""Pages of `bench/pages` from their templates: a text, in a shape, with the furniture of its language.

The pages of the folders `held_out…` are whole ones, in shapes that the templates lack, by which nothing was tuned
before they were measured: what stands between ⟦ and ⟧ is a paragraph of the article.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from lxml import html as markup
from markupsafe import Markup, escape

_LINK = re.compile(r"\[\[(.*?)\]\]")
_KINDS = {"# ": "h", "> ": "q", "- ": "li"}
_RIGHT_TO_LEFT = ("ar",)
_MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Gold:
    """A page and what is to be read from it."""

    name: str
    shape: str
    url: str
    html: str
    body: bytes
    content_type: str
    paragraphs: tuple[str, ...]
    title: str
    published: datetime
    author: str
    section: str
    picture: str
    language: str
    alternates: tuple[tuple[str, str], ...]
    media: str
    paywalled: bool


def shaped(said: Mapping[str, Any], texts: Mapping[str, Any], words: Mapping[str, Any], shapes: Environment) -> Gold:
    """The page that `said` (of pages.toml) describes."""
    shapes.filters["json"] = _json
    shapes.filters["also"] = lambda node, more: {**node, **more}
    text = texts[said["text"]]
    story = _story(said["shape"], said["text"], text, words[text["language"]])
    story.alternates = [tuple(each) for each in said.get("alternates", ())]
    story.told, story.charset = said.get("told", False), said.get("charset", "utf-8")
    other = _story(said["shape"], said["other"], texts[said["other"]], words["en"]) if "other" in said else None
    html = shapes.get_template(f"{said['shape']}.html").render(s=story, w=words[text["language"]], o=other)
    lacks = said.get("lacks", ())
    return Gold(
        name=f"{said['shape']}-{said['text']}",
        shape=said["shape"],
        url=story.url,
        html=html,
        body=html.encode(story.charset, "xmlcharrefreplace"),
        content_type=f"text/html; charset={story.charset}",
        paragraphs=tuple(story.plain[: said.get("first", len(story.plain))]),
        title=text["title"],
        published=story.date,
        author="" if "author" in lacks else text["author"],
        section="" if "section" in lacks else text["section"],
        picture=story.picture,
        language=text["language"],
        alternates=tuple(story.alternates),
        media=said.get("media", ""),
        paywalled=said.get("paywalled", False),
    )


def held_out(file: Path) -> Gold:
    """A page that marks its own paragraphs; of its facts nothing is wanted."""
    marked = file.read_text("utf-8")
    page = marked.replace("⟦", "").replace("⟧", "")
    return Gold(
        name=file.stem, shape=file.stem, url=f"https://{file.stem}.example/story-4711.html", html=page,
        body=page.encode(), content_type="text/html; charset=utf-8",
        paragraphs=tuple(_shown(found) for found in _MARKED.findall(marked)),
        title="", published=datetime.fromtimestamp(0, UTC), author="", section="", picture="", language="",
        alternates=(), media="", paywalled=False,
    )  # fmt: skip


def _shown(marked: str) -> str:
    fragment = markup.fragment_fromstring(re.sub("<(?:br|li|/p)", r" \g<0>", marked), create_parent=True)
    return " ".join(fragment.text_content().split())


def _story(shape: str, name: str, text: Mapping[str, Any], words: Mapping[str, Any]) -> SimpleNamespace:
    date = datetime.fromisoformat(text["date"])
    modified = date + timedelta(hours=9, minutes=17)
    home = f"https://{shape}.example/"
    blocks = [_block(paragraph) for paragraph in text["paragraphs"]]
    return SimpleNamespace(
        title=text["title"], author=text["author"], section=text["section"], tags=text["tags"], home=home,
        language=text["language"], dir="rtl" if text["language"] in _RIGHT_TO_LEFT else "ltr", site=f"{shape}.example",
        url=f"{home}{name}-4711.html", picture=f"{home}media/{name}.jpg", date=date,
        iso=date.isoformat(), modified=modified.isoformat(), utc=f"{date.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
        local=f"{date:%Y-%m-%dT%H:%M}", day=f"{date:%Y-%m-%d}", dmy=f"{date:%d.%m.%Y}", hm=f"{date:%H:%M}",
        long=_long(date, words), long_day=_long_day(date, words), long_modified=_long(modified, words),
        zh=f"{date:%Y}年{date:%m}月{date:%d}日 {date:%H:%M}",
        blocks=blocks, plain=[block.plain for block in blocks], pull=blocks[-1].plain,
    )  # fmt: skip


def _block(paragraph: str) -> SimpleNamespace:
    kind = _KINDS.get(paragraph[:2], "p")
    paragraph = paragraph if kind == "p" else paragraph[2:]
    linked = _LINK.sub(r'<a href="/background/1">\1</a>', str(escape(paragraph)))
    return SimpleNamespace(kind=kind, html=Markup(linked), plain=_LINK.sub(r"\1", paragraph))  # noqa: S704


def _long_day(date: datetime, words: Mapping[str, Any]) -> str:
    return f"{date.day} {words['months'].split()[date.month - 1]} {date.year}"


def _long(date: datetime, words: Mapping[str, Any]) -> str:
    return f"{_long_day(date, words)} {date:%H:%M}"


def _json(value: object) -> Markup:
    return Markup(json.dumps(value, ensure_ascii=False).replace("</", "<\\/"))  # noqa: S704
