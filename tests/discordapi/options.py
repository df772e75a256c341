"""Options of a command, filled in as Discord's app lets one: "Application Commands" (Option Structure)."""

from typing import TYPE_CHECKING, Any

from tests.discordapi import payloads
from tests.discordapi.records import Channel, Role, User

if TYPE_CHECKING:
    from tests.discordapi.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER = 3, 4, 5, 6, 7, 8, 9, 10
SUBCOMMANDS = (1, 2)
LONGEST = 6000
_PLAIN: dict[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}
_OBJECTS: dict[int, tuple[type, ...]] = {USER: (User,), CHANNEL: (Channel,), ROLE: (Role,), MENTIONABLE: (User, Role)}


def find(options: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The declared option of a name. Raises `ValueError`."""
    for option in options:
        if option["name"] == name:
            return option
    raise ValueError(f"there is no option {name!r} among {[option['name'] for option in options]}")


class Options:
    """Reads values given for declared options. `force`: their checks are left out, their names must be known."""

    def __init__(self, world: "World", channel: Channel, user: User, *, force: bool) -> None:
        self._world = world
        self._channel = channel
        self._user = user
        self._force = force
        self.resolved: dict[str, dict[str, Any]] = {}

    def read(self, declared: list[dict[str, Any]], given: dict[str, Any]) -> list[dict[str, Any]]:
        """The options of an interaction. Raises `ValueError`."""
        missing = [o["name"] for o in declared if o.get("required") and o["name"] not in given]
        if missing and not self._force:
            raise ValueError(f"{missing} must be given")
        return [self._option(find(declared, name), value) for name, value in given.items()]

    def _option(self, declared: dict[str, Any], value: Any) -> dict[str, Any]:
        kind = declared["type"]
        if kind in _OBJECTS:
            if not isinstance(value, User | Role | Channel) or not isinstance(value, _OBJECTS[kind]):
                raise ValueError(f"{declared['name']} is no {value!r}")
            self._resolve(value, declared)
            value = str(value.id)
        elif not self._force:
            self._check(declared, value)
        return {"name": declared["name"], "type": kind, "value": value}

    def _check(self, declared: dict[str, Any], value: Any) -> None:
        name, kind = declared["name"], declared["type"]
        plain: tuple[type, ...] = _PLAIN[kind]
        if type(value) not in plain:
            raise ValueError(f"{name} cannot be {value!r}")
        if declared.get("choices") and value not in [choice["value"] for choice in declared["choices"]]:
            raise ValueError(f"{value!r} is not among the choices of {name}")
        if kind == STRING:
            size, least, most = len(value), declared.get("min_length", 1), declared.get("max_length", LONGEST)
        else:
            size, least, most = value, declared.get("min_value", value), declared.get("max_value", value)
        if not least <= size <= most:
            raise ValueError(f"{name} must be between {least} and {most}")

    def _resolve(self, value: User | Role | Channel, declared: dict[str, Any]) -> None:
        number, guild = str(value.id), self._channel.guild
        if isinstance(value, User):
            self.resolved.setdefault("users", {})[number] = payloads.user(value)
            if guild and value.id in guild.members:
                member = payloads.member(guild.members[value.id], self._world.may(value, self._channel))
                self.resolved.setdefault("members", {})[number] = {
                    name: part for name, part in member.items() if name not in ("user", "deaf", "mute")
                }
        elif isinstance(value, Role):
            self.resolved.setdefault("roles", {})[number] = payloads.role(value)
        else:
            types = declared.get("channel_types")
            if types and value.type not in types and not self._force:
                raise ValueError(f"{declared['name']} takes no channel of that kind")
            place = payloads.channel(value) | {"permissions": str(self._world.may(self._user, value))}
            place.pop("permission_overwrites", None)
            self.resolved.setdefault("channels", {})[number] = place


def nested(data: dict[str, Any], command: str) -> dict[str, Any]:
    """The options put under the subcommand that they are of."""
    _, *path = command.split()
    for depth, part in reversed(list(enumerate(path, 1))):
        kind = 2 if depth < len(path) else 1
        data["options"] = [{"name": part, "type": kind, "options": data["options"]}]
    return data
