"""What stands where a page was asked for: interstitials of many makers, login pages, and what only looks like them."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.barriers import barrier

WORDS = "The council of Vardan voted for the new bridge and named the builder on Tuesday. " * 30


def page(title: str = "", body: str = "", head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


CHALLENGES = {
    "cloudflare": page(
        "Just a moment...",
        "<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={}</script>",
    ),
    "cloudflare, Russian": page("Один момент…", "<h1>vardan.example</h1><p>Проверка безопасности соединения</p>"),
    "cloudflare, blocked": page(
        "Attention Required! | Cloudflare", "<div id='cf-error-details'><h1>Sorry, you have been blocked</h1></div>"
    ),
    "cloudflare, in a word": "error code: 1020",
    "ddos-guard": page("DDOS-GUARD", "<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>"),
    "ddos-guard, Russian": page("vardan.example", "<p>Проверка браузера перед переходом на сайт vardan.example</p>"),
    "incapsula": page("", "<iframe>Request unsuccessful. Incapsula incident ID: 12-34</iframe>"),
    "sucuri": page("Sucuri WebSite Firewall - Access Denied", "<p>Block reason: an attempt was made</p>"),
    "akamai": page(
        "Access Denied", "<h1>Access Denied</h1>You don't have permission to access this.<p>Reference #18.2"
    ),
    "akamai, untitled": page("", 'You don\'t have permission to access "http://vardan.example/" on this server.'),
    "datadome": page("vardan.example", "<script src='https://geo.captcha-delivery.com/captcha/?x'></script>"),
    "recaptcha": page("vardan.example", "<form><div class='g-recaptcha'></div><input type=submit></form>"),
    "turnstile": page("Vardan Courier", "<div class=cf-turnstile data-sitekey=x></div>"),
    "yandex": page("Ой!", "<p>Подтвердите, что запросы отправляли вы, а не робот</p>"),
    "Azerbaijani": page("Vardan", "<p>Zəhmət olmasa robot olmadığınızı təsdiq edin</p>"),
    "Armenian": page("Վարդան", "<p>Հաստատեք, որ ռոբոտ չեք</p>"),
    "Turkish": page("Bir dakika lütfen...", "<p>vardan.example</p>"),
    "German": page("Nur einen Moment…", "<p>vardan.example</p>"),
    "a site's own": page("Checking your browser - Vardan Courier", "<div class=spinner></div>"),
    "machinery beats the site's own dress": page(
        "Vardan", "<script>_cf_chl_opt</script>", "<meta property='og:type' content='website'>"
    ),
}
LOGINS = {
    "a form": page("Vardan Courier", "<form><input name=user><input type='password'></form>"),
    "by title": page("Sign in to Vardan Courier", "<form><input type=email></form>"),
    "by a part of the title": page("Вход — Курьер Вардана", "<form><input type=text></form>"),
    "Azerbaijani": page("Daxil ol | Vardan", "<form><input type=text name=a></form>"),
    "Armenian": page("Մուտք", "<form><input name='login'></form>"),
    "with a captcha": page("Log in", "<form><input type=password><div class='g-recaptcha'></div></form>"),
    "with a menu": page("Log in", "<a href=x>y</a>" * 60 + "<form><input type=password></form>"),
}
NEITHER = {
    "nothing": "",
    "an empty page": page(),
    "an article about them": page("Just a moment, says Cloudflare", f"<p>Checking your browser before … {WORDS}</p>"),
    "a short article about them": page(
        "Verify you are human: the story", "<article>Checking your browser before entering is new.</article>"
    ),
    "a title that begins like one": page("Just a moment of calm in Vardan", "<p>Short.</p>"),
    "a short page with Cloudflare's script": page(
        "Vardan", "<p>News</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
    ),
    "comments under a captcha": page("The bridge", "<p>Open.</p><textarea></textarea><div class='g-recaptcha'></div>"),
    "a front page with a hidden login": page(
        "Vardan Courier", "<form><input type=password></form>" + "<a href=/1>Bridge opens</a>" * 60
    ),
    "a long page with a login": page("Log in", f"<p>{WORDS}</p><input type=password>"),
    "a login without a form": page("Log in", "<p>is what the button says</p>"),
    "a feed": "<?xml version='1.0'?><rss><channel><title>Just a moment</title></channel></rss>",
    "prose in comments, scripts and menus": page(
        "Bridge", "<!-- <p>you have been blocked --><script>you have been blocked</script><a>you have been blocked</a>"
    ),
    "a front page that says it": page("Vardan", "<p>Why you have been blocked</p>" + "<a href=/1>Bridge</a>" * 60),
    "a page that announces its feed": page(
        "Log in", "<input type=password>", "<link rel=alternate type='application/rss+xml' href=/rss>"
    ),
    "thousands of elements": page("Just a moment...", "<br>" * 3000 + "<script>_cf_chl_opt</script>"),
    "JSON": '{"title": "Just a moment"}',
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_pages_that_check_browsers(name: str) -> None:
    assert barrier(CHALLENGES[name]) == "challenge"


@pytest.mark.parametrize("name", LOGINS)
def test_pages_that_ask_to_log_in(name: str) -> None:
    assert barrier(LOGINS[name]) == "login"


@pytest.mark.parametrize("name", NEITHER)
def test_pages_that_only_look_like_it(name: str) -> None:
    assert barrier(NEITHER[name]) == ""


@pytest.mark.parametrize(
    "piece", ["<script>", "<!--", "<", "<a ", "<title>", "</a", "<input ", "вход в ", "\x00", "<a>"]
)
def test_no_page_takes_long(piece: str) -> None:
    started = time.process_time()
    barrier(piece * (400_000 // len(piece)))
    assert time.process_time() - started < 10.0  # under 1 s; a pattern that backtracks takes minutes


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["<script>", "</script>", "<!--", "-->", "<a", ">", "<title>", "x", "=", '"', "\ud800"]))
)
def test_anything_is_read(pieces: list[str]) -> None:
    assert barrier("".join(pieces)) in ("challenge", "login", "")
