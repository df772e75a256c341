"""Words of four languages, used as often as words of news are.

The theory
----------
*Frequencies*: the r-th commonest lemma is used in proportion to 1/(r + 2.7)^s (Mandelbrot's correction of Zipf's law),
with s ≈ 1.05 for English and a little less where endings do what English does by words of their own; beyond some
thousand, where words are about something, frequencies fall faster, by the exponent .8 (the second regime that large
corpora show). *Forms*: a lemma is used in its endings, the k-th of them 1/k^1.5 as often as the first, so that most
forms are rare. The commonest lemmas are real function words, which have no endings.
*Growth*: a text uses a number, or a name that no other text has, now and then; so the vocabulary grows for ever
(Heaps's law), and half of it is used once, as in real archives.

*Spelling*: a lemma is built of syllables of its language's letters, some common and most rare, many behind a prefix
that the language really has: so some beginnings of words are shared by thousands of them, and most by few. The rarer a
lemma is, the longer (Zipf's law of abbreviation).
"""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

SHIFT = 2.7
KERNEL = 5000  # lemmas, beyond which frequencies fall faster
STEEPER = 0.8
NUMBERS = 3000
NUMBERED = 0.02  # of all words are numbers


class Sounds(NamedTuple):
    """What a language's words are made of; in each list the commonest first."""

    onsets: list[str]
    vowels: list[str]
    codas: list[str]
    prefixes: list[str]


class Language(NamedTuple):
    code: str
    lemmas: int
    exponent: float
    functions: list[str]  # the commonest words
    sounds: Sounds
    paradigms: list[list[str]]  # endings of one kind of word; in each the commonest first


def _listed(text: str) -> list[str]:
    """Words of a text; "-" for none."""
    return [word.strip("-") for word in text.split()]


