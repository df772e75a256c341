"""What stands where a page was asked for: a check of browsers, a login, or neither. Told from its markup.

Sites answer robots with an interstitial, often with status 200, where a feed or an article was. It has to be told from
a login page (another remedy), from pages that carry such machinery unused, and from articles that write about it.

Three things mark an interstitial, and none of them alone is proof:

1. It shows little. Cloudflare's, DDoS-Guard's, Akamai's, Sucuri's and Incapsula's pages show 30 to 1,100 characters; an
   article more. Counted is what is shown outside links and hidden elements, so that a menu is no prose. What shows
   more than `_MOST_SHOWN` characters, or has more than `_MOST_TAGS` tags, is no barrier, whatever it holds.
2. It is nobody's page. It has no `<article>`, no og:type, no NewsArticle, announces no feed. Where one of these stands,
   only machinery that stands nowhere else counts.
3. It says what it is where machines and readers look: in its scripts (`_cf_chl_opt`), in a title that is *wholly* a
   phrase ("Just a moment…", not "Just a moment of calm in Vardan"), in a captcha with nothing else to fill in, or in a
   sentence, and then only on a page of few links.

Two kinds of machinery are not evidence, though their names suggest it: `/cdn-cgi/challenge-platform/` and
`_Incapsula_Resource` are put into ordinary pages too, and captchas stand below articles' comments.

A login page has a password's field and few links (front pages carry hidden login forms), or a title that is wholly an
invitation to log in and some field. Prose never decides: an article says "sign in" too.

Read linearly: no pattern can be made to look at a character more than a few times, and only the first `_READ` are read.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape

from bot.domain.errors import Blocked

_READ = 262_144  # characters; interstitials are smaller
_MOST_SHOWN = 1600  # characters shown outside links
_MOST_TAGS = 2000
_FEW_LINKS = 25
_LONGEST_TITLE = 80

_TAG = re.compile(r"(<[^<>]*>)")
_NAME = re.compile(r"</?([a-z][a-z0-9:]*)", re.IGNORECASE)
_PASSWORD = re.compile(r"type\s*=\s*[\"']?password", re.IGNORECASE)
_TYPED = re.compile(r"type\s*=\s*[\"']?(?:text|email|tel)|name\s*=\s*[\"']?(?:login|user)", re.IGNORECASE)
_HIDDEN = frozenset(("script", "style", "template", "svg", "select", "iframe", "object"))
_FEEDS = frozenset(("rss", "feed", "rdf:rdf", "urlset", "sitemapindex", "opml"))

# stands in the interstitial and nowhere else
_MACHINERY = (
    "_cf_chl_opt",
    "cf-browser-verification",
    "cf-challenge-running",
    "jschl_vc",
    "cf-error-details",
    "ddos-guard/js-challenge",
    "check.ddos-guard.net",
    "incapsula incident id",
    "sucuri_cloudproxy_js",
    "sucuri website firewall - access denied",
    "captcha-delivery.com/captcha",
    "px-captcha",
    "gokuprops",  # AWS WAF
    "anubis_challenge",
    "vercel security checkpoint",
    "errors.edgesuite.net",  # Akamai
    "/showcaptcha",  # Yandex
    "kpsdk",  # Kasada
    "__qrator",
)
_CAPTCHA = (
    "g-recaptcha",
    "recaptcha/api.js",
    "h-captcha",
    "hcaptcha.com",
    "cf-turnstile",
    "challenges.cloudflare.com",
    "smart-captcha",
    "smartcaptcha",
    "geetest",
    "funcaptcha",
    "friendlycaptcha",
)
_OWN = (
    "og:type",
    "newsarticle",
    "article:published_time",
    "articlebody",
    "application/rss+xml",
    "application/atom+xml",
)

# whole titles, folded
_CHALLENGE_TITLE = re.compile(
    r"just a moment|one moment,? please|please wait|attention required!?(?: \W+ cloudflare)?|access denied|ddos.guard"
    r"|checking (?:your|the) browser|security check(?:point)?|human verification|are you (?:a )?(?:robot|human)"
    r"|making sure you.re not a bot!?|verify(?:ing)? you are (?:a )?human"
    r"|captcha|bot verification|pardon our interruption"
    r"|один момент|одну минуту|минуточку|подождите|проверка (?:вашего )?браузера"
    r"|вы не робот|доступ (?:запрещ[её]н|ограничен)"
    r"|ой|зачекайте|перевірка браузера|доступ заборонено"
    r"|bir an|bir dəqiqə|brauzer(?:iniz)? yoxlanılır|robot deyilsiniz|giriş qadağandır"
    r"|bir dakika(?: lütfen)?|lütfen bekleyin|tarayıcınız kontrol ediliyor|erişim engellendi"
    r"|մեկ վայրկյան|սպասեք|դիտարկիչի ստուգում|մուտքն արգելված է"
    r"|nur einen moment|einen moment(?: bitte)?|zugriff verweigert|un instant|accès refusé|un momento|acceso denegado"
    r"|accesso negato|um momento|even geduld|jeszcze chwila|გთხოვთ დაელოდოთ"
)
_CHALLENGE_SENTENCES = re.compile(
    r"checking (?:if the site connection is secure|your browser before)"
    r"|verify(?:ing)? (?:that )?you are (?:a )?(?:not a )?(?:robot|human)"
    r"|(?:enable|turn on) javascript and cookies to continue|unusual (?:traffic|activity) from your"
    r"|you have been blocked"
    r"|you don.t have permission to access|this process is automatic\. your browser will redirect"
    r"|complete the security check|press & hold to confirm|prove (?:that )?you.re not a robot"
    r"|your request (?:has been|was) blocked"
    r"|проверка (?:вашего )?браузера перед|(?:подтвердите|докажите), что (?:вы не робот|запросы отправляли вы)"
    r"|(?:необходимо )?включит[ье] javascript и (?:файлы )?cookie|подозрительн\w+ (?:активность|трафик)"
    r"|ваш запрос (?:был )?заблокирован"
    r"|перевірка (?:вашого )?браузера|підтвердьте, що ви не робот"
    r"|brauzeriniz yoxlanılır|robot olmadığınızı (?:təsdiq|sübut)|sorğunuz bloklan"
    r"|tarayıcınız kontrol ediliyor|robot olmadığınızı doğrulayın|insan olduğunuzu doğrulayın"
    r"|հաստատեք, որ ռոբոտ չեք|ձեր դիտարկիչը ստուգվում է"
    r"|ihr browser wird überprüft|bestätigen sie, dass sie (?:ein mensch|kein roboter)"
    r"|vérification de votre navigateur|vérifiez que vous (?:êtes|n.êtes pas)|verificando (?:su|tu|o seu) navegador"
    r"|comprobando (?:su|tu) navegador|verifica che tu sia un essere umano"
)
_LOGIN_TITLE = re.compile(
    r"(?:please )?(?:log|sign)[ -]?(?:in|on)(?: or (?:register|sign up))?(?: (?:to|with) .{1,40})?"
    r"|login|account login|authentication"
    r"|вход(?: (?:в|на) .{1,40})?|войти|войдите|авторизация|вход и регистрация|логин|увійти|вхід|авторизація"
    r"|daxil ol(?:un)?|giriş|hesaba giriş|giriş yap(?:ın)?|oturum aç(?:ın)?|մուտք(?: գործել)?|მესვლა|შესვლა"
    r"|anmelden|anmeldung|einloggen|se connecter|connexion|identification|iniciar sesi[óo]n|acceder|accedi"
    r"|entrar|iniciar sessão"
    r"|inloggen|zaloguj się|logowanie"
)
_SEPARATOR = re.compile(r"\s+[|–—·•:»-]\s+")
_BARE = re.compile(r"error code: 1\d{3}")  # all that Cloudflare says to some robots


@dataclass(slots=True)
class _Seen:
    """What a page shows and holds."""

    root: str = ""
    title: str = ""
    shown: list[str] = field(default_factory=list)
    links: int = 0
    password: bool = False
    typed: bool = False  # something to fill in by typing
    article: bool = False


def blocked(where: str, how: str) -> Blocked:
    """The error for a site that lets browsers in and this server not: what happened, and what to do."""
    return Blocked(
        f"{where}: the site blocks this server ({how}); ask the site to let its user agent in, or set fetch.proxy"
    )


def barrier(text: str) -> str:
    """ "challenge", "login" or "" for neither, told from a page's decoded markup; "" for feeds too."""
    text = text[:_READ]
    pieces = _TAG.split(text, maxsplit=_MOST_TAGS)
    if len(pieces) > 2 * _MOST_TAGS:
        return ""
    seen = _look(pieces)
    shown = " ".join(" ".join(seen.shown).split()).casefold()
    if seen.root in _FEEDS or len(shown) > _MOST_SHOWN:
        return ""
    held = text.casefold()
    if _BARE.fullmatch(shown) or any(name in held for name in _MACHINERY):
        return "challenge"
    if seen.article or any(name in held for name in _OWN):
        return ""
    if _checks(seen, shown, held):
        return "challenge"
    return "login" if _asks_to_log_in(seen) else ""


