"""What /subscribe may be asked for besides, in the channels of servers: a role to call, and how posts are published."""

from dataclasses import dataclass

from bot.services.desk.places import Target
from bot.services.desk.visit import Declined, Visit

_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`mention`: the role that the subscription's posts call, or ""; of the flags, None leaves the place as it is."""

    mention: str = ""
    crosspost: bool | None = None
    webhook: bool | None = None


def wishes(visit: Visit, to: Target) -> Wishes:
    """The options of the command. Raises `Declined` for what the place cannot have, with what could."""
    option = visit.ask.option
    wished = Wishes(option("mention"), _FLAGS.get(option("crosspost")), _FLAGS.get(option("webhook")))
    if refusal := _refusal(visit, to, wished):
        raise Declined(refusal)
    return wished


def fulfilled(visit: Visit, wished: Wishes) -> list[str]:
    """What the answer says of them."""
    _ = visit.words.gettext
    lines = [_("Its posts will call the role you chose.")] if wished.mention else []
    if wished.crosspost is not None:
        on = _("Posts are published to the channels that follow it as well.")
        lines.append(on if wished.crosspost else _("Posts are no longer published to other channels."))
    if wished.webhook is not None:
        on = _("Posts come under the newsroom's name and picture; for this I need the permission Manage Webhooks.")
        lines.append(on if wished.webhook else _("Posts come under my own name."))
    return lines


def _refusal(visit: Visit, to: Target, wished: Wishes) -> str:
    """Why a wish cannot be fulfilled; "" if all can."""
    _ = visit.words.gettext
    server = to.place.server
    if wished.mention and not server:
        return _("A role can be called only in a channel of a server.")
    if wished.mention and wished.mention == server:  # the role that everybody has is named as the server
        return _("Everybody cannot be called. Please choose another role.")
    if wished.webhook and not server:
        return _("Posts can come under the newsroom's name only in a channel of a server.")
    if wished.crosspost and to.place.shape != "announcement":
        return visit.fill(
            _(
                "{chat} is no announcement channel. Only what is posted in such a channel can be published to the "
                "channels that follow it; a channel's settings make it one."
            ),
            chat=to.name,
        )
    return ""
