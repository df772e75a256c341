"""The application: health, refusals, and the headers of every answer."""

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.services.readiness import Finding
from bot.web.site import CONTENT_POLICY, HEADERS, MAX_BODY
from tests.web.serving import Served, fine, serving


async def echo(request: Request) -> Response:
    return PlainTextResponse(await request.body())


async def framed(request: Request) -> Response:
    return PlainTextResponse("a page", headers={"content-security-policy": "default-src 'self'"})


async def buggy(request: Request) -> Response:
    raise KeyError("a secret of the inside")


PAGES = (Route("/echo", echo, methods=["POST"]), Route("/framed", framed), Route("/buggy", buggy))


async def down() -> Finding:
    return Finding(False, "no heartbeat stored for 20 s: the disk is full; make room")


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(PAGES, database=fine, telegram=down) as served:
        yield served


@pytest.fixture
async def client(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(served.url) as session:
        yield session


async def test_alive(client: aiohttp.ClientSession) -> None:
    async with client.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
        assert answer.headers["Cache-Control"] == "no-store"


async def test_not_ready_with_its_reasons(client: aiohttp.ClientSession) -> None:
    async with client.get("/readyz") as answer:
        assert answer.status == 503 and answer.headers["Cache-Control"] == "no-store"
        assert await answer.json() == {
            "ready": False,
            "checks": {
                "database": {"ok": True, "reason": "fine"},
                "telegram": {"ok": False, "reason": "no heartbeat stored for 20 s: the disk is full; make room"},
            },
        }


async def test_ready() -> None:
    async with serving() as served, aiohttp.ClientSession(served.url) as client, client.get("/readyz") as answer:
        assert answer.status == 200 and (await answer.json())["ready"] is True


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("GET", "/readyz", 503),
        ("HEAD", "/readyz", 503),
        ("GET", "/", 404),
        ("GET", "/healthz/..%2f..%2fetc/passwd", 404),
        ("GET", "/%00%ff", 404),
        ("GET", "/HEALTHZ", 404),
        ("POST", "/healthz", 405),
        ("DELETE", "/framed", 405),
        ("OPTIONS", "/readyz", 405),
        ("BREW", "/healthz", 405),
        ("GET", "/echo", 405),
        ("GET", "/buggy", 500),
    ],
)
async def test_every_answer_has_the_headers(client: aiohttp.ClientSession, method: str, path: str, status: int) -> None:
    async with client.request(method, path, allow_redirects=False) as answer:
        body = await answer.text()
        assert answer.status == status
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert "server" not in answer.headers and "Date" in answer.headers
    if status in (404, 405, 500):
        assert answer.content_type == "text/plain" and 10 < len(body) < 80 and path not in body
        assert "secret" not in body
    if method == "HEAD":
        assert body == ""


async def test_the_policy_allows_nothing_from_elsewhere() -> None:
    sources = {words.split()[0]: words.split()[1:] for words in CONTENT_POLICY.split(";")}
    assert sources["default-src"] == ["'none'"]
    assert {source for each in sources.values() for source in each} == {"'none'", "'self'"}


async def test_a_page_may_have_a_policy_of_its_own(client: aiohttp.ClientSession) -> None:
    async with client.get("/framed") as answer:
        assert answer.headers.getall("Content-Security-Policy") == ["default-src 'self'"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_405_says_what_is_allowed(client: aiohttp.ClientSession) -> None:
    async with client.post("/healthz") as answer:
        assert answer.headers["Allow"] in ("GET, HEAD", "HEAD, GET")


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_is_bounded(client: aiohttp.ClientSession, chunked: bool) -> None:
    async def pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(0, size, 1024):
            yield b"a" * 1024

    async with client.post("/echo", data=pieces(MAX_BODY) if chunked else b"a" * MAX_BODY) as answer:
        assert answer.status == 200 and len(await answer.read()) == MAX_BODY
    async with client.post("/echo", data=pieces(MAX_BODY * 4) if chunked else b"a" * (MAX_BODY + 1)) as answer:
        assert answer.status == 413
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


async def test_a_bug_is_logged_and_not_shown(client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture) -> None:
    async with client.get("/buggy") as answer:
        assert await answer.text() == "Something went wrong here; the log says what.\n"
    (record,) = caplog.records
    assert record.levelname == "ERROR" and record.exc_info
    async with client.get("/healthz") as answer:
        assert answer.status == 200


async def test_readiness_stays_cheap_under_a_flood() -> None:
    asked = 0

    async def slow() -> Finding:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.05)
        return Finding(True, "fine")

    async with serving(database=slow) as served, aiohttp.ClientSession(served.url) as client:

        async def ask() -> bool:
            async with client.get("/readyz") as answer:
                return bool(json.loads(await answer.read())["ready"])

        assert all(await asyncio.gather(*(ask() for _ in range(100))))
    assert asked == 1
