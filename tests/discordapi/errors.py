"""Refusals, in the words of the real server.

Clients tell errors apart by `code`; discord.py shows `errors` as lines "In embeds.0.title: …". Codes: docs.discord.com,
"Opcodes and Status Codes" (JSON error codes); statuses and messages as the live service answers them, since the page
paraphrases. Form errors: "Reference" (Error Messages).
"""

from typing import Any

Path = tuple[str | int, ...]

CODES: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    10087: (404, "Unknown Tag"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30007: (400, "Maximum number of webhooks reached (15)"),
    30015: (400, "Maximum number of attachments in a message reached (10)"),
    30032: (400, "Maximum number of application commands reached (100)."),
    40005: (413, "Request entity too large"),
    40033: (400, "This message has already been crossposted."),
    40058: (400, "Cannot send messages in a forum channel"),
    40060: (400, "Interaction has already been acknowledged."),
    40067: (400, "A tag is required to create a forum post in this channel"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50068: (400, "Invalid message type"),
    50083: (400, "Thread is archived"),
    50278: (403, "Cannot send messages to this user due to having no mutual guilds"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (400, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    220001: (400, "Webhooks posted to forum channels must have a thread_name or thread_id"),
    220002: (400, "Webhooks posted to forum channels cannot have both a thread_name and thread_id"),
    220003: (400, "Webhooks can only create threads in forum channels"),
}


WRITE_LIMIT = "The write action you are performing on the channel has hit the write rate limit."


class ApiError(Exception):
    """A refusal: HTTP status, JSON error code, message, and the errors of single fields."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """The JSON document of the answer."""
        document: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            document["errors"] = self.errors
        return document


class TooMany(ApiError):
    """429. `scope`: `user`, `shared` (not counted as an invalid request) or `global`; `headers` of its bucket.

    `code`: of a limit within a route's: 20028, "Opcodes and Status Codes".
    """

    def __init__(
        self, retry_after: float, scope: str = "user", headers: dict[str, str] | None = None, code: int = 0
    ) -> None:
        message = "The resource is being rate limited." if scope == "shared" else "You are being rate limited."
        super().__init__(429, code, WRITE_LIMIT if code == 20028 else message)
        self.retry_after = retry_after
        self.scope = scope
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Not the usual document: "Rate Limits" (Rate Limit Response Structure)."""
        document: dict[str, Any] = {"message": self.message, "retry_after": self.retry_after}
        document["global"] = self.scope == "global"
        return document | ({"code": self.code} if self.code else {})


def refusal(code: int, status: int = 0) -> ApiError:
    """The refusal of `code`; `status` where it differs from the usual one."""
    usual, message = CODES[code]
    return ApiError(status or usual, code, message)


UNAUTHORIZED = (401, 0, "401: Unauthorized")
NO_METHOD = (405, 0, "405: Method Not Allowed")


class Form:
    """Collects what is wrong with the fields of a body, to refuse them all at once (50035)."""

    def __init__(self, *prefix: str | int) -> None:
        self.errors: dict[str, Any] = {}
        self._prefix = prefix

    def wrong(self, path: Path, code: str, message: str) -> None:
        """Note an error of the field at `path`."""
        place = self.errors
        for part in (*self._prefix, *path):
            place = place.setdefault(str(part), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def required(self, path: Path) -> None:
        self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")

    def choices(self, path: Path, known: object) -> None:
        self.wrong(path, "BASE_TYPE_CHOICES", f"Value must be one of {known}.")

    def text(self, path: Path, value: object, most: int, least: int = 0) -> str:
        """A text of `least` to `most` characters; null and missing are empty, and wrong where `least` is not 0."""
        if value is None:
            value = ""
            if least:
                self.required(path)
                return ""
        if not isinstance(value, str):
            self.wrong(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
            return ""
        if least and not value:
            self.required(path)
        elif least > 1 and len(value) < least or least and len(value) > most:
            self.wrong(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif len(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return value

    def items(self, path: Path, value: object, most: int, least: int = 0) -> list[Any]:
        """A list of `least` to `most` items; null and missing are empty."""
        if value is None and not least:
            return []
        if not isinstance(value, list):
            self.wrong(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        if not least <= len(value) <= most:
            bounds = f"between {least} and {most}" if least else f"{most} or fewer"
            code = "BASE_TYPE_BAD_LENGTH" if least else "BASE_TYPE_MAX_LENGTH"
            self.wrong(path, code, f"Must be {bounds} in length.")
        return value

    def model(self, path: Path, value: object) -> dict[str, Any]:
        """An object; empty, and wrong, where it is none."""
        if isinstance(value, dict):
            return value
        self.wrong(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return {}

    def number(self, path: Path, value: object, least: int, most: int) -> int:
        """A whole number from `least` to `most`; `least` where it is none."""
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return least
        if value < least:
            self.wrong(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        if value > most:
            self.wrong(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        return value

    def snowflake(self, path: Path, value: object) -> int:
        """An id, as text or number; 0, and wrong, where it is none."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        self.wrong(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return 0

    def check(self) -> None:
        """Raise `ApiError` 50035 if anything was noted."""
        if self.errors:
            raise ApiError(400, 50035, "Invalid Form Body", self.errors)
