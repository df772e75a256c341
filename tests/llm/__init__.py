"""A strict stand-in for an OpenAI-compatible endpoint, on loopback. It knows nothing of Crier.

    async with Endpoint(api_key="sk-1") as endpoint:
        endpoint.says("A summary.")      the answers, one a request; the last one stays
        endpoint.mode = "slow"           what is wrong with it
        endpoint.asked[0]["messages"]    what it was asked

It refuses what the real ones refuse: another path or method (404, 405), another content type (415), no JSON, no
model, no messages, roles and types that are none (400), an unknown model (404), a missing or wrong key (401).
"""

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import web

Mode = Literal[
    "", "slow", "dead", "busy", "failing", "truncated", "html", "broken", "list", "shapeless", "empty", "huge",
    "refusing", "filtered", "redirecting",
]  # fmt: skip
ROLES = {"system", "user", "assistant", "tool", "developer"}


class Endpoint:
    """The server. `seconds`: how slow it is; `retry_after`: what it says when it is busy."""

    def __init__(self, *, model: str = "small", api_key: str = "", seconds: float = 5.0) -> None:
        self.model, self.api_key, self.seconds = model, api_key, seconds
        self.mode: Mode = ""
        self.retry_after = "7"
        self.rejects: dict[str, str] = {}  # keys of a request, and what is said of them
        self.asked: list[dict[str, Any]] = []
        self.refused: list[int] = []
        self.usage: Any = {"prompt_tokens": 90, "completion_tokens": 10, "total_tokens": 100}
        self.at_once = 0  # at most
        self._busy = 0
        self._answers: list[str] = []
        self._answer: Callable[[str], str] | None = None
        self.port = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def says(self, *answers: str) -> None:
        """What it answers, request by request."""
        self._answers, self._answer = list(answers), None

    def answers(self, by: Callable[[str], str]) -> None:
        """What it answers to the last message."""
        self._answer = by

    async def __aenter__(self) -> Self:
        application = web.Application(client_max_size=4 << 20)
        application.router.add_post("/v1/chat/completions", self._complete)
        application.router.add_get("/v1/models", self._models)
        self._runner = web.AppRunner(application, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _models(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._unauthorised(request):
            return refusal
        if self.mode == "shapeless":
            return web.json_response({"object": "list"})
        return web.json_response({"object": "list", "data": [{"id": self.model, "object": "model"}, "odd"]})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self._busy += 1
        self.at_once = max(self.at_once, self._busy)
        try:
            return await self._checked(request)
        finally:
            self._busy -= 1

    async def _checked(self, request: web.Request) -> web.StreamResponse:
        if refusal := self._unauthorised(request):
            return refusal
        if request.content_type != "application/json":
            return self._error(415, "content type must be application/json")
        try:
            body = json.loads(await request.read())
        except ValueError:
            return self._error(400, "the body is no JSON")
        if wrong := _wrong(body):
            return self._error(400, wrong)
        if odd := next((words for key, words in self.rejects.items() if key in body), ""):
            return self._error(400, odd)
        if body["model"] != self.model:
            return self._error(404, "the model does not exist")
        self.asked.append(body)
        return await self._in_mode(request, body)

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        if self.api_key and request.headers.get("Authorization") != f"Bearer {self.api_key}":
            return self._error(401, f"incorrect key {request.headers.get('Authorization')}")
        return None

    def _error(self, status: int, words: str, **headers: str) -> web.Response:
        self.refused.append(status)
        error = {"error": {"message": words, "type": "invalid_request_error"}}
        return web.json_response(error, status=status, headers=headers)

    async def _in_mode(self, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        if self.mode == "slow":
            await asyncio.sleep(self.seconds)
        if self.mode == "dead":
            assert request.transport is not None
            request.transport.abort()
        if self.mode == "redirecting":
            raise web.HTTPTemporaryRedirect("http://127.0.0.1:1/elsewhere")
        return self._misbehaved() or web.json_response(self._completion(body))

    def _misbehaved(self) -> web.Response | None:
        match self.mode:
            case "busy":
                return self._error(429, "slow down", **{"Retry-After": self.retry_after})
            case "failing":
                return self._error(500, "internal error")
            case "html":
                return web.Response(text="<html>not here</html>", content_type="text/html")
            case "broken":
                return web.Response(text='{"choices": [', content_type="application/json")
        documents: dict[str, Any] = {"list": [1], "shapeless": {"choices": []}, "huge": {"padding": "x" * (1 << 20)}}
        return web.json_response(documents[self.mode]) if self.mode in documents else None

    def _completion(self, body: dict[str, Any]) -> dict[str, Any]:
        content: Any = self._next(body["messages"][-1]["content"])
        finish, refusal = "stop", None
        if self.mode == "truncated":
            content, finish = content[: len(content) // 2], "length"
        elif self.mode == "filtered":
            finish = "content_filter"
        elif self.mode == "refusing":
            content, refusal = None, "I cannot help with that."
        elif self.mode == "empty":
            content = " \n"
        message = {"role": "assistant", "content": content, "refusal": refusal}
        choice = {"index": 0, "message": message, "finish_reason": finish}
        return {"id": "c-1", "object": "chat.completion", "model": self.model, "choices": [choice], "usage": self.usage}

    def _next(self, question: str) -> str:
        if self._answer is not None:
            return self._answer(question)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


def _wrong(body: Any) -> str:
    if not isinstance(body, dict) or not isinstance(body.get("model"), str) or not body["model"]:
        return "you must provide a model"
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        return "messages must not be empty"
    if not all(isinstance(each, dict) and each.get("role") in ROLES for each in messages):
        return "a message has no role"
    if not all(isinstance(each.get("content"), str) for each in messages):
        return "a message has no content"
    tokens, heat = body.get("max_tokens", 1), body.get("temperature", 1)
    if not isinstance(tokens, int) or tokens < 1 or not isinstance(heat, int | float) or not 0 <= heat <= 2:
        return "max_tokens or temperature is out of range"
    return "" if body.get("stream", False) is False else "streams are not stood in for"
