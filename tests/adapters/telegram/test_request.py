import asyncio
import json
import logging
import re
import socket
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext

import pytest
from telegram import Bot, InputFile
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.adapters.telegram import request as module
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.request import MASK, AiohttpRequest, AnswerLost, FloodWait, RequestUnsent
from bot.demo.botapi import TOKEN, BotApi
from bot.domain.errors import BadConfig, SendFailed
from bot.domain.model import Place, Post, Span
from tests.adapters.telegram.fakes import impatient

SECRET = TOKEN.partition(":")[2]
POST = Post(lines=((Span("News"),),))
CHAT = Place("telegram", "42")

Serve = Callable[[bytes], bytes]


@asynccontextmanager
async def raw_server(answer: Serve) -> AsyncIterator[str]:
    """A server of bytes: what it gets up to the end of the head, to what it answers before it hangs up."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(head))
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def http(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])


def everything_about(error: BaseException | None) -> str:
    told = ""
    while error is not None:
        told += repr(error) + str(error) + "".join(traceback.format_exception(error))
        if error.__context__ is not None and error.__context__ is not error.__cause__:
            told += everything_about(error.__context__)
        error = error.__cause__
    return told


async def failing(base: str, token: str = TOKEN, **options: float) -> tuple[TelegramError, AiohttpRequest]:
    async with AiohttpRequest(token, **options) as request:  # type: ignore[arg-type]
        bot = Bot(MASK, base_url=f"{base}/bot", request=request, get_updates_request=request)
        with pytest.raises(TelegramError) as caught:
            await bot.send_message(42, "News")
    return caught.value, request


# --- which error ---------------------------------------------------------------------------------------------------


async def test_nobody_listens() -> None:
    error, _ = await failing(f"http://127.0.0.1:{closed_port()}")
    assert isinstance(error, RequestUnsent)
    assert "Connect" in str(error)


async def test_no_tls_there(api: BotApi) -> None:
    error, _ = await failing(api.base_url.replace("http:", "https:"))
    assert isinstance(error, RequestUnsent)


async def test_no_free_connection(api: BotApi) -> None:
    api.private(42)
    api.fail("slow", seconds=1.0)
    async with AiohttpRequest(TOKEN, connections=1, pool=0.05, connect=0.05) as request:
        bot = Bot(MASK, base_url=f"{api.base_url}/bot", request=request, get_updates_request=request)
        first = asyncio.create_task(bot.send_message(42, "News"))
        await api.until(lambda: bool(api.calls))
        with pytest.raises(RequestUnsent) as caught:
            await bot.send_message(42, "News")
        assert SECRET not in everything_about(caught.value)  # aiohttp's own words for this hold the URL
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


@pytest.mark.parametrize("kind", ["drop", "drop_answer", "black_hole"])
async def test_the_answer_is_lost(api: BotApi, kind: str) -> None:
    api.private(42)
    api.fail(kind, times=None)  # type: ignore[arg-type]
    error, _ = await failing(api.base_url, read=0.2)
    assert isinstance(error, AnswerLost)
    api.faults.active.clear()


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    hung_up = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        rest = asyncio.create_task(reader.read())  # ends when the client hangs up
        while not rest.done():
            writer.write(b" ")
            await asyncio.wait({rest}, timeout=0.02)
        writer.close()
        await asyncio.gather(writer.wait_closed(), rest, return_exceptions=True)
        hung_up.set()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        error, _ = await failing(base, read=0.1, write=0.1, connect=0.1, pool=0.1)
        await asyncio.wait_for(hung_up.wait(), 5)
    assert isinstance(error, AnswerLost)


async def test_an_answer_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_ANSWER", 1000)
    async with raw_server(lambda head: http("200 OK", b"x" * 2000)) as base:
        error, _ = await failing(base)
    assert isinstance(error, AnswerLost)


async def test_a_truncated_answer_is_lost() -> None:
    async with raw_server(lambda head: http("200 OK", b"{}" * 100)[:-50]) as base:
        error, _ = await failing(base)
    assert isinstance(error, AnswerLost)


async def test_nothing_is_sent_over_a_closed_pool(api: BotApi) -> None:
    request = AiohttpRequest(TOKEN)
    bot = Bot(MASK, base_url=f"{api.base_url}/bot", request=request, get_updates_request=request)
    with pytest.raises(RequestUnsent):
        await bot.get_me()
    await request.shutdown()


async def test_a_proxy_that_is_not_there_and_one_that_refuses(api: BotApi) -> None:
    for proxy in (f"http://127.0.0.1:{closed_port()}", ""):
        async with AsyncExitStack() as stack:
            if not proxy:
                proxy = await stack.enter_async_context(raw_server(lambda head: http("407 Who are you", b"")))
            request = await stack.enter_async_context(AiohttpRequest(TOKEN, proxy=proxy))
            bot = Bot(MASK, base_url="https://127.0.0.1:9/bot", request=request, get_updates_request=request)
            with pytest.raises(RequestUnsent) as caught:
                await bot.get_me()
            assert SECRET not in everything_about(caught.value)


@pytest.mark.parametrize(
    ("body", "seconds"), [(b"{}", 0), (b"wait!", 0), (b'{"parameters": {"retry_after": 43838}}', 43838)]
)
async def test_429_tells_how_long_to_wait(body: bytes, seconds: float) -> None:
    async with raw_server(lambda head: http("429 Too Many Requests", body)) as base:
        error, _ = await failing(base)
    assert isinstance(error, FloodWait)
    assert error.seconds == seconds


async def test_redirects_are_not_followed(api: BotApi) -> None:
    async with raw_server(lambda head: http("302 Found", b"", f"Location: {api.base_url}/elsewhere")) as base:
        error, _ = await failing(base)
    assert isinstance(error, NetworkError)
    assert not api.calls


# --- what is sent --------------------------------------------------------------------------------------------------


async def test_words_of_any_script_and_files_arrive(api: BotApi) -> None:
    chat = api.private(42)
    async with AiohttpRequest(TOKEN) as request:
        bot = Bot(MASK, base_url=f"{api.base_url}/bot", request=request, get_updates_request=request)
        await bot.send_message(42, "Xəbər 🚂 \ud800!")
        await bot.send_photo(42, InputFile(b"\xff\xd8\xff", filename="a.jpg"), caption="Şəkil")
    text, photo = api.sent(chat)
    assert text.text == "Xəbər 🚂 ?!"
    assert (photo.text, photo.photo[:9]) == ("Şəkil", "attach://")
    assert request.read_timeout == 20


async def test_files_are_fetched_and_unlimited_waits_are_unlimited() -> None:
    async with raw_server(lambda head: http("200 OK", b"bytes")) as base, AiohttpRequest(TOKEN) as request:
        got = await request.retrieve(
            f"{base}/file/bot{MASK}/a", read_timeout=None, connect_timeout=None, pool_timeout=None
        )
    assert got == b"bytes"


async def test_renewing_keeps_nothing_of_the_old_connections(api: BotApi) -> None:
    async with AiohttpRequest(TOKEN) as request:
        bot = Bot(MASK, base_url=f"{api.base_url}/bot", request=request, get_updates_request=request)
        await bot.get_me()
        await request.renew()
        await bot.get_me()
    assert api.counts["getme"] == 2


# --- the secret ----------------------------------------------------------------------------------------------------


def echo(head: bytes) -> bytes:
    """An error page as some proxies write it."""
    path = re.search(rb"\S+ (\S+)", head)
    assert path is not None
    assert SECRET.encode() in path[1]
    return http("404 Not Found", b"<p>The URL " + path[1] + b" was not found</p>")


async def provoke(base: str, *, token: str = TOKEN, proxy: str = "") -> str:
    told = ""
    platform = TelegramPlatform(token=token, api_base_url=base, proxy=proxy)
    impatient(platform._sending, read=0.2)
    told += repr(platform) + repr(platform.bot) + repr(platform.bot.request)
    calls: list[Callable[[], Awaitable[object]]] = [
        lambda: platform.send(CHAT, POST),
        lambda: platform.me(),
        lambda: platform.bot.initialize(),
        lambda: platform.read_updates(None, 0, silence=0.2, kinds=("message",)),
        lambda: platform.look_up("telegram", "@example"),
        lambda: platform.answer_press("1", "x"),
    ]
    async with platform:
        for call in calls:
            try:
                await call()
            except (TelegramError, SendFailed) as error:
                told += everything_about(error)
    return told


FAULTS = ["bad_gateway", "server_error", "refuse", "drop", "drop_answer", "too_many", "black_hole"]
PLACES: dict[str, Callable[[str], AbstractAsyncContextManager[str]]] = {
    "good": nullcontext,
    "invalid": lambda base: nullcontext("http://[::1"),
    "closed": lambda base: nullcontext(f"http://127.0.0.1:{closed_port()}"),
    "tls": lambda base: nullcontext(base.replace("http:", "https:")),
    "echo": lambda base: raw_server(echo),
    "garbage": lambda base: raw_server(lambda head: http("200 OK", b"<p>" + SECRET.encode())),
}


@pytest.fixture
async def log(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Every line of every logger, and every record with its arguments."""
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    return lambda: caplog.text + "".join(json.dumps(record.__dict__, default=repr) for record in caplog.records)


