"""Whether a page shows a teaser and sells the rest.

Told by the page itself, in this order: JSON-LD's `isAccessibleForFree: false` (Google Search Central, "Subscription and
paywalled content") and `article:content_tier: locked` (Open Graph, Facebook's Instant Articles); or by what it shows
below the teaser: a short line that is an invitation to subscribe *to go on reading*, in English, Russian, Azerbaijani,
Armenian or Turkish. "Subscribe to our channel" is no such line, and neither is a sentence of an article about paywalls:
it is longer, or does not begin so. Classes such as "paywall" prove nothing by themselves — many sites ship the box,
hidden, with each free article — and count only for one that stands right in a short article's body.

What follows the invitation is the offer: plans, promises, a link for those who have paid. It is cut, unless most of
the text follows, which then is an article with a plea in its midst.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

_LONGEST = 140  # characters of an invitation
_SHORT = 2500  # characters; a teaser is no longer
_TRIED = 200  # elements
_INVITATION = re.compile(
    r"(?:please )?(?:subscribe|sign in|log ?in|register|sign up)(?: now)?(?: or \w+(?: \w+)?)? to"
    r" (?:continue|keep|read|unlock|finish|view)\b.*"
    r"|(?:to )?(?:continue|keep) reading,? (?:subscribe|with a subscription|for (?:free|only)|this (?:article|story)).*"
    r"|(?:this|the) (?:article|story|content|post) is (?:only )?(?:available )?(?:exclusively )?(?:for|to) (?:\w+ )?"
    r"(?:subscribers|members)\b.*|(?:already a|for) (?:subscriber|member)s?(?: only)?\b.*"
    r"|(?:subscribers|members) only.*"
    r"|you have (?:reached|read) (?:your|all).{1,40}(?:free )?articles.*|unlock (?:this|the full) (?:article|story).*"
    r"|(?:подпишитесь|оформите подписку|войдите|зарегистрируйтесь),? чтобы (?:продолжить|про?читать|дочитать).*"
    r"|чтобы (?:продолжить чтение|читать дальше|дочитать|прочитать полностью).*"
    r"|(?:эт(?:от|а) )?(?:материал|статья|текст|контент) (?:доступ[енна]+|открыт) только (?:для )?подписчик.*"
    r"|(?:продолжение|полный текст|полная версия)\W{0,3}(?:статьи )?(?:доступ\w+ )?(?:только )?(?:для |по )подпис\w+.*"
    r"|(?:davamını|tam mətni|məqaləni) oxumaq üçün.*|(?:bu )?(?:material|məqalə|yazı) yalnız abunəçilər.*"
    r"|բաժանորդագրվեք[՝,]? (?:կարդալը )?շարունակելու.*|(?:ամբողջ|շարունակությունը"
    r"|կարդալը շարունակելու).{0,30}բաժանորդ.*"
    r"|նյութը հասանելի է միայն բաժանորդ.*"
    r"|(?:okumaya devam etmek|(?:haberin|yazının) (?:devamını|tamamını) okumak) için.*"
    r"|bu (?:içerik|haber|yazı) (?:sadece |yalnızca )?abonelere.*",
    re.IGNORECASE,
)
_CLASSES = re.compile(
    r"(?<![a-z])(?:paywall|regwall|subscriber-only|subscribers-only|article-locked|tp-container"
    r"|piano-container|meteredcontent)",
    re.IGNORECASE,
)


def told(article: Mapping[str, Any], meta: Mapping[str, str]) -> bool:
    """Whether a page's head says that the article is for subscribers."""
    return str(article.get("isAccessibleForFree", "")).rpartition("/")[2].lower() == "false" or (
        meta.get("article:content_tier", "").lower() == "locked"
    )


def is_invitation(line: str) -> bool:
    """Whether a line invites to subscribe to go on reading."""
    return len(line) <= _LONGEST and _INVITATION.fullmatch(line.strip()) is not None


def without_offer(lines: Sequence[str]) -> tuple[list[str], bool]:
    """The lines before an offer, and whether there was one."""
    at = next((at for at, line in enumerate(lines) if is_invitation(line)), None)
    if at is None:
        return list(lines), False
    before, after = lines[:at], lines[at + 1 :]
    if sum(map(len, after)) > max(_SHORT, sum(map(len, before))):
        return [*before, *after], False
    return list(before), True


def shown(body: Any, length: int) -> bool:
    """Whether a wall stands in an article's body or right below it. `length`: characters of its text."""
    if body is None or length > _SHORT:
        return False
    near = [body, *body.itersiblings()]
    inner = [each for element in near[:_TRIED] for each in islice(element.iter("div", "section", "aside"), _TRIED)]
    return any(_CLASSES.search(f"{each.get('class') or ''} {each.get('id') or ''}"[:500]) for each in inner) or any(
        is_invitation(" ".join("".join(each.itertext())[: 2 * _LONGEST].split()))
        for element in near[:_TRIED]
        for each in islice(element.iter("h2", "h3", "h4", "p", "div", "span", "strong"), _TRIED)
    )
