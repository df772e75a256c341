"""Undoes Content-Encoding in bounded pieces.

aiohttp's own decompression is switched off: it does not notice a gzip body that ends too early.
"""

import zlib

_GZIP = b"\x1f\x8b"
_MEMBERS = 1000  # RFC 1952 §2.2 lets members follow each other without end
UNDERSTOOD = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))


class BrokenBody(ValueError):
    """The bytes are not what their encoding says, or end too early."""


class Inflater:
    """Decodes one body. The bytes decide: gzip is known by its magic whether announced or not, deflate may be raw."""

    def __init__(self, encoding: str) -> None:
        """`encoding`: the Content-Encoding header, one of `UNDERSTOOD`."""
        self._deflate = encoding == "deflate"
        self._head = b""
        self._begun = False
        self._wbits = 0
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes, room: int) -> bytes:
        """Decode the next piece to at most `room` bytes; what would go beyond is forgotten. Raises `BrokenBody`."""
        if not self._begun:
            data = self._head + data
            if len(data) < len(_GZIP):
                self._head = data
                return b""
            self._begin(data)
        return data[:room] if self._stream is None else self._inflate(data, room)

    def finish(self) -> bytes:
        """The rest. Raises `BrokenBody` if the body ended too early."""
        if self._stream is not None and not self._stream.eof:
            raise BrokenBody("the compressed body ends too early")
        return b"" if self._begun else self._head

    def _begin(self, data: bytes) -> None:
        self._begun = True
        if data.startswith(_GZIP):
            self._wbits = 16 + zlib.MAX_WBITS
        elif self._deflate:  # RFC 9110 §8.4.1.2 wants a zlib header (RFC 1950 §2.2); some send none
            wrapped = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._wbits = zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
        else:
            return
        self._stream = zlib.decompressobj(self._wbits)

    def _inflate(self, data: bytes, room: int) -> bytes:
        pieces: list[bytes] = []
        while data and room > 0:
            stream = self._next_member(data)
            if stream is None:
                break
            try:
                piece = stream.decompress(data, room)
            except zlib.error as error:
                raise BrokenBody("the compressed body is damaged") from error
            pieces.append(piece)
            room -= len(piece)
            data = stream.unused_data if stream.eof else b""
        return b"".join(pieces)

    def _next_member(self, data: bytes) -> "zlib._Decompress | None":
        """The stream that reads `data`: the open one, or a new one for a member that follows; None for padding."""
        if self._stream is None or not self._stream.eof:
            return self._stream
        if not data.startswith(_GZIP[: len(data)]):
            return None
        self._members += 1
        if self._members > _MEMBERS:
            raise BrokenBody("the compressed body has too many parts")
        self._stream = zlib.decompressobj(self._wbits)
        return self._stream
