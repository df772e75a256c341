"""The questions by which search is judged (`bench.search.recall`) are well-formed, and their runner judges rightly."""

from collections import Counter

import pytest

from bench.search.recall import (
    FOLDER,
    KINDS,
    LANGUAGES,
    SETS,
    Collection,
    Question,
    judge,
    load,
    peer,
    show,
    show_misses,
)

DOCUMENTS = {"questions": 40, "unseen": 25}  # at least, per language
QUESTIONS = {
    "questions": {"en": 60, "ru": 60, "az": 60, "hy": 45, "tr": 45, "ar": 30, "zh": 30},
    "unseen": {"en": 28, "ru": 28, "az": 28, "hy": 28, "tr": 28, "ar": 28, "zh": 20},
}
FILES = [pytest.param(name, each, id=f"{name}-{each.language}") for name in SETS for each in load(name)]


@pytest.mark.parametrize("name", SETS)
def test_every_language_has_a_file_and_every_file_a_language(name: str) -> None:
    assert [each.language for each in load(name)] == list(LANGUAGES)
    assert {file.stem for file in (FOLDER / name).glob("*.toml")} == set(LANGUAGES)


@pytest.mark.parametrize(("name", "collection"), FILES)
def test_a_file_is_well_formed(name: str, collection: Collection) -> None:
    assert len(collection.documents) >= DOCUMENTS[name]
    assert len(collection.questions) >= QUESTIONS[name][collection.language]
    assert {question.kind for question in collection.questions} == set(KINDS)
    twice = [text for text, times in Counter(each.text for each in collection.questions).items() if times > 1]
    assert not twice
    for question in collection.questions:
        assert question.text.strip()
        assert 1 <= len(question.wanted) <= 4, question
        assert len(set(question.wanted)) == len(question.wanted), question
        assert set(question.wanted) <= set(collection.documents), question
    assert all(title and text for title, text in collection.documents.values())


@pytest.mark.parametrize("name", SETS)
def test_no_two_articles_have_one_title(name: str) -> None:
    titles = [title for collection in load(name) for title, _ in collection.documents.values()]
    assert len(set(titles)) == len(titles)


def test_the_peer_requires_all_words_and_completes_the_last() -> None:
    ask = peer([Collection("en", {"a": ("Old bridge", "It reopens."), "b": ("New bridges", "They open.")}, ())])
    assert ask("bridg") == ["Old bridge", "New bridges"]
    assert ask("BRIDGE old") == ["Old bridge"]
    assert ask("ne") == ask("bridg old") == []


async def test_every_question_is_judged(store_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    news = {"a": ("Əliyev in Baku", "He opened a school."), "b": ("A bridge", "It stands in Baku.")}
    asked = (
        Question("fold", "eliyev", ("a",)),
        Question("inflection", "schools", ("a", "b")),
        Question("misspelling", "zzzzzzzz", ("b",)),
    )
    judged = await judge(store_url, [Collection("en", news, asked)])
    assert [each.crier for each in judged] == [1, 0.5, 0]
    assert [each.peer for each in judged] == [0, 0, 0]
    show(judged)
    show_misses(judged)
    printed = capsys.readouterr().out
    assert "0.500 / 0.000" in printed
    assert "en inflection: schools  →  A bridge" in printed
    assert "eliyev" not in printed
