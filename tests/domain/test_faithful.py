"""The check of summaries: on the answers that it is measured by, and rule by rule."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.faithful import check

GUARD = Path(__file__).parents[2] / "bench/guard"
ARTICLES: list[dict[str, Any]] = [
    article
    for file in sorted(GUARD.glob("*.toml"))
    for article in tomllib.loads(file.read_text(encoding="utf-8"))["article"]
]
CAPS = {"sentences": 3, "max_chars": 600}
TITLE = "Harbour of Sallow reopens"
TEXT = (
    "The harbour of Sallow reopened on 3 March after repairs that cost $45m, its director Ruth Pell said. Ships of up "
    "to 1,200 tonnes may enter again, 30 and 36 of them a week, at minus 8 degrees or colder.\n"
    "Captain Odo Brand and Mate Lena Brand of the Heron were first. Nobody was hurt, though three crews had warned of "
    'ice. "We never lost hope," Brand said. The last closure, from 6.40 a.m. on 9 May 2011, lasted sixty-five days.\n'
    "The council rejected a toll. Fees rose by 4 percent in April and fell by 2 percent in July."
)


def kinds(answer: str, language: str = "en", text: str = TEXT, title: str = TITLE, **caps: int) -> list[str]:
    return [fault.kind for fault in check(title, text, answer, language, **(CAPS | caps))[1]]


def faults(article: dict[str, Any], answer: str) -> bool:
    return bool(check(article["title"], article["text"], answer, article["language"], **CAPS)[1])


def test_the_answers_it_is_measured_by() -> None:
    """As many as `bench.guard` wants; which ones, it shows."""
    passed, refused, faithful = [], [], 0
    for article in ARTICLES:
        passed += [each for _, each in article["adversarial"] if not faults(article, each)]
        refused += [each for each in article["faithful"] if faults(article, each)]
        faithful += len(article["faithful"])
    assert not passed, passed
    assert len(refused) <= 0.05 * faithful, refused


@pytest.mark.parametrize(
    "answer",
    [
        "The harbour of Sallow reopened on March 3. Repairs cost $45 million, Ruth Pell said.",
        "Ships of up to 1 200 tonnes may enter Sallow again, 36 of them a week, at -8 degrees or colder.",
        "The last closure lasted 65 days. It began at 6:40 a.m. on 9 May 2011.",
        "Fees rose by 4% in April. The council rejected a toll.",
        '"We never lost hope," said Brand. Nobody was hurt.',
        "The harbour reopened after repairs that cost $45m.",
    ],
)
def test_what_it_says_in_other_words_passes(answer: str) -> None:
    assert kinds(answer) == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("The harbour of Sallow reopened on 9 March.", "date"),
        ("The harbour of Sallow reopened in August.", "date"),
        ("The harbour of Sallow reopened after repairs that cost €45m.", "number"),
        ("Ships may enter again at 8 degrees or colder.", "number"),
        ("The last closure began at 4:60 a.m. and lasted 65 days.", "number"),
        ("Ships of up to 1,200 miles may enter again.", "number"),
        ("Whitfield said the harbour of Sallow reopened.", "name"),
        ("The harbour reopened, its director Zoe Whitfield said.", "name"),
        ('Ruth Pell said "we always hoped" and reopened the harbour.', "quotation"),
        ("The harbour reopened after a war.", "invented"),
        ("Grateful sailors organised a splendid festival.", "invented"),
        ("Visit the harbour of Sallow again.", "address"),
        ("Your ships may enter again.", "address"),
        ("The council supported a toll.", "contrary"),
        ("The harbour never reopened after repairs.", "denial"),
        ("Three crews were hurt, though crews had warned of ice.", "denial"),
        ("Harbour of Sallow reopens", "end"),
        ("Der Hafen von Sallow wurde wieder geöffnet, und die Schiffe dürfen wieder hinein.", "language"),
    ],
)
def test_each_rule_refuses_what_it_is_for(answer: str, kind: str) -> None:
    assert kind in kinds(answer)


def test_what_is_too_long_is_cut_at_a_sentence_or_refused() -> None:
    answer = "Nobody was hurt. The council rejected a toll. Ships may enter again."
    kept = check(TITLE, TEXT, answer, "en", sentences=2, max_chars=600)[0]
    assert kept == ("The council rejected a toll.", "Ships may enter again.")  # which say most
    assert kinds("The harbour of Sallow reopened after repairs that cost $45m.", max_chars=20) == ["length"]
    assert kinds("?") == ["language"]


def test_german_nouns_are_no_names() -> None:
    text = "Das Rathaus von Lohburg öffnet am Montag wieder, sagte Bürgermeisterin Petra Hallmann. Die Kosten stiegen."
    assert (
        kinds("Am Montag öffnet das Rathaus nach Angaben von Petra Hallmann. Die Kosten stiegen.", "de", text, "") == []
    )
    assert "name" in kinds("Das Rathaus öffnet am Montag, sagte Bürgermeisterin Uwe Kranz.", "de", text, "")


def test_languages_without_tables_are_checked_as_far_as_they_can_be() -> None:
    text = "Vene on eilen saabunud sadamasse, ütles kapten Mart Tamm. Pardal oli 120 inimest ja kolm koera."
    assert kinds("Vene saabus sadamasse, ütles Mart Tamm. Pardal oli 120 inimest.", "et", text, "") == []
    assert "number" in kinds("Pardal oli 210 inimest ja kolm koera.", "et", text, "")


@given(
    title=st.text(),
    text=st.text(),
    answer=st.text(),
    language=st.sampled_from(["", "en", "ru", "az", "hy", "ar", "ja", "xx"]),
)
def test_it_never_breaks(title: str, text: str, answer: str, language: str) -> None:
    kept, faults = check(title, text, answer, language, **CAPS)
    assert bool(kept) != bool(faults)


@given(st.data())
def test_the_article_s_own_sentences_are_refused_for_their_form_alone(data: st.DataObject) -> None:
    """Of the invented articles each sentence says what it says."""
    article = data.draw(st.sampled_from(ARTICLES))
    sentence = data.draw(st.sampled_from(article["text"].split("\n")))
    faults = check(article["title"], article["text"], sentence, article["language"], **CAPS)[1]
    assert {fault.kind for fault in faults} <= {"number", "link", "mention", "language", "end", "address"}


def test_a_name_put_together_of_two_is_none() -> None:
    assert kinds("So Dean Bold.", "en", "There Dean Ann Lark sang. Here Uwe Bold left.", "") == ["exchange"]


def test_armenian_verbs_deny_by_their_first_letter() -> None:
    text = "Քաղաքապետը Երևանում չհանդիպեց նախարարին։ Նա մեկնեց Գյումրի մեկ ժամով։"
    assert "denial" in kinds("Քաղաքապետը Երևանում հանդիպեց նախարարին։", "hy", text, "")


def test_a_name_that_explains_one_it_has_nothing_to_do_with_is_refused() -> None:
    text = "There Ann Lark sang. It rained. The roof leaked. Here Uwe Bold left."
    assert kinds("So Ann Lark, Uwe Bold.", "en", text, "") == ["exchange"]


@pytest.mark.parametrize(
    "answer",
    [
        "Fees fell by 4 percent in April and rose by 2 percent in July.",
        '"We never lost hope," Ruth Pell said.',
        "A toll rejected the council.",
    ],
)
def test_what_is_put_together_otherwise_is_refused(answer: str) -> None:
    assert {"exchange", "quotation"} & set(kinds(answer))


def test_a_name_in_another_s_place_is_refused() -> None:
    text = "Ann Lark painted seven large walls. Uwe Bold washed the dishes on Monday. It rained."
    assert kinds("Uwe Bold painted large walls.", "en", text, "News") == ["exchange"]
    assert kinds("Ann Lark painted large walls.", "en", text, "News") == []


def test_what_is_all_about_may_be_named_instead() -> None:
    text = "Ann Lark painted seven large walls. Uwe Bold washed the dishes on Monday. It rained."
    assert kinds("Uwe Bold painted large walls. It rained.", "en", text, "Uwe Bold at home") == []


def test_the_passive_may_turn_names() -> None:
    text = "The club Ravel beat the club Torvo in June."
    assert "exchange" in kinds("So Torvo beat Ravel in June.", "en", text, "")
    assert "exchange" not in kinds("So Torvo was beaten by Ravel in June.", "en", text, "")


def test_cases_tell_who_is_who() -> None:
    text = "Вчера Северянка обыграла Ладью в финале."
    assert "exchange" not in kinds("Вчера Ладью обыграла Северянка в финале.", "ru", text, "")
    assert "exchange" in kinds("Вчера Ладья обыграла Северянку в финале.", "ru", text, "")


def test_parts_of_two_clauses_may_not_change_places() -> None:
    text = "The town built a tramway to the lake, rejecting cheap buses."
    assert kinds("The town built buses, rejecting a cheap tramway.", "en", text, "") == ["exchange"]


def test_numbers_move_with_what_they_count() -> None:
    text = "There were 3 cats and 11 dogs among the guests of Sallow on Monday."
    assert kinds("There were 11 dogs and 3 cats among the guests of Sallow.", "en", text, "") == []
    assert kinds("There were 11 cats and 3 dogs among the guests of Sallow.", "en", text, "") == ["exchange"]


def test_what_stays_closed_does_not_open() -> None:
    text = "The shop near the lake will not open on Monday. The price is 3 crowns. The bank closed."
    assert kinds("The shop near the lake stays closed on Monday.", "en", text, "") == []
    assert "denial" in kinds("The shop near the lake will open on Monday.", "en", text, "")


def test_a_name_that_begins_like_a_number_is_none() -> None:
    text = "Пришёл Глеб Шестаков и принёс 15 яблок."
    assert kinds("Глеб Шестаков принёс 15 яблок.", "ru", text, "") == []


@pytest.mark.parametrize(
    "more", ["It covers 40 km² and 5 m².", "Step ③ of 5².", "It runs release 11.22.33.44.55.66.77.88.99 now."]
)
def test_digits_that_are_no_numbers_break_nothing(more: str) -> None:
    answer = "The harbour of Sallow reopened on 3 March after repairs that cost $45m."
    assert kinds(answer, text=f"{TEXT}\n{more}") == []
    assert isinstance(kinds(f"{answer} {more}"), list)
