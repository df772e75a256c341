"""What search finds of what people mean: `python -m bench.search.recall [--set unseen] [--misses]`.

`questions/*.toml` hold invented news in seven languages and what people would type on a phone to find it, each with the
articles that a native reader would expect. Questions are of three kinds:

    fold         the same words, with other letters: case, diacritics, a keyboard that has none of them, hyphens
    inflection   other forms of the same words, in the question or in the article
    misspelling  slips of fingers and of ears: mostly one letter, in one word

They were written before the search they judge. `unseen/*.toml` (`--set unseen`) are further questions of the same
kinds, written apart from the first and without a look at search or its results; nothing is tuned by them, so they tell
what of the first set's recall holds for questions that nobody has worked on.

All news of a set is brought into one archive through the ports, so that every language is a distractor for the others,
and asked for as people do, so that mending counts. *Recall* is the share of the expected articles among the first ten,
averaged over questions. Beside it stands stock FTS5 (`unicode61 remove_diacritics 2`, all words required, the last one
as a prefix from three letters, bm25) over the same texts.

SQLite in a file; `--postgresql`: on a cluster of its own, where its binaries are installed; `--url`: on an empty
database that is there. `--misses` lists what was expected and not found.
"""

import argparse
import asyncio
import sqlite3
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from bot.adapters.storage.store import Store, open_store
from bot.domain.model import Source
from bot.services.archive import Archive
from tests.contracts.samples import NOW, begin, entry, publish

FOLDER = Path(__file__).parent
SETS = ("questions", "unseen")
LANGUAGES = ("en", "ru", "az", "hy", "tr", "ar", "zh")
KINDS = ("fold", "inflection", "misspelling")
SPOKEN = ("en", "ru", "az")  # by the bot itself
FIRST = 10  # results that are looked at
PREFIX_FROM = 3  # letters, for the peer
WANTED = 0.95


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the ids of the articles that are expected."""

    kind: str
    text: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """One language's news (id → title and text) and questions."""

    language: str
    documents: Mapping[str, tuple[str, str]]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """How much of what was expected was found, 0–1, by Crier and by the peer."""

    language: str
    question: Question
    crier: float
    peer: float
    missed: tuple[str, ...]  # titles that Crier did not find


def load(name: str = SETS[0]) -> tuple[Collection, ...]:
    """The set of that name, a file per language."""
    return tuple(_collection(FOLDER / name / f"{language}.toml") for language in LANGUAGES)


def _collection(file: Path) -> Collection:
    written = tomllib.loads(file.read_text(encoding="utf-8"))
    documents = {each: (title, text) for each, (title, text) in written["documents"].items()}
    questions = (
        Question(kind, text, tuple(wanted))
        for kind, asked in written["questions"].items()
        for text, wanted in asked.items()
    )
    return Collection(written["language"], documents, tuple(questions))


async def fill(store: Store, collections: Iterable[Collection]) -> None:
    """Publish all news, every language by a source of its own."""
    number = 0
    for collection in collections:
        site = f"https://{collection.language}.example/"
        source = Source(collection.language, site, language=collection.language)
        await begin(store, source)
        for title, text in collection.documents.values():
            number += 1
            told = entry(number, title=title, url=f"{site}{number}")
            await publish(store, told, source=source, body=text, language=collection.language)


async def asked(archive: Archive, text: str) -> list[str]:
    """The titles that Crier shows first."""
    results = await archive.search(text, NOW, str, limit=FIRST)
    return [item.title for item in results.items]


def peer(collections: Iterable[Collection]) -> Callable[[str], list[str]]:
    """Stock FTS5 over the same texts: asks it, and gives the titles that it shows first."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE news USING fts5(title, text, tokenize = 'unicode61 remove_diacritics 2')")
    for collection in collections:
        database.executemany("INSERT INTO news VALUES (?, ?)", collection.documents.values())

    def find(text: str) -> list[str]:
        quoted = [f'"{word}"' for word in text.replace('"', " ").split()]
        prefix = "*" if len(quoted[-1]) >= PREFIX_FROM + 2 else ""
        query = "SELECT title FROM news WHERE news MATCH ? ORDER BY rank LIMIT ?"
        with closing(database.execute(query, (" ".join(quoted) + prefix, FIRST))) as rows:
            return [title for (title,) in rows]

    return find


async def judge(url: str, collections: Sequence[Collection]) -> list[Judged]:
    """Every question, asked of both. The database at `url` is empty."""
    stock = peer(collections)
    judged = []
    async with open_store(url, mode="run") as store:
        await fill(store, collections)
        archive = Archive(store.articles, store.sources, {}, SPOKEN)
        for collection in collections:
            for question in collection.questions:
                wanted = {collection.documents[each][0] for each in question.wanted}
                missed = wanted.difference(await asked(archive, question.text))
                found = len(wanted.intersection(stock(question.text))) / len(wanted)
                crier = 1 - len(missed) / len(wanted)
                judged.append(Judged(collection.language, question, crier, found, tuple(sorted(missed))))
    return judged


def show(judged: Sequence[Judged]) -> None:
    """A row per language, a column per kind: Crier's recall, and the peer's."""
    print(f"recall@{FIRST}, Crier / stock FTS5 (wanted: {WANTED})")
    print(" " * 10 + "".join(f"{kind:>18}" for kind in (*KINDS, "all")) + f"{'questions':>12}")
    for language in (*dict.fromkeys(each.language for each in judged), "all"):
        of = [each for each in judged if language in (each.language, "all")]
        cells = [_cell([each for each in of if kind in (each.question.kind, "all")]) for kind in (*KINDS, "all")]
        print(f"{language:10}" + "".join(f"{cell:>18}" for cell in cells) + f"{len(of):>12}")


def show_misses(judged: Iterable[Judged]) -> None:
    """The questions by which Crier did not find all that was expected, and what that was."""
    for each in judged:
        if each.missed:
            print(f"{each.language} {each.question.kind}: {each.question.text}  →  {'; '.join(each.missed)}")


def _cell(judged: Sequence[Judged]) -> str:
    return f"{mean(each.crier for each in judged):.3f} / {mean(each.peer for each in judged):.3f}"


def run(url: str = "", *, name: str = SETS[0], misses: bool = False) -> float:
    """Judge and print; Crier's recall over all questions. Without `url`, on SQLite in a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        judged = asyncio.run(judge(url or f"sqlite:///{folder}/crier.db", load(name)))
    show(judged)
    if misses:
        show_misses(judged)
    return mean(each.crier for each in judged)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, default=SETS[0], help="of questions")
    parser.add_argument("--url", default="", help="an empty database")
    parser.add_argument("--postgresql", action="store_true", help="on a cluster of its own")
    parser.add_argument("--misses", action="store_true", help="list what was expected and not found")
    args = parser.parse_args()
    with ExitStack() as stack:
        if args.postgresql:
            from tests.postgres import running

            args.url = stack.enter_context(stack.enter_context(running()).database())
        run(args.url, name=args.set, misses=args.misses)


if __name__ == "__main__":
    main()
