"""What can go wrong, named by what the caller does about it.

    CrierError
    ├── Refused                 say it with its remedy and stop; the operator mends it
    │   ├── BadConfig           a key, its value, and what to write instead (exit 2)
    │   └── BadStore            the database cannot be used as it is: corrupt, read-only, newer schema (exit 2)
    │       └── BadIndex        its search index is damaged; the rest of it may be whole
    ├── StoreBusy               wait and try the same again: locked, disk full, or still being made
    ├── LeaseLost               stop working on it: another process has taken it over
    ├── FetchFailed             a page did not come
    │   ├── Unreachable         try again later: network, time-out, 5xx, 429 (`retry_after`)
    │   ├── Missing             4xx: the address is wrong or gone (`status`)
    │   ├── Blocked             the site refuses this server (403, a check of browsers): ask it, or use a proxy
    │   ├── Forbidden           never connect there: private address, wrong scheme, too many redirects
    │   └── TooMuch             cut off at a limit of size or time
    ├── NotWritten              a language model gave no summary: choose one without it (`reason`, `retry_after`)
    ├── Unreadable              it came, but is not what was asked for: not a feed, no article text
    │   └── TooSlow             it may be, but reading it was given up: try again later, look for nothing else
    └── SendFailed              a post was not accepted
        ├── NotSent             the request never left: send it again at once
        ├── Doubtful            the answer was lost: it may stand in the chat already
        ├── TryLater            the platform's own fault (5xx, or 429 with `retry_after`)
        ├── Rejected            the platform refuses this content: give this one up, go on with the next
        ├── MessageGone         what was to be edited is not there, or takes no edits: leave it
        ├── PictureRejected     the same post with its picture in another way, or without
        ├── AddressClosed       pause the address with `reason`: blocked, kicked, deactivated, no rights, topic gone
        ├── AddressMoved        the chat has a new id (`chat`): update the address, send again
        └── TokenRefused        nothing can be sent until the operator mends the token

Every message is one line for people: what happened and, where there is one, the remedy.
No message ever holds a secret (a token, a password, an address with credentials).
"""


class CrierError(Exception):
    """The root; never raised itself."""


class Refused(CrierError):
    """The operator has to mend something; `str` says what and how."""


class BadConfig(Refused):
    """A configuration key is unknown, of the wrong type, or impossible."""


class BadStore(Refused):
    """The database cannot be used as it is."""


class BadIndex(BadStore):
    """The search index is damaged, and may be made anew of the articles."""


class StoreBusy(CrierError):
    """The database cannot be written just now; nothing was changed."""


class LeaseLost(CrierError):
    """Another process holds what this one thought it held; nothing was changed."""


class FetchFailed(CrierError):
    """A page did not come."""


class Unreachable(FetchFailed):
    """Network trouble, a time-out, 5xx or 429; `retry_after` in seconds where the site said one."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Missing(FetchFailed):
    """The site answered 4xx other than 429."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class Forbidden(FetchFailed):
    """The address must not be connected to."""


class Blocked(FetchFailed):
    """The site answers this server with a refusal or with a page that checks browsers; `str` says the remedy."""


class TooMuch(FetchFailed):
    """The body went over a limit and was cut off."""


class NotWritten(CrierError):
    """A language model gave no answer to use. `reason`: one word, counted; `retry_after`: seconds, where it said so."""

    def __init__(self, message: str, *, reason: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.retry_after = retry_after


class Unreadable(CrierError):
    """The bytes are not a feed, or hold no article."""


class TooSlow(Unreadable):
    """Reading took too long and was given up: nothing is known of what was to be read."""


class SendFailed(CrierError):
    """A post was not accepted; the subclass says what to do."""


class NotSent(SendFailed):
    """The request never left this machine."""


class Doubtful(SendFailed):
    """The request left and its answer was lost."""


class TryLater(SendFailed):
    """The platform could not take it now; `retry_after` in seconds where it said one. `alone`: that is said of this
    message, not of its chat, where others may go on."""

    def __init__(self, message: str, *, retry_after: float | None = None, alone: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.alone = alone


class Rejected(SendFailed):
    """The platform refuses this content for good."""


class MessageGone(SendFailed):
    """The message to edit is not there any more, or cannot be edited."""


class PictureRejected(SendFailed):
    """The platform cannot use the picture; `here`: this chat shows none at all."""

    def __init__(self, message: str, *, here: bool = False) -> None:
        super().__init__(message)
        self.here = here


class AddressClosed(SendFailed):
    """Nothing can be sent to this address; `reason` is a value of `model.Closed`."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class AddressMoved(SendFailed):
    """The chat goes on under another id."""

    def __init__(self, message: str, *, chat: str) -> None:
        super().__init__(message)
        self.chat = chat


class TokenRefused(SendFailed):
    """The platform does not know this token."""
