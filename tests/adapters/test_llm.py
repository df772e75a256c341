"""The model's adapter against a strict endpoint."""

import logging

import pytest

from bot.adapters.summarizers.llm import LlmWriter
from bot.domain.asking import Message, Written
from bot.domain.errors import NotWritten
from tests.llm import Endpoint, Mode

ASKED = (Message("system", "Be brief."), Message("user", "What is new?"))
KEY = "sk-very-secret"


def writer(endpoint: Endpoint, **changes: str) -> LlmWriter:
    given = {"base_url": endpoint.base_url, "model": endpoint.model, "api_key": endpoint.api_key} | changes
    return LlmWriter(**given)


async def failure(endpoint: Endpoint, seconds: float = 5.0, **changes: str) -> NotWritten:
    async with writer(endpoint, **changes) as model:
        with pytest.raises(NotWritten) as caught:
            await model.write(ASKED, 100, seconds)
    return caught.value


async def test_it_asks_as_the_endpoints_want_it() -> None:
    async with Endpoint(api_key=KEY) as endpoint, writer(endpoint, base_url=f"{endpoint.base_url}/") as model:
        endpoint.says("<think>\nWhat now?</think>\n The council met. ")
        assert await model.write(ASKED, 100, 5) == Written("The council met.", 100)
        assert endpoint.asked[0]["messages"][1] == {"role": "user", "content": "What is new?"}
        assert (endpoint.asked[0]["model"], endpoint.asked[0]["max_tokens"]) == ("small", 100)
        assert await model.models(5) == ("small",)
        assert KEY not in repr(model)


@pytest.mark.parametrize("usage", [None, [], {}, {"total_tokens": "7"}, {"total_tokens": True}, {"total_tokens": -1}])
async def test_what_it_cost_is_believed_only_if_it_can_be(usage: object) -> None:
    async with Endpoint() as endpoint, writer(endpoint) as model:
        endpoint.says("The council met.")
        endpoint.usage = usage
        assert (await model.write(ASKED, 100, 5)).tokens == 0


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("dead", "down"), ("busy", "busy"), ("failing", "failed"), ("truncated", "truncated"), ("html", "garbled"),
        ("broken", "garbled"), ("list", "garbled"), ("shapeless", "garbled"), ("empty", "empty"), ("huge", "oversized"),
        ("refusing", "declined"), ("filtered", "declined"), ("redirecting", "refused"),
    ],
)  # fmt: skip
async def test_each_failure_has_its_reason_and_no_secret(
    mode: Mode, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with Endpoint(api_key=KEY) as endpoint:
        endpoint.says("The council met.")
        endpoint.mode = mode
        error = await failure(endpoint)
        assert error.reason == reason
        assert error.retry_after == (7 if mode == "busy" else None)
        assert str(endpoint.port) in str(error) and error.__cause__ is None
        assert KEY not in str(error) + caplog.text


async def test_who_is_slow_is_not_waited_for() -> None:
    async with Endpoint() as endpoint:
        endpoint.says("Late.")
        endpoint.mode = "slow"
        assert (await failure(endpoint, 0.05)).reason == "timeout"


async def test_wrong_keys_models_and_addresses_are_told() -> None:
    async with Endpoint(api_key=KEY) as endpoint:
        assert (await failure(endpoint, api_key="")).reason == "refused"
        assert (await failure(endpoint, model="large")).reason == "refused"
        assert (await failure(endpoint, base_url=f"http://127.0.0.1:{endpoint.port}")).reason == "refused"
        assert endpoint.refused == [401, 404]
    assert (await failure(endpoint)).reason == "down"


async def test_a_request_that_is_rejected_tells_nothing_of_the_endpoint() -> None:
    async with Endpoint() as endpoint:
        endpoint.rejects["stream"] = "'stream' is not supported"
        assert (await failure(endpoint)).reason == "rejected"


async def test_settings_that_a_model_does_not_want_are_left_out_from_then_on() -> None:
    async with Endpoint() as endpoint, writer(endpoint) as model:
        endpoint.says("The council met.")
        endpoint.rejects = {
            "max_tokens": "'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            "temperature": "'temperature' does not support 0 with this model.",
        }
        assert (await model.write(ASKED, 100, 5)).text == "The council met."
        assert endpoint.refused == [400, 400]
        assert {"max_tokens", "temperature"}.isdisjoint(endpoint.asked[0])
        assert endpoint.asked[0]["max_completion_tokens"] == 100
        await model.write(ASKED, 100, 5)
        assert endpoint.refused == [400, 400]


async def test_what_did_not_help_is_not_remembered() -> None:
    async with Endpoint() as endpoint, writer(endpoint) as model:
        endpoint.says("The council met.")
        endpoint.rejects = {"model": "the article is too long for max_tokens"}
        with pytest.raises(NotWritten) as caught:
            await model.write(ASKED, 100, 5)
        assert caught.value.reason == "rejected" and endpoint.refused == [400, 400]
        endpoint.rejects = {}
        await model.write(ASKED, 100, 5)
        assert endpoint.asked[0]["max_tokens"] == 100


@pytest.mark.parametrize("told", ["", "soon", "-1", "9" * 40, "Wed, 21 Oct 2026 07:28:00 GMT"])
async def test_only_seconds_are_believed_of_retry_after(told: str) -> None:
    async with Endpoint() as endpoint:
        endpoint.mode, endpoint.retry_after = "busy", told
        assert (await failure(endpoint)).retry_after is None


async def test_models_that_are_not_listed_are_said_so() -> None:
    async with Endpoint() as endpoint, writer(endpoint) as model:
        endpoint.mode = "shapeless"
        with pytest.raises(NotWritten, match="lists no models"):
            await model.models(5)


async def test_it_is_strict_itself() -> None:
    import aiohttp

    good = {"model": "small", "messages": [{"role": "user", "content": "x"}]}
    wrong = [
        {}, [], {**good, "model": ""}, {**good, "messages": []}, {**good, "messages": [{"role": "x", "content": "y"}]},
        {**good, "messages": [{"role": "user"}]}, {**good, "max_tokens": 0}, {**good, "stream": True},
    ]  # fmt: skip
    async with Endpoint() as endpoint, aiohttp.ClientSession() as session:
        where = f"{endpoint.base_url}/chat/completions"
        for body in wrong:
            async with session.post(where, json=body) as response:
                assert response.status == 400, body
        async with session.post(where, data=b"{}", headers={"Content-Type": "text/plain"}) as response:
            assert response.status == 415
        async with session.post(where, data=b"{", headers={"Content-Type": "application/json"}) as response:
            assert response.status == 400
        async with session.get(where) as response:
            assert response.status == 405
