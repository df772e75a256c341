"""A picture that goes along with a message (docs.discord.com/developers/reference#uploading-files)."""

from io import BytesIO
from typing import Any, Final

import discord

from bot.domain.errors import PictureRejected

NAME: Final = "picture."  # and what kind it is
_SIGNATURES: Final = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"), (b"RIFF", "webp"))


def filename(picture: bytes) -> str:
    """What the message's body calls it, as `attachment://name`. Raises `PictureRejected` for what is none."""
    for begins, kind in _SIGNATURES:
        if picture.startswith(begins):
            return NAME + kind
    raise PictureRejected("what the picture's address gives is no JPEG, PNG, GIF or WebP")


def multipart(body: object, picture: bytes) -> dict[str, Any]:
    """Body and picture, for discord.py's `request`."""
    file = discord.File(BytesIO(picture), filename=filename(picture))
    form = [
        {"name": "payload_json", "value": discord.utils._to_json(body)},
        {
            "name": "files[0]",
            "value": file.fp,
            "filename": file.filename,
            "content_type": "application/octet-stream",
        },
    ]
    return {"form": form, "files": [file]}
