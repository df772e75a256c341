"""Refusals, in the words of the real server.

Clients tell errors apart by their description (python-telegram-bot maps a few by parameters and status, the rest
by text), so the texts are those which api.telegram.org answers. Sources: answers seen from the live service, and
the public server's own source (tdlib/telegram-bot-api, tdlib/td).
"""

from typing import Any


class ApiError(Exception):
    """A refusal: HTTP status, description as the real server words it, and its `parameters`, if any."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """The JSON document of the answer."""
        document: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            document["parameters"] = self.parameters
        return document


def bad_request(reason: str) -> ApiError:
    """400: the request itself is wrong."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """403: the bot may not do this in that chat."""
    return ApiError(403, f"Forbidden: {reason}")


def too_many(retry_after: int) -> ApiError:
    """429: come back in `retry_after` seconds."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def migrated(chat: int) -> ApiError:
    """400: the group goes on as supergroup `chat`."""
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat)


def conflict(method: str) -> ApiError:
    """409: a waiting `getUpdates` was ended by another call."""
    hint = "; make sure that only one bot instance is running" if method.endswith("getUpdates") else ""
    return ApiError(409, f"Conflict: terminated by {method} request{hint}")


UNAUTHORIZED = (401, "Unauthorized")
NOT_FOUND = (404, "Not Found")
STALE_QUERY = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
