"""What /subscribe may be asked for besides, in the channels of servers: a role to call, and how posts are published."""

from dataclasses import dataclass

from bot.domain.model import Address
from bot.services.desk.places import Target
from bot.services.desk.visit import Declined, Visit

_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Wishes:
    """`mention`: the role that the subscription's posts call, or ""; `uncalled`: none any more. Of the flags, None
    leaves the place as it is."""

    mention: str = ""
    crosspost: bool | None = None
    webhook: bool | None = None
    uncalled: bool = False


def wishes(visit: Visit, to: Target) -> Wishes:
    """The options of the command. Raises `Declined` for what the place cannot have, with what could."""
    option = visit.ask.option
    role = option("mention")
    everybody = bool(role) and role == to.place.server  # the role that everybody has is named as the server
    wished = Wishes(
        "" if everybody else role, _FLAGS.get(option("crosspost")), _FLAGS.get(option("webhook")), uncalled=everybody
    )
    if refusal := _refusal(visit, to, wished) or _clash(visit, to, wished):
        raise Declined(refusal)
    return wished


def fulfilled(visit: Visit, wished: Wishes) -> list[str]:
    """What the answer says of them."""
    _ = visit.words.gettext
    lines = []
    if wished.mention:
        lines.append(_("Its posts will call the role you chose. To call none again, choose @everyone."))
    if wished.uncalled:
        lines.append(_("Its posts call no role. Everybody cannot be called."))
    if wished.crosspost is not None:
        on = _published(visit)
        lines.append(on if wished.crosspost else _("Posts are no longer published to other channels."))
    if wished.webhook is not None:
        lines.append(_signed(visit) if wished.webhook else _("Posts come under my own name."))
    return lines


def held(visit: Visit, address: Address) -> list[str]:
    """What a place has of them, besides the roles of its subscriptions."""
    lines = [_published(visit)] if address.crosspost else []
    return [*lines, _signed(visit)] if address.webhook else lines


def _published(visit: Visit) -> str:
    return visit.words.gettext("Posts are published to the channels that follow it as well.")


def _signed(visit: Visit) -> str:
    _ = visit.words.gettext
    return _("Posts come under the newsroom's name and picture; for this I need the permission Manage Webhooks.")


def _refusal(visit: Visit, to: Target, wished: Wishes) -> str:
    """Why a wish cannot be fulfilled there; "" if all can."""
    _ = visit.words.gettext
    server = to.place.server
    if wished.mention and not server:
        return _("A role can be called only in a channel of a server.")
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


def _clash(visit: Visit, to: Target, wished: Wishes) -> str:
    """Why a wish cannot be fulfilled together with another, or with what the place has already. Discord lets nobody
    publish the message of another author but who has Manage Messages, and a webhook is another author."""
    _ = visit.words.gettext
    has = to.address
    crosspost = has is not None and has.crosspost if wished.crosspost is None else wished.crosspost
    webhook = has is not None and has.webhook if wished.webhook is None else wished.webhook
    if not (crosspost and webhook and (wished.crosspost or wished.webhook)):
        return ""
    return _(
        "What comes under the newsroom's name I cannot publish to other channels: I am not its author. Please choose "
        "one of the two, and set the other to False: “crosspost” or “webhook”."
    )
