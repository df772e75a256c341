"""The server: bad clients, many clients, a taken port, and an end that comes soon."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import closing, suppress
from socket import socket

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.domain.errors import BadConfig
from bot.services.readiness import Readiness
from bot.web import server
from bot.web.listening import PortTaken, listen
from bot.web.server import WebServer
from bot.web.site import application
from tests.web.serving import PATIENCE, get, serving

SOON = PATIENCE / 2  # what is designed to take a second, on a machine that is busy


class Stream:
    """A page that never ends, and knows when nobody listens any more."""

    def __init__(self, words: bytes = b": alive\n\n") -> None:
        self.words = words
        self.opened, self.closed = asyncio.Event(), asyncio.Event()

    async def page(self, request: Request) -> Response:
        return StreamingResponse(self._lines(), media_type="text/event-stream")

    async def _lines(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield self.words
                self.opened.set()
                await asyncio.sleep(0.01)
        finally:
            self.closed.set()


# --- serving -----------------------------------------------------------------------------------------------


async def test_it_says_where_it_serves(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving() as served:
        assert b" 200 OK" in await served.says(get("/healthz").encode())
        assert served.server.url == served.url == f"http://127.0.0.1:{served.port}"
        await served.end()
        assert served.server.url == ""
    assert [record.getMessage() for record in caplog.records] == [f"the web part serves {served.url}"]


async def test_it_says_when_others_can_reach_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with serving(host="0.0.0.0") as served:
        assert await served.says(get("/healthz").encode())
    assert caplog.messages[0].endswith(" and every other address of this machine")


async def test_a_round_of_cron_serves_nothing() -> None:
    def never() -> socket:
        raise AssertionError

    await WebServer(application(Readiness({})), never).once()


async def test_a_taken_port_is_waited_for_and_said_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "AGAIN", 0.01)
    tries, served = 0, asyncio.Event()
    with closing(listen("127.0.0.1", 0)) as free:

        def open_socket() -> socket:
            nonlocal tries
            tries += 1
            if tries < 4:
                raise PortTaken("port 8080 of 127.0.0.1 is taken by another program; stop it")
            served.set()
            return free

        task = asyncio.create_task(WebServer(application(Readiness({})), open_socket).run())
        async with asyncio.timeout(PATIENCE):
            await served.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    warned = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert warned == ["the web part waits: port 8080 of 127.0.0.1 is taken by another program; stop it"]


async def test_a_mistake_in_the_settings_ends_it() -> None:
    def wrong() -> socket:
        raise BadConfig('web.host = "203.0.113.7"')

    with pytest.raises(BadConfig):
        await WebServer(application(Readiness({})), wrong).run()


async def test_signals_and_logs_are_left_alone() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    async with serving() as served:
        assert await served.says(get("/healthz").encode())
        assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before
        assert logging.getLogger("uvicorn.error").handlers == []


# --- bad clients -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"GET\r\n\r\n",
        b"GET /" + b"a" * (server.HEADERS + 1),
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-Many: 1\r\n" * (server.HEADERS // 8),
        b"A" * (server.HEADERS + 1),
        b"GET / HTTP/1.1\r\n\r\n",  # no Host: RFC 9112 §3.2
    ],
)
async def test_what_is_not_http_is_refused(words: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with serving() as served:
        assert (await served.says(words)).startswith(b"HTTP/1.1 400 ")
        assert b" 200 OK" in await served.says(get("/healthz").encode())
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_upgrade_is_not_taken() -> None:
    words = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n"
    async with serving() as served:
        assert (await served.says(words)).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"GET /healthz HTT",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf",
    ],
)
async def test_a_client_that_does_not_end_its_request_is_given_up(
    words: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def echo(request: Request) -> Response:
        return PlainTextResponse(await request.body())

    monkeypatch.setattr(server, "ASKING", 0.1)
    monkeypatch.setattr(server, "TICK", 0.02)
    async with serving([Route("/echo", echo, methods=["POST"])]) as served:
        try:
            answer = await served.says(words)
        except ConnectionResetError:
            answer = b""
        assert answer == b""


async def test_a_client_that_does_not_end_its_second_request_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TICK", 0.02)
    async with serving() as served, asyncio.timeout(PATIENCE):
        reader, writer = await served.connect(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /hea")
        assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200 OK")
        monkeypatch.setattr(server, "ASKING", 0.1)
        with suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()


async def test_a_client_that_only_waits_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(request: Request) -> Response:  # heard by now: from here on the client only waits
        for name, seconds in {"ASKING": 0.1, "STUCK": 0.1}.items():
            monkeypatch.setattr(server, name, seconds)
        await asyncio.sleep(0.3)
        return PlainTextResponse("at last")

    monkeypatch.setattr(server, "TICK", 0.02)
    async with serving([Route("/slow", slow)]) as served:
        assert (await served.says(get("/slow").encode())).endswith(b"at last")


async def test_a_client_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"STUCK": 0.2, "TICK": 0.02}.items():
        monkeypatch.setattr(server, name, seconds)
    stream = Stream(b"a" * (1 << 20))
    async with serving([Route("/stream", stream.page)]) as served:
        _, writer = await served.connect(get("/stream").encode())
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        async with asyncio.timeout(PATIENCE):
            await stream.closed.wait()
        writer.transport.abort()


async def test_connections_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "CONNECTIONS", 5)
    async with serving() as served:
        kept = [await served.connect() for _ in range(5)]
        with pytest.raises(ConnectionResetError):  # closed unheard
            assert await served.says(get("/healthz").encode()) == b""
            raise ConnectionResetError
        for _, writer in kept:
            writer.close()
            await writer.wait_closed()
        async with asyncio.timeout(PATIENCE):
            while True:  # until the server has heard of it
                with suppress(ConnectionResetError):
                    if b" 200 OK" in await served.says(get("/healthz").encode()):
                        break


# --- the end -----------------------------------------------------------------------------------------------


async def test_open_streams_and_slow_clients_do_not_hold_up_the_end(caplog: pytest.LogCaptureFixture) -> None:
    stream, flood = Stream(), Stream(b"a" * (1 << 20))
    async with serving([Route("/stream", stream.page), Route("/flood", flood.page)]) as served:
        listening = await served.connect(get("/stream").encode())
        deaf = await served.connect(get("/flood").encode())
        deaf[1].transport.pause_reading()  # type: ignore[attr-defined]
        others = [await served.connect(words) for words in (b"", b"GET /heal", get("/healthz").encode())]
        async with asyncio.timeout(PATIENCE):
            await stream.opened.wait()
            await flood.opened.wait()
        assert await served.end() < SOON
        assert stream.closed.is_set() and flood.closed.is_set()
        for _, writer in (listening, deaf, *others):
            writer.transport.abort()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_what_was_asked_before_the_end_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LAST_ANSWERS", PATIENCE)
    asked, go = asyncio.Event(), asyncio.Event()

    async def slow(request: Request) -> Response:
        asked.set()
        await go.wait()
        return PlainTextResponse("still here")

    async with serving([Route("/slow", slow)]) as served:
        answer = asyncio.create_task(served.says(b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"))
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
            served.task.cancel()
            asyncio.get_running_loop().call_later(0.05, go.set)
            assert (await answer).endswith(b"still here")
        assert await served.end() < SOON


async def test_a_page_that_will_not_end_is_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LAST_ANSWERS", 0.05)
    asked, cancelled = asyncio.Event(), asyncio.Event()

    async def stuck(request: Request) -> Response:
        asked.set()
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        raise AssertionError

    async with serving([Route("/stuck", stuck)]) as served:
        _, writer = await served.connect(get("/stuck").encode())
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
        assert await served.end() < SOON
        assert cancelled.is_set()
        writer.close()
