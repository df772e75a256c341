"""Lines that a chat itself makes: who came, who rose, where it went. In the page's language."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.ports import Words

Naming = Callable[[Mapping[str, Any]], str]


def line(message: Mapping[str, Any], words: Words, name: Naming) -> str:
    """The one line of a service message; "" for what a person said. `name` tells how a user is called."""
    if added := message.get("new_chat_members"):
        names, n_ = ", ".join(map(name, added)), words.ngettext
        return n_("{names} was added", "{names} were added", len(added)).format(names=names)
    for key, told in _told(words).items():
        if key in message or message.get("apps_only") == key:
            return told
    return ""


def _told(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "bot_administrator": _("The bot is now an administrator"),
        "bot_member": _("The bot is now a member without special rights"),
        "bot_restricted": _("The bot may no longer write here"),
        "bot_removed": _("The bot was removed"),
        "migrate_to_chat_id": _("This group moved on as a supergroup"),
        "migrate_from_chat_id": _("This group became a supergroup"),
        "forum_topic_closed": _("The topic was closed"),
        "forum_topic_reopened": _("The topic was opened again"),
    }
