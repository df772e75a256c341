"""One claim → one outcome: compose, send at the pace of token and chat, and decide what a failure leads to."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain import schedule
from bot.domain.errors import SendFailed, TokenRefused
from bot.domain.model import Address, Claim, Item, Kind, Outcome, OutcomeState, PlaceKind, Post
from bot.domain.pacing import PER_MINUTE
from bot.domain.text import storable
from bot.ports import Clock, Fetcher, Platform
from bot.services.delivering import Delivery, Postponed, pointless
from bot.services.turnstile import Turnstile

OUTAGE = 5  # refusals in a row that are no longer one chat's trouble
POSTPONED = timedelta(seconds=0.5)  # what waits for a picture
STOPPED = "stopped while it was sent"

_log = logging.getLogger(__name__)


class Compose(Protocol):
    """Makes what is sent."""

    def __call__(self, item: Item, address: Address, *, update: bool = False, since: datetime | None = None) -> Post:
        """The post of an item as this chat sees it now. `update`: it follows another of its story; `since`: when the
        message has stood there that becomes this."""

    def digest(self, items: Sequence[Item], address: Address) -> tuple[Post, int]:
        """As many of the items, from the first on, as one message holds, and how many those are."""

    def struck(self, item: Item, address: Address, payload: str) -> Post:
        """The item's post once its article was taken down."""

    def notice(self, payload: str, address: Address) -> Post:
        """A notice in the chat's language. Raises `ValueError` for a payload that is none."""


