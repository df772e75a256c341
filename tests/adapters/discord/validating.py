"""The checks of the stand-in on what the bot would send, without sending it."""

from typing import Any

from tests.discordapi import drafts
from tests.discordapi.drafts import Draft
from tests.discordapi.mentions import REGULAR
from tests.discordapi.records import Upload


def accepted(body: dict[str, Any], *, files: tuple[str, ...] = ()) -> Draft:
    """The message that Discord would make of a body. Raises `ApiError` where it would refuse it."""
    uploads = {f"files[{n}]": Upload(name, b"x") for n, name in enumerate(files)}
    return drafts.read_new(body, uploads, REGULAR)


def changed(body: dict[str, Any]) -> Draft:
    """The same for an edit."""
    return drafts.read(body, {}, REGULAR)
