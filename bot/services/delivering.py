"""A composed post → its chat: sent, as a reply, over what stands there, and with its picture in any way it can go.

A picture that the platform cannot fetch is fetched here and uploaded, once for all chats; that goes on beside the
token's rate and one chat at a time, while the others with the same picture are postponed. A post is never lost over a
picture: in the end it goes as text with a preview of the page.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from bot.domain.errors import Doubtful, FetchFailed, PictureRejected, TryLater
from bot.domain.model import Claim, Kind, Place, Post, Receipt
from bot.ports import Clock, Fetcher, Platform
from bot.services.pictures import Pictures, Way

FETCH_SECONDS = 5.0  # for a picture: a process stopped meanwhile has 10 to finish (`courier.DRAIN`)
PICTURE_BYTES = 10 * 1024 * 1024  # no messenger takes a larger photo
FETCHES = 4  # pictures at once, in memory too

_log = logging.getLogger(__name__)


class Postponed(Exception):
    """Nothing was sent: the picture is being fetched for another chat."""


def pointless(claim: Claim) -> str:
    """Why there is nothing to do for a claim; "" if there is."""
    if claim.owed.kind is Kind.NOTICE:
        return ""
    if claim.item is None:
        return "there is nothing left to show"
    if claim.owed.kind in (Kind.EDIT, Kind.STRIKE):
        if claim.shown is None:
            return "the post does not stand in this chat"
        if not claim.shown.alone:
            return "it stands in one message with others"
    return ""


class Delivery:
    """Delivers through one platform. Without a `fetcher` nothing is uploaded. `aside`: what is done within is no send,
    and when it ends there is room for another."""

    def __init__(
        self,
        platform: Platform,
        clock: Clock,
        fetcher: Fetcher | None,
        aside: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._platform = platform
        self._clock = clock
        self._fetcher = fetcher
        self._aside = aside
        self._pictures = Pictures(uploads=fetcher is not None)
        self._fetching: set[str] = set()

    def postpones(self, claim: Claim) -> bool:
        """Is the picture that the claim's post shows being fetched just now?"""
        if not self._fetching or claim.item is None or claim.more or not claim.address.pictures:
            return False
        return claim.owed.kind in (Kind.POST, Kind.UPDATE) and claim.item.image in self._fetching

    async def __call__(self, claim: Claim, post: Post) -> Receipt | None:
        """Deliver. The receipt of what is new in the chat. Raises a branch of `SendFailed`, or `Postponed`."""
        place, once = claim.address.place, _once(claim)
        if claim.owed.kind in (Kind.EDIT, Kind.STRIKE) and claim.shown:
            await self._platform.edit(place, claim.shown.message, post, form=claim.shown.form)
            return None
        answers = claim.shown.message if claim.shown and not claim.address.crosspost else ""  # see `crossposting`
        if post.image:
            receipt = await self._pictured(place, post, answers, once)
            if receipt is not None:
                return receipt
            post = replace(post, image="", preview=claim.item.url if claim.item else "")
        return await self._platform.send(place, post, answers=answers, once=once)

    async def _pictured(self, place: Place, post: Post, answers: str, once: str) -> Receipt | None:
        """None: it has to go without."""
        known = self._pictures.known(post.image, self._clock())
        if known.way is Way.NONE:
            return None
        if known.way is not Way.UPLOAD:
            try:
                return await self._platform.send(place, post, answers=answers, picture=known.reference, once=once)
            except PictureRejected as error:
                if self._refused(post.image, known.way, error) is not Way.UPLOAD:
                    async with self._aside():  # the refused try counts as well
                        return None
        return await self._uploaded(place, post, answers, once)

    async def _uploaded(self, place: Place, post: Post, answers: str, once: str) -> Receipt | None:
        url = post.image
        if url in self._fetching or len(self._fetching) >= FETCHES:
            raise Postponed("its picture is being fetched")
        self._fetching.add(url)
        try:
            async with self._aside():
                picture = await self._fetched(url)
            if not picture:
                return None
            receipt = await self._platform.send(place, post, answers=answers, picture=picture, once=once)
        except PictureRejected as error:
            self._refused(url, Way.UPLOAD, error)
            async with self._aside():
                return None
        except (Doubtful, TryLater) as error:
            if getattr(error, "retry_after", None) is None:  # else it is the chat that has to wait
                self._pictures.upload_lost(url, self._clock())
            raise
        finally:
            self._fetching.discard(url)
        self._pictures.uploaded(url, receipt.picture, self._clock())
        return receipt

    async def _fetched(self, url: str) -> bytes:
        """The picture; nothing if it cannot be had."""
        assert self._fetcher is not None  # noqa: S101 - else no picture has this way
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                picture = (await self._fetcher.get(url)).body
        except (FetchFailed, TimeoutError) as error:
            _log.info("a picture cannot be fetched: %s", str(error) or "it takes too long")
        else:
            if 0 < len(picture) <= PICTURE_BYTES:
                return picture
        self._pictures.refused(url, Way.UPLOAD, self._clock())
        return b""

    def _refused(self, url: str, tried: Way, error: PictureRejected) -> Way:
        """What is worth trying next in this chat."""
        _log.info("a picture is refused: %s", error)
        return Way.NONE if error.here else self._pictures.refused(url, tried, self._clock())


def _once(claim: Claim) -> str:
    """Names a send: its rows and what each shows, by what a correction leaves as it is. Rows alone may come again, in a
    database that was brought back."""
    first = claim.item.url if claim.item else claim.owed.key
    return " ".join((f"{claim.owed.id}:{first}", *(f"{row}:{item.url}" for row, item in claim.more)))
