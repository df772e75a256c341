"""/privacy says what is stored about a chat, /forget erases it. Press data: `f:yes` and `f:no`, with `:<chat>` for a
channel."""

from dataclasses import replace

from bot.domain.model import Button, Reply
from bot.services.desk.places import pressed, target
from bot.services.desk.visit import Visit, line, outdated, say


async def privacy(visit: Visit) -> Reply:
    """What is stored, and what is not."""
    _ = visit.words.gettext
    return say(
        line(_("What is stored about this chat"), bold=True),
        _(visit.office.manners.stored),
        _("What it subscribed to, and which items were sent here, when, and whether they arrived."),
        _("The words of a search, without who searched, so that its pages can be turned."),
        _("While I wait for an answer to a question of mine: whom I asked."),
        _("No names of people, no messages, nothing about who reads. Nothing is passed on to anybody."),
        "",
        _("To erase all of it: /forget"),
    )


async def forget(visit: Visit) -> Reply:
    """`/forget [@channel]` asks once more before it erases."""
    _ = visit.words.gettext
    to = await target(visit, visit.ask.words.strip())
    buttons = (Button(_("Erase"), data=f"f:yes{to.pressed}"), Button(_("Keep"), data=f"f:no{to.pressed}"))
    question = (
        visit.fill(
            _("Erase everything that is stored about {chat}? Its subscriptions end, and nothing can be brought back."),
            chat=to.name,
        )
        if to.elsewhere
        else _(
            "Erase everything that is stored about this chat? Its subscriptions end, and nothing can be brought back."
        )
    )
    return say(question, rows=(buttons,))


async def forget_pressed(visit: Visit, *args: str) -> Reply:
    """The answer to that question."""
    if not 1 <= len(args) <= 2 or args[0] not in {"yes", "no"}:
        raise outdated(visit)
    _ = visit.words.gettext
    to = await pressed(visit, *args[1:])
    if args[0] == "no":
        return replace(say(_("Nothing was erased.")), edits=True)
    await visit.office.addresses.forget(to.place.platform, to.place.chat)
    return replace(say(_("Everything is erased. To begin again: /subscribe")), edits=True)
