"""Which addresses Discord takes: http(s), with a host that has a dot; in link buttons also its own scheme.

No page tells the check; the messages are those of the live service, and hosts without a top-level domain are known to
be refused (go-gitea/gitea#14379, bugsink/bugsink#280).
"""

import re
from urllib.parse import urlsplit

from tests.discordapi.errors import Form, Path

URL = 2048
_HOST = re.compile(r"(?=.{1,253}$)([^\s\x00-\x20!-,/:-@\[-^`{-~]{1,63}\.)+[^\s\x00-\x20!-,/:-@\[-^`{-~]{1,63}\.?")
_IPV6 = re.compile(r"[0-9a-f:.]+:[0-9a-f:.]*", re.IGNORECASE)


def check_url(
    form: Form, path: Path, value: object, schemes: tuple[str, ...] = ("http", "https"), most: int = URL
) -> str:
    """The address, noting in `form` what is wrong with it."""
    url = form.text(path, value, most)
    scheme = url.partition(":")[0].lower() if ":" in url else ""
    if scheme not in schemes:
        if ":" in url:
            form.wrong(
                path,
                "URL_TYPE_INVALID_SCHEME",
                f'Scheme "{scheme}" is not supported. Scheme must be one of {_listed(schemes)}.',
            )
        form.wrong(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif not well_formed(url):
        form.wrong(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    return url


def well_formed(url: str) -> bool:
    """Whether an address has a host and nothing that may not stand in one."""
    if re.search(r"[\x00-\x20\x7f<>\"\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() == "discord":
        return bool(parts.netloc)
    return bool(_HOST.fullmatch(host) or _IPV6.fullmatch(host))


def _listed(schemes: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{scheme}'" for scheme in schemes) + ")"
