"""Undoes Content-Encoding and gzip files in bounded pieces.

aiohttp's own decompression is switched off: it does not notice a gzip body that ends too early, and a bomb is to be
counted as it unfolds. A body may be wrapped twice: sitemap.xml.gz, a gzip file, is often sent with Content-Encoding
gzip too. Each layer's output is counted, and so are the bytes that arrive: what unfolds to nothing may be endless.
"""

import zlib
from collections.abc import Iterator

_GZIP = b"\x1f\x8b"
_MEMBERS = 1000  # RFC 1952 §2.2 lets members follow each other without end
_PIECE = 65536
UNDERSTOOD = frozenset(("", "identity", "gzip", "x-gzip", "deflate"))


class BrokenBody(ValueError):
    """The bytes are not what their encoding says, or end too early."""


class TooLong(ValueError):
    """The body went over the limit."""


class Body:
    """A body as it streams in, unwrapped, and never longer than `limit` bytes in any of its layers."""

    def __init__(self, encoding: str, limit: int) -> None:
        """`encoding`: the Content-Encoding header, one of `UNDERSTOOD`."""
        self._limit = limit
        self._most = limit + limit // 64 + 1024  # wrapping may add a little
        self._arrived = 0
        self._between = 0
        self._encoding = Inflater(encoding)
        self._file = Inflater("")
        self._whole = bytearray()

    def expect(self, count: int) -> None:
        """Raise `TooLong` if so many more bytes are too many, before they are read."""
        if self._arrived + count > self._most:
            raise TooLong

    def feed(self, data: bytes) -> None:
        """Take the next piece. Raises `BrokenBody` or `TooLong`."""
        for _ in self.unwrap(data):
            pass

    def unwrap(self, data: bytes) -> Iterator[int]:
        """Take the next piece a little at a time, and tell each time how long the body is. Raises as `feed`."""
        self.expect(len(data))
        self._arrived += len(data)
        for piece in self._encoding.feed(data):
            self._between += len(piece)
            yield from self._keep(piece)

    def finish(self) -> bytes:
        """The whole body. Raises `BrokenBody` if it ended too early."""
        for _ in self._keep(self._encoding.finish()):
            pass
        self._whole += self._file.finish()
        whole = bytes(self._whole)
        self.drop()
        return whole

    def drop(self) -> None:
        """Let go of what has been unwrapped."""
        self._whole = bytearray()

    def so_far(self) -> bytes:
        """What has been unwrapped by now."""
        return bytes(self._whole)

    def _keep(self, piece: bytes) -> Iterator[int]:
        if self._between > self._most:
            raise TooLong
        for part in self._file.feed(piece):
            self._whole += part
            if len(self._whole) > self._limit:
                raise TooLong
            yield len(self._whole)


class Inflater:
    """Decodes one layer. The bytes decide: gzip is known by its magic, announced or not; deflate may be raw."""

    def __init__(self, encoding: str) -> None:
        """`encoding`: the Content-Encoding header, one of `UNDERSTOOD`."""
        self._deflate = encoding == "deflate"
        self._head = b""
        self._begun = False
        self._wbits = 0
        self._members = 0
        self._stream: zlib._Decompress | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decode the next piece, a little at a time: who has enough stops asking. Raises `BrokenBody`."""
        if not self._begun:
            data = self._head + data
            if len(data) < len(_GZIP):
                self._head = data
                return
            self._begin(data)
        if self._stream is None:
            yield data
        elif data:
            yield from self._inflate(data)

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

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        while (stream := self._next_member(data)) is not None:
            try:
                piece = stream.decompress(data, _PIECE)
            except zlib.error as error:
                raise BrokenBody("the compressed body is damaged") from error
            yield piece
            data = stream.unused_data if stream.eof else stream.unconsumed_tail
            if not data and (stream.eof or len(piece) < _PIECE):  # a full piece may leave some in zlib's own hands
                return

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
