"""Registered commands: docs.discord.com, "Application Commands" (Naming, Structure, Option Structure, Limits)."""

import unicodedata
from typing import Any

from tests.discordapi.calls import NOTHING, Call, Reply
from tests.discordapi.errors import Form, Path, refusal
from tests.discordapi.world import World

CHAT_INPUT, KINDS = 1, (1, 2, 3)
NAME, DESCRIPTION, OPTIONS, CHOICES, CHOICE, COMMANDS, CONTEXT_MENUS, TEXT = 32, 100, 25, 25, 100, 100, 15, 8000
SUBCOMMAND, GROUP = 1, 2
OPTION_TYPES = range(1, 12)
CHOOSING = (3, 4, 10)  # string, integer, number
# "Reference" (Locales)
LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR",
    "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko",
})  # fmt: skip


class Commands:
    """Carries the methods of registered commands out on a world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def _place(self, call: Call) -> tuple[dict[int, dict[str, Any]], int]:
        """The commands of a path, global or of a guild. Raises `ApiError` (20012, 50001)."""
        if call.id("application") != self._world.application_id:
            raise refusal(20012)
        if "guild" not in call.ids:
            return self._world.commands, 0
        guild = self._world.guilds.get(call.id("guild"))
        if guild is None or self._world.bot.id not in guild.members:
            raise refusal(50001)
        return guild.commands, guild.id

    def all(self, call: Call) -> Reply:
        return 200, list(self._place(call)[0].values())

    def get(self, call: Call) -> Reply:
        place, _ = self._place(call)
        if call.id("command") not in place:
            raise refusal(10063)
        return 200, place[call.id("command")]

    def put(self, call: Call) -> Reply:
        """Replace all of them; those whose name and type stay keep their id."""
        place, guild = self._place(call)
        form = Form()
        given = form.items((), call.body, COMMANDS + 2 * CONTEXT_MENUS)
        read = [_command(form, (n,), each) for n, each in enumerate(given)]
        keys = [(each["type"], each["name"]) for each in read]
        for n, key in enumerate(keys):
            if key in keys[:n]:
                form.wrong((n,), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        form.check()
        if sum(each["type"] == CHAT_INPUT for each in read) > COMMANDS:
            raise refusal(30032)
        old = {(each["type"], each["name"]): each for each in place.values()}
        place.clear()
        for each in read:
            self._keep(place, each, guild, old.get((each["type"], each["name"])))
        return 200, list(place.values())

    def post(self, call: Call) -> Reply:
        """Add one, or replace the one of that name."""
        place, guild = self._place(call)
        form = Form()
        read = _command(form, (), call.fields)
        form.check()
        same = (each for each in place.values() if (each["type"], each["name"]) == (read["type"], read["name"]))
        old = next(same, None)
        return 200 if old else 201, self._keep(place, read, guild, old)

    def delete(self, call: Call) -> Reply:
        place, _ = self._place(call)
        if place.pop(call.id("command"), None) is None:
            raise refusal(10063)
        return NOTHING

    def _keep(
        self, place: dict[int, dict[str, Any]], command: dict[str, Any], guild: int, old: dict[str, Any] | None
    ) -> dict[str, Any]:
        number = int(old["id"]) if old else self._world.new_id()
        known = {"id": str(number), "application_id": str(self._world.application_id), "version": str(number)}
        command |= known | ({"guild_id": str(guild)} if guild else {})
        place[number] = command
        self._world.notice()
        return command


def _command(form: Form, path: Path, value: object) -> dict[str, Any]:
    given = form.model(path, value)
    kind = given.get("type") or CHAT_INPUT
    if kind not in KINDS:
        form.choices((*path, "type"), KINDS)
    command = _named(form, path, given, plain=kind == CHAT_INPUT) | {"type": kind}
    command["options"] = _options(form, (*path, "options"), given.get("options"))
    command |= {
        "default_member_permissions": _permissions(form, (*path, "default_member_permissions"), given),
        "dm_permission": given.get("dm_permission"),
        "nsfw": bool(given.get("nsfw")),
        "contexts": _subset(form, (*path, "contexts"), given.get("contexts"), (0, 1, 2)),
        "integration_types": _subset(form, (*path, "integration_types"), given.get("integration_types") or [0], (0, 1)),
    }
    if _length(command) > TEXT:
        form.wrong(path, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TEXT})")
    return command


def _named(form: Form, path: Path, given: dict[str, Any], *, plain: bool = True) -> dict[str, Any]:
    """Name and description, with their localizations."""
    named: dict[str, Any] = {"name": _name(form, (*path, "name"), given.get("name"), plain=plain)}
    least = 1 if plain else 0
    named["description"] = form.text((*path, "description"), given.get("description"), DESCRIPTION, least)
    if not plain and named["description"]:
        form.wrong((*path, "description"), "APPLICATION_COMMAND_DESCRIPTION_INVALID", "Must be empty")
    for part in ("name", "description"):
        place, wordings = (*path, f"{part}_localizations"), given.get(f"{part}_localizations") or {}
        for locale, wording in form.model(place, wordings).items():
            if locale not in LOCALES:
                form.choices((*place, locale), tuple(sorted(LOCALES)))
            if part == "name":
                _name(form, (*place, locale), wording, plain=plain)
            else:
                form.text((*place, locale), wording, DESCRIPTION, 1)
        named[f"{part}_localizations"] = wordings or None
    return named


def _name(form: Form, path: Path, value: object, *, plain: bool) -> str:
    name = form.text(path, value, NAME, 1)
    if plain and not (all(_fits(character) for character in name) and name == name.lower()):
        form.wrong(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    return name


def _fits(character: str) -> bool:
    r"""Whether a character may stand in a name: `^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$`."""
    of_script = "\u0900" <= character <= "\u097f" or "\u0e00" <= character <= "\u0e7f"
    return character in "-_'" or unicodedata.category(character)[0] in "LN" or of_script


def _permissions(form: Form, path: Path, given: dict[str, Any]) -> str | None:
    value = given.get("default_member_permissions")
    if value is None:
        return None
    return str(form.snowflake(path, value))


def _subset(form: Form, path: Path, value: object, known: tuple[int, ...]) -> list[int] | None:
    if value is None:
        return None
    given = form.items(path, value, len(known))
    for n, each in enumerate(given):
        if each not in known:
            form.choices((*path, n), known)
    return given


def _options(form: Form, path: Path, value: object) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = []
    for n, each in enumerate(form.items(path, value, OPTIONS)):
        option = _option(form, (*path, n), form.model((*path, n), each))
        if option["name"] in {known["name"] for known in options}:
            form.wrong((*path, n, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option name already exists")
        if option.get("required") and options and not options[-1].get("required"):
            form.wrong(
                (*path, n),
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        options.append(option)
    if len({option["type"] in (SUBCOMMAND, GROUP) for option in options}) > 1:
        message = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.wrong(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    return options


def _option(form: Form, path: Path, given: dict[str, Any]) -> dict[str, Any]:
    kind = given.get("type")
    if kind not in OPTION_TYPES:
        form.required((*path, "type")) if kind is None else form.choices((*path, "type"), tuple(OPTION_TYPES))
    option = _named(form, path, given) | {"type": kind}
    kept = ("required", "autocomplete", "channel_types", "min_value", "max_value", "min_length", "max_length")
    option |= {name: given[name] for name in kept if given.get(name) is not None}
    if kind in (SUBCOMMAND, GROUP):
        option["options"] = _options(form, (*path, "options"), given.get("options"))
    if given.get("choices"):
        option["choices"] = _choices(form, (*path, "choices"), given["choices"], kind)
    if given.get("autocomplete") and (given.get("choices") or kind not in CHOOSING):
        message = "Autocomplete cannot be used here"
        form.wrong((*path, "autocomplete"), "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", message)
    return option


def _choices(form: Form, path: Path, value: object, kind: object) -> list[dict[str, Any]]:
    choices = form.items(path, value, CHOICES)
    if kind not in CHOOSING:
        form.wrong(path, "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "Choices are invalid for this option type")
    for n, each in enumerate(choices):
        given = form.model((*path, n), each)
        form.text((*path, n, "name"), given.get("name"), CHOICE, 1)
        if kind == CHOOSING[0]:
            form.text((*path, n, "value"), given.get("value"), CHOICE, 1)
    return choices


def _length(part: dict[str, Any]) -> int:
    """The characters that count: names, descriptions and values, by the longest localization."""
    total = 0
    for name in ("name", "description", "value"):
        wordings = (part.get(f"{name}_localizations") or {}).values()
        total += max((len(str(each)) for each in (part.get(name) or "", *wordings)), default=0)
    return total + sum(_length(inner) for inner in (*part.get("options", ()), *part.get("choices", ())))
