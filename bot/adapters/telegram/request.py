"""python-telegram-bot's HTTP, on aiohttp: a tenth of the CPU of its default, and the token kept out of sight.

The Bot API puts the token into the URL, and so do aiohttp's errors, and python-telegram-bot's debug lines, `repr`s and
errors. So python-telegram-bot is never told: it works with `MASK`, and only `AiohttpRequest` puts the token in its
place, on the way out. What comes back is searched for it; foreign errors are replaced by ours, without a chain.
"""

import json
from http import HTTPStatus
from typing import Any, Final

import aiohttp
from telegram import InputFile
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

MASK: Final = "0:masked"
_MAX_ANSWER: Final = 16 * 1024 * 1024  # bytes; 100 updates of the largest size stay far below
_IDLE_SECONDS: Final = 30.0  # shorter than the servers' own, so that none is closed on us in mid-request

_to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_Timeout = DefaultValue[float] | DefaultValue[None] | float | None
_NEVER_LEFT = (
    aiohttp.ClientConnectorError,  # DNS, refused, unreachable, TLS, the proxy itself
    aiohttp.ConnectionTimeoutError,  # no free connection, or none made in time
    aiohttp.ClientHttpProxyError,  # the proxy would not connect
    aiohttp.InvalidURL,
)


class RequestUnsent(NetworkError):
    """The request never left this machine: it may be sent again."""


class AnswerLost(NetworkError):
    """The request left, its answer did not arrive: it may have been carried out."""


class FloodWait(TelegramError):
    """429: nothing more to this chat (or from this bot) for `seconds`; 0 where Telegram did not say."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """One pool of connections. Timeouts in seconds; `None` waits for ever.

    `pool` and `connect` together bound the wait for a connection, `read` each wait for bytes, and all four together
    the whole request (aiohttp has no bound for writing alone).
    """

    def __init__(
        self,
        token: str,
        *,
        connections: int = 128,
        proxy: str = "",
        read: float = 20.0,
        write: float = 20.0,
        connect: float = 10.0,
        pool: float = 10.0,
    ) -> None:
        self._token = token
        self._secret = (token.partition(":")[2] or token).encode()
        self._connections = connections
        self._proxy = proxy or None
        self._defaults: dict[str, float | None] = {"read": read, "write": write, "connect": connect, "pool": pool}
        self._usual = self._bounds(**self._defaults)
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return f"AiohttpRequest(connections={self._connections})"

    @property
    def read_timeout(self) -> float | None:
        """The default wait for an answer, in seconds."""
        return self._defaults["read"]

    async def initialize(self) -> None:
        """Open the pool; harmless when it is open."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_IDLE_SECONDS)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=jar, trust_env=False)

    async def shutdown(self) -> None:
        """Close the pool and every connection in it; harmless when it is closed."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def renew(self) -> None:
        """Start again on fresh connections."""
        await self.shutdown()
        await self.initialize()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return status and body. Raises `RequestUnsent`, `AnswerLost`, `FloodWait`, and `NetworkError` for 5xx."""
        given = {"read": read_timeout, "write": write_timeout, "connect": connect_timeout, "pool": pool_timeout}
        usual = all(seconds is BaseRequest.DEFAULT_NONE for seconds in given.values())
        bounds = self._usual if usual else self._bounds(**given)
        try:
            status, body = await self._exchange(url, method, request_data, bounds)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            failure = _translated(error)
        else:
            if status == HTTPStatus.TOO_MANY_REQUESTS:
                raise FloodWait(_retry_after(body))
            if status >= HTTPStatus.INTERNAL_SERVER_ERROR:  # often a proxy's page, and nothing to be read from it
                raise NetworkError(f"the server failed ({status})")
            return status, body
        raise failure  # outside of `except`: nothing that knows the URL may hang in the chain

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer's JSON object. Raises `TelegramError`; logs nothing, unlike what it replaces."""
        try:
            answer = json.loads(payload.decode())
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            return answer
        raise TelegramError("an answer that is no JSON")

    def _bounds(self, **given: _Timeout) -> aiohttp.ClientTimeout:
        seconds = {k: self._defaults[k] if isinstance(v, DefaultValue) else v for k, v in given.items()}
        bounded = [v for v in seconds.values() if v is not None]
        connecting = [v for v in (seconds["pool"], seconds["connect"]) if v is not None]
        return aiohttp.ClientTimeout(
            total=sum(bounded) if len(bounded) == len(seconds) else None,
            connect=sum(connecting) if connecting else None,
            sock_connect=seconds["connect"],
            sock_read=seconds["read"],
        )

    async def _exchange(
        self, url: str, method: str, data: RequestData | None, bounds: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RequestUnsent("no connection (closed)")
        async with self._session.request(
            method,
            url.replace(MASK, self._token, 1),
            data=_body(data),
            headers=_headers(data),
            timeout=bounds,
            proxy=self._proxy,
            allow_redirects=False,  # the token goes nowhere else
        ) as response:
            return response.status, self._scrubbed(await _bounded(response))

    def _scrubbed(self, body: bytes) -> bytes:
        """Error pages of proxies may repeat the URL."""
        return body.replace(self._secret, b"***") if self._secret in body else body


def plain(parameters: dict[str, Any]) -> RequestData:
    """Parameters that are JSON already, or a file; those that are None are left out. python-telegram-bot's own way to
    make this searches each of them for its objects."""
    return RequestData([_parameter(name, value) for name, value in parameters.items() if value is not None])


def _parameter(name: str, value: Any) -> RequestParameter:
    return (
        RequestParameter.from_input(name, value)
        if isinstance(value, InputFile)
        else RequestParameter(name, value, None)
    )


def _headers(data: RequestData | None) -> dict[str, str] | None:
    return None if data is None or data.contains_files else {"Content-Type": "application/json"}


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        return _to_json(data.parameters).encode("utf-8", "replace")
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=content_type)
    return form


async def _bounded(response: aiohttp.ClientResponse) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.content.iter_any():
        size += len(part)
        if size > _MAX_ANSWER:
            raise aiohttp.ClientPayloadError("too long")
        parts.append(part)
    return b"".join(parts)


def _retry_after(body: bytes) -> float:
    try:
        answer = json.loads(body)
        return max(0.0, float(answer["parameters"]["retry_after"]))
    except (ValueError, KeyError, TypeError):
        return 0.0


def _translated(error: Exception) -> NetworkError:
    """Our error for a foreign one. Only its class and the system's own words are kept: the rest may hold the URL."""
    system = getattr(error, "os_error", error)
    words = getattr(system, "strerror", None) if isinstance(system, OSError) else None
    name = type(error).__name__ + (f": {words}" if words else "")
    if isinstance(error, _NEVER_LEFT):
        return RequestUnsent(f"no connection ({name})")
    return AnswerLost(f"the answer was lost ({name})")
