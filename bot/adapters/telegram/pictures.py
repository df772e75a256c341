"""Pictures to upload: what Telegram would refuse is refused here, before ten megabytes are sent for nothing.

The limits are those of core.telegram.org/bots/api#sendphoto: 10 MB; width and height 10,000 pixels together at most,
and neither more than 20 times the other.
"""

from typing import Final

from telegram import InputFile

from bot.domain.errors import PictureRejected

MAX_BYTES: Final = 10 * 1024 * 1024
MAX_SIDES: Final = 10_000  # pixels, width and height together
MAX_RATIO: Final = 20
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SIZES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # JPEG's frames (ITU-T T.81, table B.1)
_BARE: Final = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without a length


def upload(content: bytes) -> InputFile:
    """The picture as a file to send. Raises `PictureRejected` for what is none, or is too large or too narrow."""
    kind, width, height = measured(content)
    if not kind:
        raise PictureRejected("what the picture's address gives is no JPEG, PNG, GIF or WebP")
    short, long = sorted((width, height))
    fits = short > 0 and width + height <= MAX_SIDES and long <= MAX_RATIO * short
    if not fits or len(content) > MAX_BYTES:
        raise PictureRejected(f"the picture does not fit: {width} × {height} pixels, {len(content):,} bytes")
    return InputFile(content, filename=f"picture.{kind}")


def measured(content: bytes) -> tuple[str, int, int]:
    """A picture's kind (as its file would end), width and height, told by its first bytes; ("", 0, 0) for none."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return "png", _big(content[16:20]), _big(content[20:24])
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif", _little(content[6:8]), _little(content[8:10])
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp", *_webp(content[12:16], content)
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg", *_jpeg(content)
    return "", 0, 0


def _webp(chunk: bytes, content: bytes) -> tuple[int, int]:
    """RFC 9649 §2.5 to §2.7."""
    if chunk == b"VP8X":
        return _little(content[24:27]) + 1, _little(content[27:30]) + 1
    if chunk == b"VP8L":
        bits = _little(content[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    """From the first frame's header; nothing where there is none."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in _SIZES:
            return _big(content[at + 7 : at + 9]), _big(content[at + 5 : at + 7])
        at += 1 if marker == 0xFF else 2 if marker in _BARE else 2 + _big(content[at + 2 : at + 4])
    return 0, 0


def _big(number: bytes) -> int:
    return int.from_bytes(number, "big")


def _little(number: bytes) -> int:
    return int.from_bytes(number, "little")