class Sender:
    """Sends through one platform. Holds what all sends share: the turnstile, and the pause when nothing goes out."""

    def __init__(
        self,
        *,
        platform: Platform,
        clock: Clock,
        composer: Compose,
        rate: int,
        give_up: timedelta,
        gaps: Mapping[PlaceKind, float],
        random: Callable[[], float],
        hold_doubts: bool = False,
        fetcher: Fetcher | None = None,
        per_minute: int = PER_MINUTE,
    ) -> None:
        self.turnstile = Turnstile(rate, gaps, per_minute)
        self.pause = schedule.NO_PAUSE
        self._platform = platform
        self._clock = clock
        self._composer = composer
        self._give_up = give_up
        self._gaps = {kind: timedelta(seconds=gap) for kind, gap in gaps.items()}
        self._random = random
        self._hold_doubts = hold_doubts
        self._deliver = Delivery(platform, clock, fetcher, self.turnstile.aside)
        self._refusals = 0  # of the platform's own making, in a row

    def reserve(self, claim: Claim, now: datetime) -> datetime | None:
        """Take the turn of the claim's chat, or say when it may be sent to."""
        if self._deliver.postpones(claim):
            return now + POSTPONED
        place = claim.address.place
        if wait := self.turnstile.chat_opens(place):
            return now + timedelta(seconds=wait)
        self.turnstile.begin(place)
        return None

    async def send(self, claim: Claim, started: datetime) -> Outcome:
        """Send a claim that was reserved. Cancelled: the outcome says that it is not known whether it arrived."""
        try:
            outcome = await self._attempt(claim, started)
        finally:
            self.turnstile.end(claim.address.place)
        free = self._clock() + self._gaps[claim.address.place.kind]
        return replace(outcome, next_due=free) if outcome.attempted else outcome

    async def _attempt(self, claim: Claim, started: datetime) -> Outcome:
        try:
            if reason := pointless(claim):
                return Outcome(claim, "skipped", reason, attempted=False)
            claim, post = self._composed(claim)
            receipt = await self._deliver(claim, post)
        except asyncio.CancelledError:
            _log.warning("delivery %d was stopped while it was sent", claim.owed.id)
            state: OutcomeState = "doubtful" if self._holds(claim) else "pending"
            return Outcome(claim, state, STOPPED, due=started, doubtful=True)
        except Postponed as error:
            return Outcome(claim, "pending", str(error), due=self._clock() + POSTPONED, attempted=False)
        except Exception as error:  # the loop's boundary: one bad post must not block the next
            if not isinstance(error, SendFailed):
                _log.exception("delivery %d: unexpected error", claim.owed.id)
            if schedule.reached(error):
                self._go_on()
            return self._failed(claim, error, started)
        self._go_on()
        if self._refusals >= OUTAGE:
            _log.info("%s takes messages again", self._platform.name)
        self._refusals = 0
        return Outcome(claim, "sent", receipt=receipt)

    def _composed(self, claim: Claim) -> tuple[Claim, Post]:
        """What is sent, and the claim of just that."""
        if claim.item is None:
            return claim, self._composer.notice(claim.owed.payload, claim.address)
        if claim.owed.kind is Kind.STRIKE:
            return claim, self._composer.struck(claim.item, claim.address, claim.owed.payload)
        if not claim.more:
            return claim, _addressed(self._single(claim, claim.item), claim)
        post, count = self._composer.digest([claim.item, *(item for _, item in claim.more)], claim.address)
        rest = tuple(row for row, _ in claim.more[count - 1 :])
        return replace(claim, more=claim.more[: count - 1], rest=rest), _addressed(post, claim)

    def _single(self, claim: Claim, item: Item) -> Post:
        """A post as it is new, or as it is to be from now on. An update whose first post never came is as any other; in
        a channel that crossposts it answers nothing, but its first post stands there."""
        if claim.owed.kind is Kind.EDIT and claim.shown:
            earlier = claim.shown
            return self._composer(item, claim.address, update=earlier.update, since=earlier.sent)
        return self._composer(item, claim.address, update=claim.owed.kind is Kind.UPDATE and claim.shown is not None)

    def _failed(self, claim: Claim, error: Exception, started: datetime) -> Outcome:
        owed, jitter = claim.owed, self._random()
        decision = schedule.decide(
            error,
            attempts=owed.attempts,
            first_attempt=owed.first_attempt or started,
            now=self._clock(),
            give_up=self._give_up,
            jitter=jitter,
            hold=self._holds(claim),
        )
        reason = storable(str(error))
        match decision:
            case schedule.Halt():
                self._halt(decision, error, started, jitter)
                return Outcome(claim, "pending", reason, due=self.pause.until, attempted=False)
            case schedule.Retry():
                return self._retried(claim, decision, reason)
            case schedule.Skip(reason=reason):
                return Outcome(claim, "skipped", storable(reason))
            case schedule.Hold():
                return Outcome(claim, "doubtful", reason, doubtful=True)
            case schedule.Move(chat=chat, at=at):
                return Outcome(claim, "pending", reason, due=at, moved_to=chat)
            case schedule.Close(reason=closed):
                return Outcome(claim, "skipped", reason, closed=closed)
        return _given_up(claim, storable(decision.reason))

    def _retried(self, claim: Claim, retry: schedule.Retry, reason: str) -> Outcome:
        if retry.aside:
            return Outcome(claim, "held", reason, due=retry.at)
        self._count_refusal(reason)
        if retry.retry_after:
            self.turnstile.refused(claim.address.place)
        order, doubtful = retry.retry_after, retry.doubtful
        return Outcome(claim, "pending", reason, due=retry.at, retry_after=order, doubtful=doubtful)

    def _holds(self, claim: Claim) -> bool:
        """Is it left to an operator to say whether this arrived, where that is not known?"""
        asked = self._hold_doubts and claim.address.place.kind == "channel"
        return asked and not claim.owed.kind.repeatable

    def _count_refusal(self, reason: str) -> None:
        self._refusals += 1
        if self._refusals == OUTAGE:
            _log.warning("%s does not take messages; trying again until it does: %s", self._platform.name, reason)

    def _go_on(self) -> None:
        if self.pause.failures:
            _log.info("%s can be reached again", self._platform.name)
        self.pause = schedule.NO_PAUSE

    def _halt(self, halt: schedule.Halt, error: Exception, started: datetime, jitter: float) -> None:
        if not self.pause.failures:
            level = logging.ERROR if isinstance(error, TokenRefused) else logging.WARNING
            _log.log(level, "nothing can be sent to %s; trying again until it can: %s", self._platform.name, error)
        self.pause = self.pause.after(halt, started=started, now=self._clock(), jitter=jitter)


def _given_up(claim: Claim, reason: str) -> Outcome:
    """Of a digest one item may be to blame, and the others are not: what it showed goes in posts."""
    if claim.more:
        _log.info("delivery %d was a digest and is made posts again: %s", claim.owed.id, reason)
        return Outcome(claim, "pending", reason, apart=True)
    _log.warning("delivery %d has failed: %s", claim.owed.id, reason)
    return Outcome(claim, "failed", reason)


def _addressed(post: Post, claim: Claim) -> Post:
    """The post with what its chat asked for besides: roles that it calls, the newsroom's name over it."""
    branded = claim.address.webhook
    return replace(post, mentions=claim.mentions, branded=branded) if claim.mentions or branded else post
