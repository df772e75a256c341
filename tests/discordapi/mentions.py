"""Who is pinged: docs.discord.com, "Message Resource" (Allowed Mentions Object, defaults by context)."""

import re
from dataclasses import dataclass

from tests.discordapi import permissions
from tests.discordapi.errors import Form
from tests.discordapi.records import Guild

KINDS = ("roles", "users", "everyone")
NAMED = 100
_MENTION = re.compile(r"<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>|(?P<all>@everyone|@here)")
_CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which mentions may ping: whole kinds, and single people and roles."""

    parse: frozenset[str]
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied_user: bool = True


REGULAR = Allowed(frozenset(KINDS))
OF_INTERACTIONS = Allowed(frozenset({"users"}))  # and of webhooks


def read_allowed(value: object, form: Form, usual: Allowed) -> Allowed:
    """The `allowed_mentions` of a body, noting in `form` what is wrong; `usual` where it is missing."""
    if value is None:
        return usual
    given = form.model(("allowed_mentions",), value)
    parse = form.items(("allowed_mentions", "parse"), given.get("parse"), len(KINDS))
    for n, kind in enumerate(parse):
        if kind not in KINDS:
            form.choices(("allowed_mentions", "parse", n), KINDS)
    named: dict[str, frozenset[int]] = {}
    for kind in ("users", "roles"):
        path = ("allowed_mentions", kind)
        ids = form.items(path, given.get(kind), NAMED)
        named[kind] = frozenset(form.snowflake((*path, n), each) for n, each in enumerate(ids))
        if len(named[kind]) < len(ids):
            form.wrong(path, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
        if ids and kind in parse:
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            form.wrong(("allowed_mentions",), "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)
    kinds = frozenset(str(kind) for kind in parse)
    return Allowed(kinds, named["users"], named["roles"], bool(given.get("replied_user")))


def pings(content: str, allowed: Allowed, guild: Guild | None, may: int) -> tuple[str, ...]:
    """The mentions in a content that really notify somebody; `may`: the author's permissions there.

    Mentions in embeds and in code never do.
    """
    found = []
    for match in _MENTION.finditer(_CODE.sub("", content)):
        if match["user"]:
            pinged = "users" in allowed.parse or int(match["user"]) in allowed.users
        elif match["role"]:
            pinged = _pings_role(int(match["role"]), allowed, guild, may)
        else:
            pinged = "everyone" in allowed.parse and permissions.has(may, "mention_everyone")
        if pinged and match[0] not in found:
            found.append(match[0])
    return tuple(found)


def _pings_role(role_id: int, allowed: Allowed, guild: Guild | None, may: int) -> bool:
    role = guild.roles.get(role_id) if guild else None
    if role is None or not ("roles" in allowed.parse or role_id in allowed.roles):
        return False
    return role.mentionable or permissions.has(may, "mention_everyone")