LANGUAGES = (
    Language(
        "en",
        50_000,
        1.05,
        _listed(
            "the of to and a in for on that is said with as at by from it was has be are have its will he an not they "
            "this but were who which their been after more about would had also one first two his or than over new "
            "could when there into other last up out year people time government president she between during"
        ),
        Sounds(
            _listed("s t c r m p d b f l n h g w v st tr pr ch br gr sh th cl pl fr sp dr cr bl k j"),
            _listed("e a i o u ea ou ai ee oo"),
            _listed("- n r t l s m nt d st ck nd ng rt p"),
            _listed("re con in de un pro com ex inter over"),
        ),
        [_listed("- s ed ing er"), _listed("- s"), _listed("- ly ness")],
    ),
    Language(
        "ru",
        20_000,
        1.0,
        _listed(
            "в и на что с по не о из за для от к как это его он было были также а до будет после который которые она "
            "при или их во все со года году том этом лет об уже более мы но ее того так может время их между есть "
            "около один было два если только ещё своей через"
        ),
        Sounds(
            _listed("с к т н р п м в л д б г з х ц ч ш ж ст пр тр кр гр сл ф щ"),
            _listed("о а е и у я ы ю ё"),
            _listed("- н р л т с м к в й ст д"),
            _listed("по при на за пре раз вы под про от пере об"),
        ),
        [
            _listed("- а ов у ы ом е ам ами ах"),
            _listed("ый ого ой ые ых ая ому ым ую ыми"),
            _listed("ать ал али ает ают ала ало"),
            _listed("а ы у е ой - ам ах ами"),
        ],
    ),
    Language(
        "az",
        18_000,
        0.98,
        _listed(
            "və bu ilə bir üçün də da o edib ki olub edilib isə daha sonra qeyd olan kimi ildə ölkə görə onun hər çox "
            "deyib edir olunub bildirib var yeni ən il artıq iki əsas həm qədər öz bütün ya biz onlar lakin necə amma "
            "əgər yalnız hansı arasında zaman dövlət nəfər gün"
        ),
        Sounds(
            _listed("m t k s b d y q h n r l ş v g z x p c ç f"),
            _listed("a ə i e ı u o ü ö"),
            _listed("- r n l m t s ş k z q y d"),
            _listed("ba ta qa mə kə yo sə"),
        ),
        [
            _listed("- ı ın lar a da ları dan ların larda na sı"),
            _listed("- i in lər ə də ləri dən lərin lərdə nə si"),
            _listed("maq ır dı ıb acaq mışdı"),
        ],
    ),
    Language(
        "hy",
        20_000,
        0.98,
        _listed(
            "է և են որ մեջ այս նաև մասին հետ ու համար իր այդ հայաստանի նա որը ըստ միայն մեր որպես նրա պետք բայց այն "
            "եմ իսկ կա եղել չէ ապա երբ բոլոր կարող վրա դա հետո մի արդեն մինչև նոր ամեն իրենց առաջ մեկ երկու տարի քան "
            "որոնք մոտ տարվա շատ"
        ),
        Sounds(
            _listed("հ կ մ ս պ տ բ գ դ ն վ զ լ ք շ թ խ ծ ց ճ ձ ջ ռ փ"),
            _listed("ա ե ի ո ու է ը"),
            _listed("- ն ր լ կ տ ս մ ք"),
            _listed("ան հա նա ար վեր ներ գեր"),
        ),
        [
            _listed("- ը ի ում ից ներ ների ները ով ներում ներից"),
            _listed("ել ում եց ած ելու եցին"),
            _listed("ություն ության ությունը ություններ"),
        ],
    ),
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`words`, the commonest first, and how often they are used, summed up for `random.choices`."""

    language: str
    words: Sequence[str]
    used: Sequence[float]
    content: int  # from this place on words say what a text is about
    names: Sounds

    def say(self, chance: random.Random, count: int) -> list[str]:
        """So many words of a running text."""
        return chance.choices(self.words, cum_weights=self.used, k=count)

    def topics(self, chance: random.Random, count: int) -> list[str]:
        """So many words that say what a text is about."""
        low, high = self.used[self.content - 1], self.used[-1]
        return [self._at(low + (high - low) * chance.random()) for _ in range(count)]

    def name(self, chance: random.Random) -> str:
        """A name that hardly any other text has."""
        return "".join(_syllable(chance, self.names) for _ in range(chance.randint(3, 4))).capitalize()

    def _at(self, point: float) -> str:
        return self.words[min(bisect(self.used, point), len(self.words) - 1)]


def vocabulary(language: Language, seed: int = 1) -> Vocabulary:
    """The language's words, the same for the same seed."""
    chance = random.Random(f"{seed} {language.code}")
    weights: dict[str, float] = {}
    for rank, (stem, endings) in enumerate(_lemmas(chance, language), 1):
        weight = 1 / (rank + SHIFT) ** language.exponent / (1 + rank / KERNEL) ** STEEPER
        whole = sum(1 / place**1.5 for place in range(1, len(endings) + 1))
        for place, ending in enumerate(endings, 1):
            weights[stem + ending] = weights.get(stem + ending, 0.0) + weight / place**1.5 / whole
    numbered = sum(weights.values()) * NUMBERED / sum(1 / number for number in range(1, NUMBERS + 1))
    weights |= {str(number): numbered / number for number in range(1, NUMBERS + 1)}
    functions = set(language.functions)
    ordered = sorted(weights, key=lambda word: (word not in functions, -weights[word], word))
    used = list(accumulate(weights[word] for word in ordered))
    return Vocabulary(language.code, ordered, used, len(functions), language.sounds)


def _lemmas(chance: random.Random, language: Language) -> Iterator[tuple[str, list[str]]]:
    """Stems and their endings, the commonest first."""
    functions = list(dict.fromkeys(language.functions))
    yield from ((word, [""]) for word in functions)
    known = set(functions)
    while len(known) < language.lemmas:
        syllables = 1 + (len(known) > 800) + (len(known) > KERNEL and chance.random() < 0.4)
        stem = "".join(_syllable(chance, language.sounds) for _ in range(syllables))
        if chance.random() < 0.2:
            stem = _common(chance, language.sounds.prefixes) + stem
        if len(stem) > 2 and stem not in known:
            known.add(stem)
            yield stem, chance.choice(language.paradigms)


def _syllable(chance: random.Random, sounds: Sounds) -> str:
    return _common(chance, sounds.onsets) + _common(chance, sounds.vowels) + _common(chance, sounds.codas)


def _common(chance: random.Random, parts: Sequence[str]) -> str:
    """One of them, the first the likeliest."""
    return parts[int(len(parts) * chance.random() ** 2)]
