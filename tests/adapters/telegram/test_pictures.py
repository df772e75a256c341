"""Pictures that are uploaded: what they are is told by their bytes, and what Telegram refuses never leaves."""

import struct
import zlib

import pytest

from bot.adapters.telegram.pictures import MAX_BYTES, measured, upload
from bot.adapters.telegram.platform import TelegramPlatform
from bot.demo.botapi import BotApi
from bot.domain.errors import PictureRejected
from bot.domain.model import Place, Post, Span

HERE = Place("telegram", "42")
POST = Post(((Span("Ministers agree", url="https://news.example/a"),),), image="https://news.example/i.webp")


def png(width: int = 4, height: int = 3) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x7f" * width) * min(height, 8))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03" + bytes(9)
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10) + b"\xff\x01\xff\xff\xdb\x00\x43" + bytes(65) + frame


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(10)


def webp(kind: bytes, width: int, height: int) -> bytes:
    sizes = {
        b"VP8 ": bytes(3) + b"\x9d\x01\x2a" + struct.pack("<HH", width, height),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14),
        b"VP8X": bytes(4) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little"),
    }
    return b"RIFF" + bytes(4) + b"WEBP" + kind + bytes(4) + sizes[kind]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(800, 533), "png"),
        (gif(800, 533), "gif"),
        (jpeg(800, 533), "jpg"),
        (webp(b"VP8 ", 800, 533), "webp"),
        (webp(b"VP8L", 800, 533), "webp"),
        (webp(b"VP8X", 800, 533), "webp"),
    ],
)
def test_pictures_are_measured(content: bytes, kind: str) -> None:
    assert measured(content) == (kind, 800, 533)
    assert upload(content).filename == f"picture.{kind}"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><title>403</title>",
        b"BM" + bytes(60),
        b"\x89PNG\r\n\x1a\n" + bytes(30),
        png(0, 0),
        png(1, 21),
        png(9_000, 1_001),
        png() + bytes(MAX_BYTES),
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        b"\xff\xd8\xff\xff",
        b"\xff\xd8\xff\xe0\x00\x00" * 9,
        b"RIFF\0\0\0\0WEBPVP8 ",
    ],
)
def test_what_is_no_photo_for_telegram_never_leaves(content: bytes) -> None:
    with pytest.raises(PictureRejected) as refused:
        upload(content)
    assert not refused.value.here


async def test_a_picture_is_uploaded_with_its_post_and_sent_on_by_reference(
    api: BotApi, platform: TelegramPlatform
) -> None:
    chat, other = api.private(42), api.private(43)
    api.refuse_photos("news.example")
    receipt = await platform.send(HERE, POST, picture=png())
    (message,) = api.sent(chat)
    assert (message.text, message.photo.partition("://")[0], receipt.form) == ("Ministers agree", "attach", "photo")
    assert api.uploads.get(f"u{receipt.picture}") == png()
    again = await platform.send(Place("telegram", "43"), POST, picture=receipt.picture)
    assert (api.sent(other)[0].photo, again.picture) == (receipt.picture, receipt.picture)


async def test_a_refused_upload_is_told_as_the_pictures_fault(api: BotApi, platform: TelegramPlatform) -> None:
    chat = api.private(42)
    with pytest.raises(PictureRejected):
        await platform.send(HERE, POST, picture=b"<html>")
    assert api.counts["sendphoto"] == 0
    api.fail("refuse", description="Bad Request: IMAGE_PROCESS_FAILED")
    with pytest.raises(PictureRejected):
        await platform.send(HERE, POST, picture=png())
    assert chat.accepted == 0


async def test_a_chat_without_pictures_is_told_apart(api: BotApi, platform: TelegramPlatform) -> None:
    group = api.supergroup()
    api.member(group, api.bot.id, "restricted", can_send_messages=True, can_send_photos=False)
    with pytest.raises(PictureRejected) as refused:
        await platform.send(Place("telegram", str(group.id), kind="group"), POST)
    assert refused.value.here
