"""Buttons and selects: docs.discord.com, "Component Reference" (Action Row, Button, String Select).

Components V2 are not part of this stand-in: they are refused.
"""

from typing import Any

from tests.discordapi.errors import Form, Path
from tests.discordapi.links import check_url

ROWS, BUTTONS, LABEL, CUSTOM_ID, LINK = 5, 5, 80, 100, 512
OPTIONS, OPTION, PLACEHOLDER = 25, 100, 150
ACTION_ROW, BUTTON, STRING_SELECT = 1, 2, 3
SELECTS = frozenset({3, 5, 6, 7, 8})
LINK_STYLE, STYLES = 5, (1, 2, 3, 4, 5)


class Components:
    """Reads the components of one message."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._ids: set[str] = set()
        self._number = 0

    def read(self, value: object) -> list[dict[str, Any]]:
        """The rows as they will stand under the message, noting in the form what is wrong."""
        rows = self._form.items(("components",), value, ROWS)
        return [self._row(("components", n), each) for n, each in enumerate(rows)]

    def _row(self, path: Path, value: object) -> dict[str, Any]:
        given = self._form.model(path, value)
        if given.get("type") != ACTION_ROW:
            self._form.choices((*path, "type"), "(1,)")
            return {}
        self._number += 1
        row = {"type": ACTION_ROW, "id": self._number}
        parts = self._form.items((*path, "components"), given.get("components"), BUTTONS, 1)
        read = [self._part((*path, "components", n), each) for n, each in enumerate(parts)]
        if any(part.get("type") in SELECTS for part in read) and len(read) > 1:
            self._form.wrong(
                (*path, "components"),
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )
        return row | {"components": read}

    def _part(self, path: Path, value: object) -> dict[str, Any]:
        given = self._form.model(path, value)
        kind = given.get("type")
        self._number += 1
        if kind == BUTTON:
            return self._button(path, given) | {"id": self._number}
        if kind in SELECTS:
            return self._select(path, given) | {"id": self._number}
        self._form.choices((*path, "type"), "(2, 3, 5, 6, 7, 8)")
        return {}

    def _button(self, path: Path, given: dict[str, Any]) -> dict[str, Any]:
        style = given.get("style")
        if style not in STYLES:
            self._form.choices((*path, "style"), STYLES)
        button = {"type": BUTTON, "style": style}
        label = self._form.text((*path, "label"), given.get("label"), LABEL)
        if label.strip():
            button["label"] = label
        elif not given.get("emoji"):
            self._form.required((*path, "label"))
        if given.get("emoji"):
            button["emoji"] = self._emoji((*path, "emoji"), given["emoji"])
        if given.get("disabled"):
            button["disabled"] = True
        return button | (self._link(path, given) if style == LINK_STYLE else self._pressed(path, given))

    def _link(self, path: Path, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("custom_id"):
            for name in ("custom_id", "url"):
                self._form.wrong(
                    (*path, name),
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified",
                )
        if not given.get("url"):
            self._form.wrong((*path, "url"), "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
            return {}
        return {"url": check_url(self._form, (*path, "url"), given["url"], ("http", "https", "discord"), LINK)}

    def _pressed(self, path: Path, given: dict[str, Any]) -> dict[str, Any]:
        if given.get("url"):
            self._form.wrong(
                (*path, "url"),
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )
        if not given.get("custom_id"):
            self._form.wrong((*path, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
            return {}
        return {"custom_id": self._custom_id((*path, "custom_id"), given["custom_id"])}

    def _custom_id(self, path: Path, value: object) -> str:
        custom_id = self._form.text(path, value, CUSTOM_ID, 1)
        if custom_id in self._ids:
            message = "Component custom id cannot be duplicated"
            self._form.wrong(path, "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        self._ids.add(custom_id)
        return custom_id

    def _emoji(self, path: Path, value: object) -> dict[str, Any]:
        given = self._form.model(path, value)
        if not given.get("id") and not _is_emoji(given.get("name")):
            self._form.wrong((*path, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
        return {"id": given.get("id"), "name": given.get("name"), "animated": bool(given.get("animated"))}

    def _select(self, path: Path, given: dict[str, Any]) -> dict[str, Any]:
        select: dict[str, Any] = {"type": given["type"]}
        select["custom_id"] = self._custom_id((*path, "custom_id"), given.get("custom_id"))
        if given.get("placeholder"):
            select["placeholder"] = self._form.text((*path, "placeholder"), given["placeholder"], PLACEHOLDER)
        select["min_values"] = self._form.number((*path, "min_values"), given.get("min_values", 1), 0, OPTIONS)
        select["max_values"] = self._form.number((*path, "max_values"), given.get("max_values", 1), 1, OPTIONS)
        if given.get("disabled"):
            select["disabled"] = True
        if given["type"] == STRING_SELECT:
            select["options"] = self._options((*path, "options"), given.get("options"))
            self._counts(path, select)
        return select

    def _counts(self, path: Path, select: dict[str, Any]) -> None:
        most, options = select["max_values"], select["options"]
        if most > len(options) or select["min_values"] > most:
            self._form.wrong(
                (*path, "max_values"), "NUMBER_TYPE_MAX", f"int value should be less than or equal to {len(options)}."
            )
        if sum(bool(option.get("default")) for option in options) > most:
            self._form.wrong(
                (*path, "options"),
                "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES",
                "The specified number of default values exceeds the specified maximum values",
            )

    def _options(self, path: Path, value: object) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = []
        for n, each in enumerate(self._form.items(path, value, OPTIONS, 1)):
            given = self._form.model((*path, n), each)
            option: dict[str, Any] = {
                name: self._form.text((*path, n, name), given.get(name), OPTION, 1) for name in ("label", "value")
            }
            if given.get("description"):
                option["description"] = self._form.text((*path, n, "description"), given["description"], OPTION)
            if given.get("emoji"):
                option["emoji"] = self._emoji((*path, n, "emoji"), given["emoji"])
            if given.get("default"):
                option["default"] = True
            if option["value"] in {known["value"] for known in options}:
                self._form.wrong(
                    (*path, n), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
                )
            options.append(option)
        return options


def _is_emoji(name: object) -> bool:
    return isinstance(name, str) and 0 < len(name) <= 16 and not name.isascii()
