"""/subscriptions: what a chat gets, with a button to drop each. Press data: `p:<offset>` and `d:<id>:<offset>`,
followed by `:<chat>` where the list is a channel's."""

from dataclasses import replace

from bot.domain.model import Button, Menu, Reply, Subscription
from bot.services.desk import wishes
from bot.services.desk.places import Target, other_place, pressed, target
from bot.services.desk.subscribing import MAX_SUBSCRIPTIONS
from bot.services.desk.topics import describe
from bot.services.desk.visit import Visit, line, number, outdated, require_manager, say

PAGE = 8  # subscriptions a page
LARGEST_ID = 2**63 - 1


async def subscriptions(visit: Visit) -> Reply:
    """`/subscriptions [@channel]`."""
    words = visit.ask.words.strip()
    to = await target(visit, words) if words or other_place(visit) else Target(visit.place, visit.address)
    return await _listing(visit, to, 0)


async def turn(visit: Visit, *args: str) -> Reply:
    """Another page of the list."""
    to, (offset,) = await _pressed(visit, args, MAX_SUBSCRIPTIONS)
    return replace(await _listing(visit, to, offset), edits=True)


async def drop(visit: Visit, *args: str) -> Reply:
    """Drop one and show what is left. One that is gone already does no harm."""
    to, (subscription_id, offset) = await _pressed(visit, args, LARGEST_ID, MAX_SUBSCRIPTIONS)
    if not to.elsewhere:
        await require_manager(visit)
    dropped = await visit.office.addresses.drop(to.address.id, subscription_id) if to.address else None
    _ = visit.words.gettext
    told = (
        visit.fill(_("Stopped: {what}."), what=describe(visit, dropped)) if dropped else _("That was dropped before.")
    )
    return replace(await _listing(visit, to, offset), edits=True, alert=told)


async def _pressed(visit: Visit, args: tuple[str, ...], *highest: int) -> tuple[Target, list[int]]:
    """The place and the numbers in a button's data."""
    numbers, chat = args[: len(highest)], args[len(highest) :]
    if len(numbers) < len(highest) or len(chat) > 1:
        raise outdated(visit)
    to = await pressed(visit, chat[0]) if chat else Target(visit.place, visit.address)
    return to, [number(visit, text, limit) for text, limit in zip(numbers, highest, strict=True)]


async def _listing(visit: Visit, to: Target, offset: int) -> Reply:
    _ = visit.words.gettext
    held = await visit.office.addresses.subscriptions(to.address.id) if to.address else ()
    if to.address is None or not held:
        return say(_("No subscriptions here yet. To begin: /subscribe"))
    offset = min(offset, (len(held) - 1) // PAGE * PAGE)
    shown = list(enumerate(held[offset : offset + PAGE], offset + 1))
    here = to.pressed
    head = visit.fill(_("Subscriptions of {chat}"), chat=to.name) if to.elsewhere else _("Subscriptions")
    drops = tuple(
        Button(f"✕ {count}", data=f"d:{each.id}:{offset}{here}", hint=describe(visit, each)) for count, each in shown
    )
    turns = []
    if offset:
        turns.append(Button("‹", data=f"p:{max(0, offset - PAGE)}{here}"))
    if offset + PAGE < len(held):
        turns.append(Button("›", data=f"p:{offset + PAGE}{here}"))
    return say(
        line(head, bold=True),
        *(f"{count}. {_described(visit, each)}" for count, each in shown),
        "",
        *wishes.held(visit, to.address),
        _("To drop one, choose its number."),
        rows=(tuple(turns),),
        menus=(Menu(_("Drop one"), drops),),
    )


def _described(visit: Visit, subscription: Subscription) -> str:
    """With the role that it calls: which one is not said, for its name is not known, and its number says nothing."""
    what = describe(visit, subscription)
    return visit.fill(visit.words.gettext("{what} (calls a role)"), what=what) if subscription.mention else what
