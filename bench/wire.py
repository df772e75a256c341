"""A wire of invented news: articles that resemble each other as news does, series whose items differ in a number or a
name, and reprints of any article, edited as desks edit.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple


class Article(NamedTuple):
    language: str
    title: str
    text: str


Edit = Callable[[random.Random, Article], Article]

PATTERNS = Path(__file__).parent / "patterns"
LANGUAGES = ("en", "ru", "az")
ONSETS = [
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
]
VOWELS = ["a", "e", "i", "o", "u"]
CODAS = ["", "l", "n", "r", "s", "rd", "ck", "m"]
ENDS = ["ford", "ham", "burg", "field", "wick", "mouth", "stad", "ville", "holm", "dorf"]
CYRILLIC = str.maketrans(
    dict(zip("abcdefghiklmnoprstuvzwyj", "абцдефгхиклмнопрстувзвый", strict=True))
)  # enough to be read aloud


def syllable(chance: random.Random) -> str:
    return chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS)


def name(chance: random.Random, language: str, syllables: int = 2, end: str = "") -> str:
    made = "".join(syllable(chance) for _ in range(syllables)) + end
    return (made.translate(CYRILLIC) if language == "ru" else made).capitalize()


def patterns(language: str) -> dict[str, list[str]]:
    """The lines of each part of `bench/patterns`; the same word in braces is the same in all of an article."""
    parts = (PATTERNS / f"{language}.txt").read_text(encoding="utf-8").split("== ")[1:]
    return {lines[0]: lines[1:] for lines in map(str.splitlines, parts)}


class Wire:
    """Articles without end, the same ones for the same seed. Words follow Zipf's law: the r-th commonest of 40,000 is
    used 1/r as often as the commonest, and is the longer, the rarer it is."""

    def __init__(self, seed: int, vocabulary: int = 40_000) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same news every time
        self._patterns = {language: patterns(language) for language in LANGUAGES}
        self._words = {language: self._vocabulary(language, vocabulary) for language in LANGUAGES}
        self._weights = list(accumulate(1 / rank for rank in range(1, vocabulary + 1)))
        self._people = {language: [name(self._chance, language) for _ in range(4000)] for language in LANGUAGES}

    def article(self, language: str, sentences: int = 7) -> Article:
        """A text of its own, though its sentences are of few patterns."""
        slots = self._slots(language)
        known = self._patterns[language]
        chosen = self._chance.choices(known["sentences"], k=sentences)
        text = " ".join(f"{pattern.format_map(slots)} {self._filler(language)}" for pattern in chosen)
        return Article(language, self._chance.choice(known["titles"]).format_map(slots), text)

    def all_series(self, items: int) -> list[list[Article]]:
        """So many items of every series there is."""
        return [
            [self._item(language, *pattern) for _ in range(items)]
            for language in LANGUAGES
            for pattern in zip(*[iter(self._patterns[language]["series"])] * 2, strict=True)
        ]

    def _item(self, language: str, title: str, text: str) -> Article:
        slots = self._slots(language)
        return Article(language, title.format_map(slots), text.format_map(slots))

    def _vocabulary(self, language: str, size: int) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < size:
            syllables = 1 + (len(words) > 300) + (len(words) > 6000)
            words[name(self._chance, language, syllables).lower()] = None
        return list(words)

    def _word(self, language: str) -> str:
        return self._chance.choices(self._words[language], cum_weights=self._weights)[0]

    def _filler(self, language: str) -> str:
        words = " ".join(self._chance.choices(self._words[language], cum_weights=self._weights, k=9))
        return f"{words.capitalize()}."

    def _slots(self, language: str) -> dict[str, str]:
        chance, people = self._chance, self._people[language]
        # People, towns and firms are in the news as words are in texts: some again and again.
        famous = [people[min(int(chance.paretovariate(0.5)), len(people)) - 1] for _ in range(5)]
        slots = dict(zip(("man", "second", "coach", "firm", "street"), famous, strict=True))
        slots |= {place: self._place(language) for place in ("town", "other")}
        rare = ("thing", "kind", "danger", "gift", "bond", "quality", "verb", "deed", "sign", "wind")
        slots |= {slot: chance.choice(self._words[language][300:]) for slot in rare}
        slots |= {slot: str(chance.randint(1, 30)) for slot in "abnpq"} | {"c": str(chance.randint(10, 99))}
        slots |= {slot: f"{chance.randint(2, 9)}.{chance.randint(1, 99)}" for slot in "xyzw"}
        slots |= {"big": str(chance.randint(100, 999)), "day": chance.choice(self._patterns[language]["days"])}
        return slots | {"date": f"{chance.randint(1, 28)} {chance.choice(self._patterns[language]['months'])}"}

    def _place(self, language: str) -> str:
        return name(self._chance, language, 1, self._chance.choice(ENDS))


# --- reprints ----------------------------------------------------------------------------------------------

CREDITS = {
    "en": ("(Reporting: Northern Press; editing by A. Lis)", "© Northern Press", "Source: Northern Press"),
    "ru": ("Об этом сообщает «Северное агентство».", "Источник: Северное агентство", "© Северное агентство, 2026"),
    "az": ("Bu barədə Şimal Agentliyi məlumat verir.", "Mənbə: Şimal Agentliyi", "© Şimal Agentliyi, 2026"),
}  # fmt: skip
DATELINES = {
    "en": "SELWICK, Nov 14 (Northern Press) — ",
    "ru": "СЕЛЬВИК, 14 ноября. /Северное агентство/. ",
    "az": "Selvik, 14 noyabr, Şimal Agentliyi – ",
}
TAGS = {
    "en": ("{} (UPDATED)", "UPDATE: {}", "{} | Northern Press", "{} – Selwick Courier"),
    "ru": ("{} (обновлено)", "Срочно: {}", "{} | Северное агентство"),
    "az": ("{} (YENİLƏNİB)", "SON DƏQİQƏ: {}", "{} | Şimal Agentliyi"),
}
TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("“”«»", '"'), **dict.fromkeys("—–", "-"), "’": "'", "ё": "е", "…": "...", "\u00a0": " "}
)
_SENTENCE = re.compile(r"(?<=[.!?…»”\"])\s+(?=\S)")
_PLAIN = re.compile(r"[^\W\d_]{3,}")


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part]


def _of(table: Mapping[str, Sequence[str]], language: str) -> Sequence[str]:
    return table.get(language, table["en"])


def verbatim(chance: random.Random, article: Article) -> Article:
    return article


def tagged(chance: random.Random, article: Article) -> Article:
    return article._replace(title=chance.choice(_of(TAGS, article.language)).format(article.title))


def retitled(chance: random.Random, article: Article) -> Article:
    """One plain word of the title is left out: one without capital or figure."""
    words = article.title.split()
    plain = [at for at, word in enumerate(words) if at and _PLAIN.fullmatch(word) and word.islower()]
    if len(words) > 4 and plain:
        del words[chance.choice(plain)]
    return article._replace(title=" ".join(words))


def capitalised(chance: random.Random, article: Article) -> Article:
    return article._replace(title=article.title.title() if chance.random() < 0.5 else article.title.upper())


def credited(chance: random.Random, article: Article) -> Article:
    credit = chance.choice(_of(CREDITS, article.language))
    front = chance.random() < 0.5
    return article._replace(text=f"{credit}\n{article.text}" if front else f"{article.text}\n{credit}")


def datelined(chance: random.Random, article: Article) -> Article:
    return article._replace(text=DATELINES.get(article.language, DATELINES["en"]) + article.text)


def redatelined(chance: random.Random, article: Article) -> Article:
    """Under another dateline, in the place of the first words."""
    first, _, rest = article.text.partition(" ")
    return article._replace(text=f"{DATELINES.get(article.language, DATELINES['en'])}{rest or first}")


def trimmed(chance: random.Random, article: Article) -> Article:
    """The end is cut off, at a sentence."""
    parts = sentences(article.text)
    return article._replace(text=" ".join(parts[: max(2, len(parts) * chance.randint(30, 80) // 100)]))


def thinned(chance: random.Random, article: Article) -> Article:
    """A fifth of the sentences is left out, wherever they stand."""
    return article._replace(text=" ".join(part for part in sentences(article.text) if chance.random() > 0.2))


def teaser(chance: random.Random, article: Article) -> Article:
    """What a feed gives: the first 200 to 400 characters, cut in a word."""
    return article._replace(text=article.text[: chance.randint(200, 400)] + "…")


def typeset(chance: random.Random, article: Article) -> Article:
    return Article(article.language, *(part.translate(TYPOGRAPHY) for part in article[1:]))


KINDS: dict[str, tuple[Edit, ...]] = {
    "verbatim": (verbatim,),
    "title tagged": (tagged,),
    "title without a word": (retitled,),
    "title in capitals": (capitalised,),
    "credit added": (credited,),
    "dateline added": (datelined,),
    "another dateline": (redatelined,),
    "end cut off": (trimmed,),
    "sentences left out": (thinned,),
    "a feed's teaser": (teaser,),
    "other typography": (typeset,),
    "several of these": (tagged, datelined, trimmed, typeset),
}


def reprint(chance: random.Random, article: Article, kind: str) -> Article:
    for edit in KINDS[kind]:
        article = edit(chance, article)
    return article