def _checks(seen: _Seen, shown: str, held: str) -> bool:
    if seen.links > _FEW_LINKS or seen.password:
        return False
    if _titled(seen, _CHALLENGE_TITLE) or _CHALLENGE_SENTENCES.search(shown):
        return True
    return not seen.typed and any(name in held for name in _CAPTCHA)


def _asks_to_log_in(seen: _Seen) -> bool:
    if _titled(seen, _LOGIN_TITLE):
        return seen.password or seen.typed
    return seen.password and seen.links <= _FEW_LINKS


def _titled(seen: _Seen, phrase: re.Pattern[str]) -> bool:
    """Whether the title, or one side of what parts it from the site's name, is such a phrase and nothing else."""
    title = " ".join(unescape(seen.title).split()).casefold()[:_LONGEST_TITLE]
    parts = [title, *_SEPARATOR.split(title)]
    return any(phrase.fullmatch(part.strip(" .…!?")) for part in parts)


def _look(pieces: Iterable[str]) -> _Seen:
    """One pass over tags and what stands between them."""
    seen = _Seen()
    hidden = ""  # the element, or "-->", whose end is waited for
    inside = ""
    for piece in pieces:
        if hidden == "-->":
            hidden = "" if piece.rstrip().endswith("-->") else hidden
        elif not piece.startswith("<"):
            _take(seen, piece, hidden or inside)
        elif piece.startswith("<!--"):
            hidden = hidden or ("" if piece.endswith("-->") else "-->")
        elif found := _NAME.match(piece):
            name = found[1].lower()
            ends = piece.startswith("</")
            if hidden:
                hidden = "" if ends and name == hidden else hidden
                continue
            hidden = name if name in _HIDDEN and not ends and not piece.endswith("/>") else ""
            inside = name if name in ("a", "title") and not ends else "" if name in ("a", "title") else inside
            if not ends:
                _note(seen, name, piece)
    return seen


def _take(seen: _Seen, words: str, where: str) -> None:
    if where == "title":
        seen.title = (seen.title + words)[:400]
    elif not where:
        seen.shown.append(words)


def _note(seen: _Seen, name: str, tag: str) -> None:
    """Count what an opening tag stands for."""
    seen.root = seen.root or name
    if name == "a":
        seen.links += 1
    elif name == "article":
        seen.article = True
    elif name == "textarea":
        seen.typed = True
    elif name == "input":
        seen.password = seen.password or bool(_PASSWORD.search(tag))
        seen.typed = seen.typed or bool(_TYPED.search(tag))
