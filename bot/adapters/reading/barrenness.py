"""Why a page with status 200 holds no article, in words: a check of browsers, a login, an error page, an empty shell.

Told only of pages with little text, since an article may write about any of these. An error page says so in its title
or headline, and says nothing else there ("404 — Page not found", not "404 days without rain").
"""

import re
from dataclasses import dataclass
from typing import Any, Self

from bot.adapters.reading import markup
from bot.domain.barriers import barrier

LITTLE = 1600  # characters of text
_FEW = 500  # characters beside an error
_SHELL = 200  # characters shown by a page whose script is to write the rest
_LONGEST_TITLE = 160
_ROOTS = frozenset(("root", "app", "__next", "__nuxt", "application", "main-app", "ember", "svelte"))
_MISSING = re.compile(
    r"(?:error|ошибка|xəta|hata|սխալ)?\W*(?:404|410)?\W*(?:error|ошибка|xəta|hata)?\W*"
    r"(?:(?:the |this )?(?:page|article|story|content|post) (?:was |is |does |could |can |you .{0,30}|has )?"
    r"(?:not (?:be )?(?:found|exist|available)|cannot be found|can.t be found|no longer .{0,20}"
    r"|been (?:removed|deleted)|n.t exist)"
    r"|not found|page not found|nothing (?:was )?found|oops.{0,60}"
    r"|(?:страница|статья|материал|запись) (?:не найден\w*|не существует|удал\w+)|ничего не найдено"
    r"|(?:səhifə|məqalə|xəbər) (?:tapılmadı|mövcud deyil|silinib)|էջը? (?:չի|չ)\s?(?:գտնվել|գտնված)"
    r"|(?:sayfa|haber|içerik) bulunamadı|aradığınız sayfa.{0,30}|الصفحة غير موجودة|页面不存在|404|410)\W*",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"\s+[|–—»·•:-]+\s+|::")


@dataclass(frozen=True, slots=True)
class Signs:
    """What is seen of a page before it is swept."""

    text: str
    titles: tuple[str, ...]
    shown: int  # characters
    has_root: bool  # an empty element that a script fills
    passwords: bool

    @classmethod
    def of(cls, root: Any, text: str, title: str) -> Self:
        """Look at a page. `title`: of its article, as far as known."""
        headings = [markup.tidy(each.text_content()[:300]) for each in [*root.iter("h1"), *root.iter("title")][:5]]
        return cls(
            text=text,
            titles=(title, *headings),
            shown=len(markup.plain(root)),
            has_root=any((each.get("id") or "").lower() in _ROOTS for each in root.iter("div", "main")),
            passwords=any((field.get("type") or "").lower() == "password" for field in root.iter("input")),
        )

    def reason(self, length: int) -> str:
        """What the page is instead of an article whose text has `length` characters; "" if it may be one."""
        if length > LITTLE:
            return ""
        found = barrier(self.text)
        if found == "challenge":
            return "is a page that checks browsers: the site blocks this server"
        if found == "login":
            return "holds no article: it is a login page"
        if length < _FEW and any(map(_is_error, self.titles)):
            return "holds no article: it says that there is no such page, though with status 200"
        if length < _SHELL and self.shown < _SHELL and (self.has_root or "enable javascript" in self.text.lower()):
            return "holds no article: it is empty until its JavaScript runs"
        return "holds no article: it is a login page" if self.passwords and not length else ""


def _is_error(title: str) -> bool:
    parts = _SEPARATED.split(title[:_LONGEST_TITLE])
    return any(_MISSING.fullmatch(part.strip()) for part in (title[:_LONGEST_TITLE], *parts[:4]) if part.strip())
