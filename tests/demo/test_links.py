import pytest

from bot.demo.botapi.links import BadLink, check_link


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("https://Example.ORG", "https://example.org/"),
        ("example.org/a", "http://example.org/a"),
        ("https://example.org?a=b", "https://example.org/?a=b"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://user:pw@example.org/", "https://user:pw@example.org/"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("https://example.org/привет", "https://example.org/привет"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ],
)
def test_a_link_is_stored_as_the_server_stores_it(given: str, stored: str) -> None:
    assert check_link(given) == stored


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "URL host is empty"),
        ("https:///x", "URL host is empty"),
        ("not-a-url", "Wrong HTTP URL"),
        ("http://localhost/", "Wrong HTTP URL"),
        ("https://exa mple.org/", "Wrong HTTP URL"),
        ("ftp://example.org", "Unsupported URL protocol"),
        ("javascript://example.org", "Unsupported URL protocol"),
        ("https://example.org:99999/", "Wrong port number specified in the URL"),
        ("https://example.org:x/", "Wrong port number specified in the URL"),
        ("tg:", "Wrong tg URL"),
    ],
)
def test_what_is_no_link_is_refused_with_the_servers_reason(given: str, reason: str) -> None:
    with pytest.raises(BadLink, match=reason):
        check_link(given)


def test_web_apps_are_https_alone() -> None:
    assert check_link("https://example.org/app", https_only=True) == "https://example.org/app"
    for url in ("http://example.org/", "tg://resolve?domain=x"):
        with pytest.raises(BadLink, match="Only HTTPS links are allowed"):
            check_link(url, https_only=True)
