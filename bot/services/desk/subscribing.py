"""/subscribe and /unsubscribe: this chat, or a channel named by the first word; and the button under a search."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.model import Address, Button, Reply, Subscription
from bot.domain.text import fold
from bot.services.desk.archive import as_query, newest
from bot.services.desk.pausing import paused_line
from bot.services.desk.places import Target, may_post, pressed, target
from bot.services.desk.topics import describe, in_a_command, saved, topic
from bot.services.desk.visit import Declined, Visit, outdated, persons_language, say
from bot.services.desk.wishes import fulfilled, wishes

MAX_SUBSCRIPTIONS = 100
NAMED = 10  # subscriptions named in one answer
LATEST = 3  # items that the button under an answer shows


async def subscribe(visit: Visit) -> Reply:
    """`/subscribe [@channel] [what]`, with the options of `wishes`."""
    return await subscribe_to(visit, visit.ask.words.strip())


async def subscribe_to(visit: Visit, words: str) -> Reply:
    """Subscribe the place meant to what is meant; says to what, and how to stop."""
    _for_the_circle(visit)
    to = await target(visit, words)
    await may_post(visit, to)
    return await _subscribed(visit, to, await topic(visit, to.words))


async def subscribe_to_search(visit: Visit, text: str) -> Reply:
    """Subscribe this place to what a search finds; the answer is the same."""
    _for_the_circle(visit)
    to = await pressed(visit)
    await may_post(visit, to)
    wanted = await saved(visit, text)
    if wanted is None:
        raise outdated(visit)
    return await _subscribed(visit, to, wanted)


async def offered(visit: Visit, text: str) -> tuple[Sequence[str], Sequence[Button]]:
    """What stands under the results of a search: a button that subscribes to it; or, where that is done, a line that
    says so; or nothing, if there is nothing to look for or none may."""
    _ = visit.words.gettext
    wanted = await saved(visit, text)
    if wanted is None or closed(visit):
        return (), ()
    held = await visit.office.addresses.subscriptions(visit.address.id) if visit.address else ()
    if any((each.kind, each.value) == (wanted.kind, wanted.value) for each in held):
        return (_("What is new for this search comes by itself: /subscriptions"),), ()
    token = await visit.office.notebook.keep(text, visit.now)
    return (), (Button(_("🔔 Subscribe to this search"), data=f"w:{token}"),)


def closed(visit: Visit) -> bool:
    """May this person subscribe nothing?"""
    return visit.office.access == "admins" and not visit.operator


def _for_the_circle(visit: Visit) -> None:
    if closed(visit):
        _ = visit.words.gettext
        raise Declined(_("This bot is for a closed circle: only its operators can subscribe chats."))


async def _subscribed(visit: Visit, to: Target, wanted: Subscription) -> Reply:
    _ = visit.words.gettext
    wished = wishes(visit, to)
    wanted = replace(wanted, mention=wished.mention)
    address, held, new = await _store(visit, to, wanted, uncalled=wished.uncalled)
    if (wished.crosspost, wished.webhook) != (None, None):
        await visit.office.addresses.set_publishing(address.id, crosspost=wished.crosspost, webhook=wished.webhook)
    if new:
        await _backfill(visit, address, wanted)
    lines = [_confirmation(visit, to, wanted, new=new), *fulfilled(visit, wished)]
    if wanted.kind != "all" and any(each.kind == "all" for each in held):
        lines.append(_("Everything else comes as well; /subscriptions shows what can be dropped."))
    if paused := paused_line(visit, address, to):
        lines.append(paused)
    lines.append(visit.fill(_("To stop: {command}"), command=_how_to_stop(to, wanted)))
    return say(*lines, rows=((await latest_button(visit, wanted),),))


async def unsubscribe(visit: Visit) -> Reply:
    """`/unsubscribe [@channel] [what|all]`: without words, from all."""
    _ = visit.words.gettext
    to = await target(visit, visit.ask.words.strip())
    held = await visit.office.addresses.subscriptions(to.address.id) if to.address else ()
    if to.address is None or not held:
        return say(_("There is nothing to stop: no subscription here."))
    if not to.words or fold(to.words) in {"all", fold(_("all"))}:
        await visit.office.addresses.unsubscribe(to.address.id, None)
        return say(visit.fill(_("Stopped: {what}."), what=_named(visit, held)), _("To begin again: /subscribe"))
    dropped = await _meant(visit, to.words, held)
    if dropped is None:
        return say(
            visit.fill(_("There was no subscription to “{name}”."), name=to.words),
            visit.fill(_("Still subscribed: {what}."), what=_named(visit, held)),
        )
    await visit.office.addresses.unsubscribe(to.address.id, dropped)
    left = tuple(each for each in held if each != dropped)
    still = visit.fill(_("Still subscribed: {what}."), what=_named(visit, left)) if left else ""
    return say(*filter(None, (visit.fill(_("Stopped: {what}."), what=describe(visit, dropped)), still)))


async def latest_button(visit: Visit, subscription: Subscription) -> Button:
    """A button that shows the latest three of what a subscription gets."""
    query = as_query(subscription)
    token = await visit.office.notebook.keep(query, visit.now) if query else ""
    return Button(visit.words.gettext("Latest 3"), data=f"n:{LATEST}:{token}" if token else f"n:{LATEST}")


async def _store(
    visit: Visit, to: Target, wanted: Subscription, *, uncalled: bool
) -> tuple[Address, tuple[Subscription, ...], bool]:
    """Store the subscription; gives the address, what it had before, and whether this is new."""
    addresses = visit.office.addresses
    own = persons_language(visit.office, visit.ask) if not to.elsewhere else visit.address and visit.address.language
    address = await addresses.ensure(to.place, language=own or "")
    held = await addresses.subscriptions(address.id)
    known = any((each.kind, each.value) == (wanted.kind, wanted.value) for each in held)
    if not known and len(held) >= MAX_SUBSCRIPTIONS:
        _ = visit.words.gettext
        raise Declined(
            visit.fill(
                _("There are {count} subscriptions already, and no room for more. /subscriptions lets you drop some."),
                count=len(held),
            )
        )
    return address, held, await addresses.subscribe(address.id, wanted, visit.now, uncalled=uncalled)


async def _backfill(visit: Visit, address: Address, wanted: Subscription) -> None:
    """Owe a new subscriber as many older items as the operator grants, oldest first."""
    if visit.office.outbox is None or visit.office.backfill <= 0:
        return
    found = await newest(visit, as_query(wanted), visit.office.backfill)
    await visit.office.outbox.owe(address.id, [item.id for item in found], visit.now)
    visit.office.owed()


def _confirmation(visit: Visit, to: Target, wanted: Subscription, *, new: bool) -> str:
    _ = visit.words.gettext
    what = describe(visit, wanted)
    if to.elsewhere:
        known = _("{chat} is subscribed already: {what}.")
        return visit.fill(_("{chat} is now subscribed: {what}.") if new else known, chat=to.name, what=what)
    return visit.fill(_("Subscribed: {what}.") if new else _("Subscribed already: {what}."), what=what)


def _how_to_stop(to: Target, wanted: Subscription) -> str:
    words = (to.handle if to.elsewhere else "", "" if wanted.kind == "all" else in_a_command(wanted))
    return " ".join(filter(None, ("/unsubscribe", *words)))


def _named(visit: Visit, subscriptions: tuple[Subscription, ...]) -> str:
    """Subscriptions in one line; "…" where there are more than fit."""
    names = [describe(visit, each) for each in subscriptions[:NAMED]]
    return ", ".join([*names, "…"] if len(subscriptions) > NAMED else names)


async def _meant(visit: Visit, text: str, held: tuple[Subscription, ...]) -> Subscription | None:
    """Which of the subscriptions is meant: by what it is called, else by what its words would subscribe to."""
    folded = fold(text)
    for each in held:
        if folded and folded in {fold(each.value), fold(each.label), fold(describe(visit, each))}:
            return each
    try:
        wanted = await topic(visit, text)
    except Declined:
        return None
    return next((each for each in held if (each.kind, each.value) == (wanted.kind, wanted.value)), None)
