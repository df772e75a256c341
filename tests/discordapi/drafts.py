"""The body of a message, read as the real server reads it: "Message Resource" (Create Message, Edit Message)."""

from dataclasses import dataclass
from typing import Any

from tests.discordapi.components import Components
from tests.discordapi.embeds import Embeds
from tests.discordapi.errors import Form, refusal
from tests.discordapi.mentions import Allowed, read_allowed
from tests.discordapi.records import EPHEMERAL, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, Message, Upload

CONTENT, NONCE, FILES = 2000, 25, 10
FILE_BYTES = 10 * 1024 * 1024
V2 = 1 << 15


@dataclass(slots=True)
class Draft:
    """What a body gives; None: nothing is said of it."""

    content: str | None
    embeds: list[dict[str, Any]] | None
    components: list[dict[str, Any]] | None
    attachments: list[Upload] | None
    allowed: Allowed
    flags: int
    nonce: str | int | None

    @property
    def empty(self) -> bool:
        return not (self.content or self.embeds or self.components or self.attachments)

    def need(self) -> list[str]:
        """The permissions that its parts need."""
        parts = (("embed_links", self.embeds), ("attach_files", self.attachments))
        return [name for name, part in parts if part]

    def change(self, message: Message) -> None:
        """Edit a message. Raises `ApiError` 50006 where nothing would be left of it; then it stays as it was."""
        new = (
            message.content if self.content is None else self.content,
            message.embeds if self.embeds is None else self.embeds,
            message.components if self.components is None else self.components,
            message.attachments if self.attachments is None else self.attachments,
        )
        if not any(new):
            raise refusal(50006)
        message.content, message.embeds, message.components, message.attachments = new


def read(
    body: dict[str, Any],
    files: dict[str, Upload],
    usual: Allowed,
    *,
    prefix: tuple[str, ...] = (),
    before: Message | None = None,
) -> Draft:
    """Read a body; `before`: the message it edits. Raises `ApiError` (50035, 30015, 40005)."""
    form = Form(*prefix)
    attachments = _attachments(form, body, files, before)
    names = attachments if attachments is not None else before.attachments if before else []
    content = body.get("content")
    flags = body.get("flags") or 0
    if isinstance(flags, int) and flags & V2:
        form.wrong(("flags",), "UNSUPPORTED", "This stand-in knows no Components V2")
    draft = Draft(
        content=form.text(("content",), content, CONTENT).strip() if "content" in body else None,
        embeds=Embeds(form, frozenset(file.name for file in names)).read(body["embeds"]) if "embeds" in body else None,
        components=Components(form).read(body["components"]) if "components" in body else None,
        attachments=attachments,
        allowed=read_allowed(body.get("allowed_mentions"), form, usual),
        flags=form.number(("flags",), flags, 0, 1 << 30) & (EPHEMERAL | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS),
        nonce=_nonce(form, body.get("nonce")),
    )
    form.check()
    return draft


def read_new(body: dict[str, Any], files: dict[str, Upload], usual: Allowed, *, prefix: tuple[str, ...] = ()) -> Draft:
    """Read the body of a new message. Raises `ApiError` 50006 too, where it is empty."""
    draft = read(body, files, usual, prefix=prefix)
    if draft.empty:
        raise refusal(50006)
    return draft


def _nonce(form: Form, value: object) -> str | int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if not isinstance(value, str):
        form.wrong(("nonce",), "NONCE_TYPE_INVALID_TYPE", "This field must be a string or integer.")
        return None
    if len(value) > NONCE:
        form.wrong(("nonce",), "NONCE_TYPE_TOO_LONG", f"Must be {NONCE} or fewer characters long.")
    return value


def _attachments(
    form: Form, body: dict[str, Any], files: dict[str, Upload], before: Message | None
) -> list[Upload] | None:
    """The files of the message: uploaded ones and, on an edit, those it keeps; None: nothing is said of them."""
    listed = body.get("attachments")
    if listed is None and not files:
        return None
    kept = {upload.id: upload for upload in before.attachments} if before else {}
    if listed is None:
        found = [*kept.values(), *files.values()]
    else:
        found = [
            each
            for n, entry in enumerate(form.items(("attachments",), listed, FILES))
            if (each := _listed(form, n, entry, files, kept)) is not None
        ]
    if len(found) > FILES:
        raise refusal(30015)
    if any(len(upload.content) > FILE_BYTES for upload in found):
        raise refusal(40005)
    return found


def _listed(form: Form, n: int, entry: object, files: dict[str, Upload], kept: dict[int, Upload]) -> Upload | None:
    given = form.model(("attachments", n), entry)
    number = form.snowflake(("attachments", n, "id"), given.get("id"))
    upload = files.get(f"files[{number}]") or kept.get(number)
    if upload is None:
        form.wrong(("attachments", n), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
    elif given.get("filename") and upload.id == 0:
        upload.name = str(given["filename"])
    return upload
