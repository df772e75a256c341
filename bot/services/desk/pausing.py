"""/pause and /resume: nothing for a while; on return what waited is skipped, comes in one digest, or post by post.

Press data: `r:<what becomes of it>`, followed by `:<chat>` for a channel; `e` under a digest: every post by itself from
now on, or digests again (`e:…` is another button: `switching`).
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.duration import duration
from bot.domain.model import Address, Button, Line, OnReturn, Reply
from bot.domain.post import one_line, zone_of
from bot.services.desk.places import Target, pressed, target
from bot.services.desk.visit import Declined, Visit, line, outdated, require_manager, say

LONGEST = timedelta(days=30)  # of a pause that ends by itself
CHOICE = timedelta(minutes=10)  # given to say what becomes of what waits; then it goes on without
WORDS_UNITS = 40
_CHOICES: dict[str, OnReturn] = {"skip": "skip", "digest": "digest", "all": "all"}


async def pause(visit: Visit) -> Reply:
    """`/pause [@channel] [3d]`: without a time until /resume."""
    _ = visit.words.gettext
    to = await target(visit, visit.ask.words.strip())
    until = _until(visit, to.words)
    address = to.address
    if address is None or address.status == "closed" or not await visit.office.addresses.subscriptions(address.id):
        return say(_("There is nothing to pause: no subscription here."))
    await visit.office.addresses.pause(address.id, until)
    paused = replace(address, status="paused", paused_until=until)
    return say(*_named(to), paused_line(visit, paused, to), _kept(visit, until))


async def resume(visit: Visit) -> Reply:
    """`/resume [@channel]` asks what becomes of what waits, if anything does."""
    _ = visit.words.gettext
    to = await target(visit, visit.ask.words.strip())
    if to.address is None or not is_paused(visit, to.address):
        return say(_("Nothing is paused here."))
    by = min(filter(None, (to.address.paused_until, visit.now + CHOICE)))
    waits = await visit.office.addresses.pause(to.address.id, by)
    if not waits:
        await visit.office.addresses.resume(to.address.id, "all", visit.now)
        visit.office.owed()
        return say(*_named(to), _("The pause is over. Nothing was published meanwhile."))
    labels = {"skip": _("Skip"), "digest": _("One digest"), "all": _("All")}
    n_ = visit.words.ngettext
    return say(
        *_named(to),
        visit.fill(
            n_("{count} post waits. What should happen to it?",
                "{count} posts wait. What should happen to them?", waits), count=waits,
        ),
        visit.fill(_unanswered(visit, to.address, waits), time=_clock(visit, by)),
        rows=(tuple(Button(label, data=f"r:{how}{to.pressed}") for how, label in labels.items()),),
    )  # fmt: skip


async def resume_pressed(visit: Visit, *args: str) -> Reply:
    """The answer to that question."""
    if not 1 <= len(args) <= 2 or args[0] not in _CHOICES:
        raise outdated(visit)
    _ = visit.words.gettext
    to = await pressed(visit, *args[1:])
    waited = to.address and await visit.office.addresses.resume(to.address.id, _CHOICES[args[0]], visit.now)
    if waited is None:
        raise Declined(_("Nothing is paused here."))
    visit.office.owed()
    told = {
        "skip": _("The pause is over. What waited is skipped; /latest shows it."),
        "digest": _("The pause is over. What waited comes in one digest."),
        "all": _("The pause is over. What waited comes post by post."),
    }
    return replace(say(*_named(to), told[args[0]]), edits=True)


async def every_post_pressed(visit: Visit) -> Reply:
    """The button under a digest: no more of them here, or again."""
    if visit.address is None:
        raise outdated(visit)
    await require_manager(visit)
    every = not visit.address.every_post
    await visit.office.addresses.set_every_post(visit.address.id, every=every)
    _ = visit.words.gettext
    on = _("From now on every post comes by itself, however many there are. The same button brings digests back.")
    off = _("From now on many posts at once come as one digest. The same button brings every post back.")
    return Reply(alert=on if every else off)


def is_paused(visit: Visit, address: Address) -> bool:
    """Is nothing sent there just now?"""
    return address.status == "paused" and (address.paused_until is None or address.paused_until > visit.now)


def paused_line(visit: Visit, address: Address, to: Target | None = None) -> str:
    """That a place is paused, and how to go on; "" if it is not. `to`: the place, if it is not this one."""
    _ = visit.words.gettext
    if not is_paused(visit, address):
        return ""
    command = f"/resume {to.handle}" if to and to.elsewhere else "/resume"
    if address.paused_until is None:
        return visit.fill(_("Posts are paused. To go on: {command}"), command=command)
    until = _clock(visit, address.paused_until)
    return visit.fill(_("Posts are paused until {time}. To go on at once: {command}"), time=until, command=command)


def _until(visit: Visit, words: str) -> datetime | None:
    """When a pause of so long ends; None for no words."""
    _ = visit.words.gettext
    if not words:
        return None
    long = duration(words)
    if long is None:
        raise Declined(
            visit.fill(
                _(
                    "I do not know how long “{words}” is. For example: /pause 3d, /pause 12h, /pause 30m, /pause 2w; "
                    "/pause without a time lasts until /resume"
                ),
                words=one_line(words, WORDS_UNITS),
            )
        )
    if long > LONGEST:
        raise Declined(
            _("A pause may last 30 days at most, for example: /pause 30d; /pause without a time lasts until /resume")
        )
    return visit.now + long


def _kept(visit: Visit, until: datetime | None) -> str:
    """For how long a pause holds what is published meanwhile: what waits for longer is skipped."""
    days = visit.office.keep_days
    if until is not None and until - visit.now <= timedelta(days=days):
        return visit.words.gettext("What is published meanwhile is kept until then.")
    n_ = visit.words.ngettext
    return visit.fill(
        n_("What is published meanwhile is kept for {count} day at most.",
            "What is published meanwhile is kept for {count} days at most.", days), count=days,
    )  # fmt: skip


def _unanswered(visit: Visit, address: Address, waits: int) -> str:
    """What becomes of what waits if nobody says: what becomes of any posts that wait."""
    _ = visit.words.gettext
    if 0 < visit.office.burst < waits and address.place.kind != "channel" and not address.every_post:
        return _("Without an answer the pause ends at {time}, and what waited comes in one digest.")
    return _("Without an answer the pause ends at {time}, and what waited comes post by post.")


def _clock(visit: Visit, moment: datetime) -> str:
    """A time as the chat's clock shows it, with the date if it is not today."""
    zone = zone_of(visit.reader, visit.office.composer.style)
    local = moment.astimezone(zone)
    today = local.date() == visit.now.astimezone(zone).date()
    return f"{local:%H:%M}" if today else f"{visit.office.wording.day(visit.words.language, local)}, {local:%H:%M}"


def _named(to: Target) -> tuple[Line, ...]:
    """The place's name, if it is not the one that is written from."""
    return (line(to.name, bold=True),) if to.elsewhere else ()
