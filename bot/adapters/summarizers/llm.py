"""A language model behind any endpoint that speaks OpenAI's `POST /chat/completions`.

Unlike a source of news the endpoint is the operator's own choice, often on this machine, so private addresses are
allowed. It is trusted no further: no redirect is followed (the key goes nowhere else), the answer is bounded, and an
error names what happened and the host, never the key or what the endpoint sent.

Models differ in what they may be told: some know `max_tokens` by another name, some set their own temperature. An
endpoint that rejects a request (400) and names one of the two is asked again without it. What helped is remembered for
as long as the process runs.
"""

import asyncio
import json
import re
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from yarl import URL

from bot.domain.asking import Message, Written
from bot.domain.errors import NotWritten

MOST: Final = 256 << 10  # bytes of an answer
MOST_MODELS: Final = 1000
CONNECTIONS: Final = 8
LONGEST_WAIT: Final = 86_400.0  # seconds of Retry-After that are believed
MOST_SAID: Final = 4096  # bytes of a rejection that are read
DISPENSABLE: Final = ("max_tokens", "temperature")
REJECTED: Final = frozenset({400, 413, 422})  # one request, which tells nothing of others
_THOUGHTS: Final = re.compile(r"^\s*<think>.*?</think>", re.DOTALL)  # what models that reason say first


class _Disliked(NotWritten):
    """The request was rejected, and what was said of it names a setting that can be done without."""

    def __init__(self, message: str, setting: str) -> None:
        super().__init__(message, reason="rejected")
        self.setting = setting


class LlmWriter:
    """The port `Writer`. A context manager: it holds connections."""

    def __init__(self, *, base_url: str, model: str, api_key: str = "", user_agent: str = "Crier") -> None:
        self._url = URL(base_url.rstrip("/"))
        self._model = model
        self._headers = {"User-Agent": user_agent, "Accept": "application/json"}
        if api_key:
            self._headers["Authorization"] = f"Bearer {api_key}"
        self._session: aiohttp.ClientSession | None = None
        self._without: frozenset[str] = frozenset()  # of `DISPENSABLE`

    def __repr__(self) -> str:
        return f"LlmWriter({self._model!r} at {self.where})"

    @property
    def where(self) -> str:
        """The endpoint's host, as people are told of it."""
        return f"{self._url.host}:{self._url.port}"

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        jar = aiohttp.DummyCookieJar()
        self._session = aiohttp.ClientSession(
            connector=connector, cookie_jar=jar, trust_env=False, headers=self._headers
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def write(self, messages: Sequence[Message], most: int, seconds: float) -> Written:
        """See the port. `temperature` 0: the same article, the same words."""
        loop, without = asyncio.get_running_loop(), self._without
        until = loop.time() + seconds
        while True:
            body, left = self._body(messages, most, without), max(0.0, until - loop.time())
            try:
                document = await self._exchange("POST", "chat/completions", body, left)
            except _Disliked as error:
                if error.setting in without:
                    raise
                without |= {error.setting}
            else:
                self._without |= without
                return self._written(document)

    def _body(self, messages: Sequence[Message], most: int, without: frozenset[str]) -> dict[str, Any]:
        turns = [{"role": message.role, "content": message.content} for message in messages]
        body = {"model": self._model, "messages": turns, "max_tokens": most, "temperature": 0, "stream": False}
        if "max_tokens" in without:
            body["max_completion_tokens"] = most
        return {key: value for key, value in body.items() if key not in without}

    async def models(self, seconds: float) -> tuple[str, ...]:
        """The models that the endpoint lists. Raises `NotWritten`."""
        document = await self._exchange("GET", "models", None, seconds)
        listed = document.get("data")
        if not isinstance(listed, list):
            raise NotWritten(f"{self.where} lists no models", reason="garbled")
        return tuple(str(each["id"]) for each in listed[:MOST_MODELS] if isinstance(each, dict) and "id" in each)

    async def _exchange(self, method: str, path: str, body: dict[str, Any] | None, seconds: float) -> dict[str, Any]:
        """The JSON object that it answers. Raises `NotWritten`."""
        assert self._session is not None, "use the writer as a context manager"  # noqa: S101
        failure: NotWritten
        try:
            async with (
                asyncio.timeout(seconds),
                self._session.request(method, self._url / path, json=body, allow_redirects=False) as response,
            ):
                return await self._document(response)
        except TimeoutError:
            failure = NotWritten(f"{self.where} did not answer within {seconds:.3g} s", reason="timeout")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = NotWritten(f"{self.where} cannot be reached ({type(error).__name__})", reason="down")
        raise failure  # outside of `except`: what hangs in the chain may hold the request

    async def _document(self, response: aiohttp.ClientResponse) -> dict[str, Any]:
        if response.status != 200:
            raise await self._refusal(response)
        if response.content_type != "application/json":
            raise NotWritten(f"{self.where} answers no JSON", reason="garbled")
        body = bytearray()
        async for part in response.content.iter_any():
            body += part
            if len(body) > MOST:
                raise NotWritten(f"{self.where} answers more than {MOST:,} bytes", reason="oversized")
        try:
            document = json.loads(body)
        except (ValueError, RecursionError):
            document = None
        if not isinstance(document, dict):
            raise NotWritten(f"{self.where} answers no JSON object", reason="garbled")
        return document

    async def _refusal(self, response: aiohttp.ClientResponse) -> NotWritten:
        status = response.status
        if status == 400:
            said = (await response.content.read(MOST_SAID)).decode("utf-8", "replace")
            if named := re.search(rf"\b(?:{'|'.join(DISPENSABLE)})\b", said):
                return _Disliked(f"{self.where} answers 400 and names {named[0]}", named[0])
        reason = "busy" if status in {429, 503} else "failed" if status >= 500 else "refused"
        reason = "rejected" if status in REJECTED else reason
        return NotWritten(f"{self.where} answers {status}", reason=reason, retry_after=_retry_after(response))

    def _written(self, document: dict[str, Any]) -> Written:
        try:
            choice = document["choices"][0]
            message, finish = choice["message"], choice.get("finish_reason")
            text, refusal = message.get("content"), message.get("refusal")
        except (LookupError, TypeError, AttributeError):
            raise NotWritten(f"{self.where} answers no choice", reason="garbled") from None
        if refusal or finish == "content_filter":
            raise NotWritten(f"{self.where}: the model refuses", reason="declined")
        if finish == "length":
            raise NotWritten(f"{self.where}: the answer was cut off", reason="truncated")
        if not isinstance(text, str) or not (text := _THOUGHTS.sub("", text).strip()):
            raise NotWritten(f"{self.where} answers nothing", reason="empty")
        return Written(text, _tokens(document.get("usage")))


def _tokens(usage: object) -> int:
    total = usage.get("total_tokens") if isinstance(usage, dict) else None
    return total if isinstance(total, int) and not isinstance(total, bool) and 0 < total < 1 << 31 else 0


def _retry_after(response: aiohttp.ClientResponse) -> float | None:
    """In seconds alone; a date would need our clock to be the endpoint's."""
    told = response.headers.get("Retry-After", "").strip()
    return min(float(told), LONGEST_WAIT) if told.isascii() and told.isdigit() and len(told) < 10 else None