def checked(told: str, logged: str) -> None:
    assert "telegram.Bot" in logged  # the lines that would hold it are there
    assert SECRET not in told
    assert SECRET not in logged


@pytest.mark.parametrize("name", PLACES)
async def test_the_token_is_nowhere_whatever_answers(api: BotApi, log: Callable[[], str], name: str) -> None:
    api.private(42)
    async with PLACES[name](api.base_url) as base:
        checked(await provoke(base), log())


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_token_is_nowhere_whatever_fails(api: BotApi, log: Callable[[], str], fault: str) -> None:
    api.fail(fault, times=None, seconds=3, description="Bad Request: no")  # type: ignore[arg-type]
    checked(await provoke(api.base_url), log())
    api.faults.active.clear()


@pytest.mark.parametrize("token", [f"1:{SECRET}", f"1 2\n:{SECRET}", SECRET])
async def test_a_wrong_token_is_nowhere(api: BotApi, log: Callable[[], str], token: str) -> None:
    checked(await provoke(api.base_url, token=token), log())


async def test_a_proxys_password_is_nowhere(api: BotApi, log: Callable[[], str]) -> None:
    checked(await provoke(api.base_url, proxy=f"http://user:{SECRET}@127.0.0.1:{closed_port()}"), log())


async def test_a_refused_token_is_said_without_it(api: BotApi) -> None:
    error, request = await failing(api.base_url, token=f"1:{SECRET}")
    assert isinstance(error, InvalidToken)
    assert "AiohttpRequest" in repr(request)


def test_only_proxies_that_can_be_used_are_taken() -> None:
    with pytest.raises(BadConfig, match=r"telegram\.proxy"):
        TelegramPlatform(token=TOKEN, api_base_url="https://api.example", proxy="socks5://127.0.0.1:1")
