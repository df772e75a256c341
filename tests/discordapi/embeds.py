"""Embeds: docs.discord.com, "Message Resource" (Embed Object, Embed Limits). Lengths are counted after trimming."""

from datetime import datetime
from typing import Any

from tests.discordapi.errors import Form, Path
from tests.discordapi.links import check_url

EMBEDS = 10
TITLE, DESCRIPTION, FIELDS, FIELD_NAME, FIELD_VALUE, FOOTER, AUTHOR, TOTAL = 256, 4096, 25, 256, 1024, 2048, 256, 6000
COLOR = 0xFFFFFF


class Embeds:
    """Reads embeds; `files`: the names that `attachment://` may refer to."""

    def __init__(self, form: Form, files: frozenset[str]) -> None:
        self._form = form
        self._files = files
        self._total = 0

    def read(self, value: object) -> list[dict[str, Any]]:
        """The embeds as they will stand in the message, noting in the form what is wrong."""
        given = self._form.items(("embeds",), value, EMBEDS)
        embeds = [self._embed(("embeds", n), each) for n, each in enumerate(given)]
        if self._total > TOTAL:
            self._form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TOTAL}")
        return embeds

    def _embed(self, path: Path, value: object) -> dict[str, Any]:
        given = self._form.model(path, value)
        embed = {
            "title": self._text((*path, "title"), given.get("title"), TITLE),
            "description": self._text((*path, "description"), given.get("description"), DESCRIPTION),
            "fields": self._fields((*path, "fields"), given.get("fields")),
            "author": self._named((*path, "author"), given.get("author"), "name", AUTHOR),
            "footer": self._named((*path, "footer"), given.get("footer"), "text", FOOTER),
            "image": self._picture((*path, "image"), given.get("image")),
            "thumbnail": self._picture((*path, "thumbnail"), given.get("thumbnail")),
        }
        if not any(embed.values()):
            self._form.required((*path, "description"))
        embed |= self._rest(path, given)
        return {"type": "rich"} | {name: part for name, part in embed.items() if part not in ("", [], {}, None)}

    def _rest(self, path: Path, given: dict[str, Any]) -> dict[str, Any]:
        rest: dict[str, Any] = {}
        if given.get("url"):
            rest["url"] = check_url(self._form, (*path, "url"), given["url"])
        if given.get("color") is not None:
            rest["color"] = self._form.number((*path, "color"), given["color"], 0, COLOR)
        if given.get("timestamp") is not None:
            rest["timestamp"] = self._time((*path, "timestamp"), given["timestamp"])
        return rest

    def _text(self, path: Path, value: object, most: int, *, needed: bool = False) -> str:
        text = value.strip() if isinstance(value, str) else value
        text = self._form.text(path, text, most)
        if needed and not text:
            self._form.required(path)
        self._total += len(text)
        return text

    def _fields(self, path: Path, value: object) -> list[dict[str, Any]]:
        fields = []
        for n, each in enumerate(self._form.items(path, value, FIELDS)):
            given = self._form.model((*path, n), each)
            name = self._text((*path, n, "name"), given.get("name"), FIELD_NAME, needed=True)
            text = self._text((*path, n, "value"), given.get("value"), FIELD_VALUE, needed=True)
            fields.append({"name": name, "value": text, "inline": bool(given.get("inline"))})
        return fields

    def _named(self, path: Path, value: object, key: str, most: int) -> dict[str, Any]:
        if not value:
            return {}
        given = self._form.model(path, value)
        named = {key: self._text((*path, key), given.get(key), most, needed=True)}
        if given.get("url") and key == "name":
            named["url"] = check_url(self._form, (*path, "url"), given["url"])
        if given.get("icon_url"):
            named["icon_url"] = self._media((*path, "icon_url"), given["icon_url"])
        return named

    def _picture(self, path: Path, value: object) -> dict[str, Any]:
        if not value:
            return {}
        given = self._form.model(path, value)
        if not given.get("url"):
            self._form.required((*path, "url"))
            return {}
        return {"url": self._media((*path, "url"), given["url"])}

    def _media(self, path: Path, value: object) -> str:
        if isinstance(value, str) and value.startswith("attachment://"):
            if value.removeprefix("attachment://") not in self._files:
                self._form.wrong(path, "ATTACHMENT_NOT_FOUND", "Attachment data not found")
            return value
        return check_url(self._form, path, value)

    def _time(self, path: Path, value: object) -> str:
        try:
            return datetime.fromisoformat(str(value)).isoformat()
        except ValueError:
            self._form.wrong(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
            return ""
