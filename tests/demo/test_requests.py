"""How a call may come in: query, form, JSON, multipart; and what is no call."""

import aiohttp
import pytest

from bot.demo.botapi import BotApi
from tests.demo.conftest import Caller

Refusal = tuple[int, str]


async def refused(answer: aiohttp.ClientResponse) -> Refusal:
    document = await answer.json()
    assert document["ok"] is False
    assert document["error_code"] == answer.status
    return answer.status, document["description"]


async def test_every_way_to_give_parameters(api: BotApi, session: aiohttp.ClientSession) -> None:
    api.private(42)
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    values = {"chat_id": "42", "text": "+ %ё 😀&=", "disable_notification": "True"}
    form = aiohttp.FormData(values, default_to_multipart=True)
    for answer in (
        await session.get(url, params=values),
        await session.post(url, params=values),
        await session.post(url, data=values),
        await session.post(url, json={**values, "chat_id": 42, "disable_notification": True}),
        await session.post(url, data=form),
    ):
        assert answer.status == 200
        assert (await answer.json())["result"]["text"] == values["text"]
    assert [message.silent for message in api.sent(42)] == [True] * 5


async def test_method_names_know_no_case_and_unknown_parameters_are_ignored(call: Caller, api: BotApi) -> None:
    api.private(42)
    status, answer = await call("SENDmessage", chat_id=42, text="x", no_such_parameter=1)
    assert (status, answer["result"]["text"]) == (200, "x")


async def test_a_wrong_token_is_unauthorized(api: BotApi, session: aiohttp.ClientSession) -> None:
    answer = await session.get(f"{api.base_url}/bot123:wrong/getMe")
    assert await refused(answer) == (401, "Unauthorized")


@pytest.mark.parametrize("path", ["/", "/bot", "/botnonsense/getMe", "/bot{token}/noSuchMethod", "/bot{token}/a/b"])
async def test_what_is_not_there_is_not_found(path: str, api: BotApi, session: aiohttp.ClientSession) -> None:
    answer = await session.post(api.base_url + path.format(token=api.token))
    assert await refused(answer) == (404, "Not Found")


@pytest.mark.parametrize(
    ("kind", "body", "reason"),
    [
        ("application/json", b"{", "Bad Request: can't parse JSON encoded parameters"),
        ("application/json", b"[1]", "Bad Request: can't parse JSON encoded parameters"),
        ("application/json", b'{"chat_id": "\xff"}', "Bad Request: strings must be encoded in UTF-8"),
        (
            "application/json",
            b'{"chat_id": 42, "text": "\\ud83d"}',
            "Bad Request: strings must be encoded in UTF-8",
        ),
        ("application/x-www-form-urlencoded", b"text=%FF", "Bad Request: strings must be encoded in UTF-8"),
        ("application/x-www-form-urlencoded", b"text=\xff", "Bad Request: strings must be encoded in UTF-8"),
        ("multipart/form-data", b"x", "Bad Request: can't parse multipart form data"),
        ("text/plain", b"chat_id=42", "Bad Request: message text is empty"),
        ("application/json", b"", "Bad Request: message text is empty"),
    ],
)
async def test_a_broken_body_is_refused(
    kind: str, body: bytes, reason: str, api: BotApi, session: aiohttp.ClientSession
) -> None:
    api.private(42)
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    answer = await session.post(url, data=body, headers={"Content-Type": kind})
    assert await refused(answer) == (400, reason)


async def test_a_body_beyond_the_bound_is_refused(
    api: BotApi, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.demo.botapi.server.BODY_BYTES", 1000)
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    form = aiohttp.FormData({"text": "x" * 2000}, default_to_multipart=True)
    for answer in (await session.post(url, data={"text": "x" * 2000}), await session.post(url, data=form)):
        assert await refused(answer) == (413, "Request Entity Too Large")


async def test_values_that_do_not_fit_are_read_as_the_server_reads_them(call: Caller, api: BotApi) -> None:
    api.private(42)
    values = {"chat_id": "42", "text": 5, "message_thread_id": "none", "link_preview_options": "", "entities": None}
    status, answer = await call("sendMessage", **values)
    assert (status, answer["result"]["text"]) == (200, "5")
    status, answer = await call("sendMessage", chat_id=42, text=None)
    assert (status, answer["description"]) == (400, "Bad Request: message text is empty")


async def test_json_in_a_parameter_must_be_json(call: Caller, api: BotApi) -> None:
    api.private(42)
    for name, value, reason in (
        ("reply_parameters", "{", "can't parse reply parameters JSON object"),
        ("link_preview_options", "[]", "object expected as link preview options"),
    ):
        _, answer = await call("sendMessage", chat_id=42, text="x", **{name: value})
        assert answer["description"] == f"Bad Request: {reason}"
