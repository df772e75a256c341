"""Which articles tell one event."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.features import Features, features
from bot.domain.stories import LIKELY, Tier, compare, is_reprint, likeness

FIRE = (
    "Two people died and five were injured when fire swept through a five-storey apartment block in Marlow early on "
    "Tuesday, the fire service said. Crews were called to Quarry Street at 3.40 am and evacuated forty residents. The "
    "cause is being investigated, said Peter Lisle, who leads the station; neighbours spoke of sparks on a balcony."
)
POZHAR = (
    "Два человека погибли и пятеро пострадали при пожаре в пятиэтажном доме на улице Садовой в Ореховске, сообщили в "
    "МЧС. Возгорание произошло ночью, эвакуированы сорок жильцов. Причины выясняются, рассказал начальник станции "
    "Пётр Лисин; соседи говорят об искрах на балконе."
)
WORDS = st.text(st.sampled_from("abcdeABCDE 0123.,"), max_size=80)
SOME = ["two", "fire", "Marlow", "Kelstone", "police", "12", "13", "the", "Peter", "said", "street.", "Monday", "tower"]
WIRE = st.lists(st.sampled_from(SOME), max_size=40).map(" ".join)


def about(title: str, text: str = FIRE, language: str = "en") -> Features:
    return features(title, text, language)


def tier(one: Features, other: Features, *, same_source: bool = False) -> Tier:
    assert compare(one, other, same_source=same_source) == compare(other, one, same_source=same_source)
    return compare(one, other, same_source=same_source).tier


@given(st.one_of(WORDS, WIRE), st.one_of(WORDS, WIRE), st.one_of(WORDS, WIRE), st.one_of(WORDS, WIRE), st.booleans())
def test_which_is_which_does_not_matter(title: str, text: str, other: str, words: str, same_source: bool) -> None:
    one, two = features(title, text, "en"), features(other, words, "en")
    assert compare(one, two, same_source=same_source) == compare(two, one, same_source=same_source)
    assert likeness(one, two) <= 1 + 1e-9


@given(WIRE, st.booleans())
def test_an_article_with_a_title_and_a_text_is_itself_for_certain(title: str, same_source: bool) -> None:
    one = about(f"{title} fire")
    assert tier(one, one, same_source=same_source) is Tier.CERTAIN


@given(WIRE, WIRE, WIRE, st.integers(0, 99), st.integers(0, 99))
def test_other_numbers_in_the_title_are_never_certain(title: str, text: str, more: str, one: int, two: int) -> None:
    sides = [features(f"{title} {number} {more}", text, "en") for number in (one, two)]
    if sides[0].numbers != sides[1].numbers:
        assert tier(*sides) is not Tier.CERTAIN


@given(WIRE, WIRE)
def test_within_one_source_another_title_is_never_certain(title: str, other: str) -> None:
    one, two = about(title), about(other)
    if one.title != two.title:
        assert tier(one, two, same_source=True) is not Tier.CERTAIN


@given(WIRE, st.sampled_from(["en", "ru", ""]), st.sampled_from(["de", "az"]))
def test_articles_of_two_languages_are_not_compared(title: str, one: str, other: str) -> None:
    assert compare(about(title, language=one), about(title, language=other), same_source=False) == (Tier.NONE, 0.0)


REPRINTS = {  # title and text of another source's print
    "verbatim": ("Two dead in apartment fire in Marlow", FIRE),
    "tagged": ("Two dead in apartment fire in Marlow (UPDATED)", FIRE),
    "in capitals": ("TWO DEAD IN APARTMENT FIRE IN MARLOW", FIRE),
    "in other order": ("Apartment fire in Marlow: two dead", FIRE),
    "in figures": ("2 dead in apartment fire in Marlow", FIRE),
    "with its site": ("Two dead in apartment fire in Marlow | Selwick Courier", FIRE),
    "with a dateline": ("Two dead in apartment fire in Marlow", f"MARLOW, Nov 14 (Northern Press) — {FIRE}"),
    "with a credit": ("Two dead in apartment fire in Marlow", f"{FIRE}\n(Reporting by Northern Press)"),
    "cut": ("Two dead in apartment fire in Marlow", FIRE[:160] + "…"),
    "cut in front": ("Two dead in apartment fire in Marlow", FIRE[180:]),
    "without text": ("Two dead in apartment fire in Marlow", ""),
    "a teaser": ("Two dead in apartment fire in Marlow", "Two people died and five were injured"),
    "typographic": ("Two dead in apartment fire in Marlow", FIRE.replace("-", "–").replace(",", " ,")),
    "a word mended": ("Two dead in apartment fire in Marlow", FIRE.replace("swept", "raced")),
}


@pytest.mark.parametrize("kind", REPRINTS)
def test_reprints(kind: str) -> None:
    title, text = REPRINTS[kind]
    assert tier(about("Two dead in apartment fire in Marlow"), about(title, text)) is Tier.CERTAIN


def test_another_dateline_before_a_long_text() -> None:
    one, other = (f"{place}, Nov {day} — {FIRE}" for place, day in (("LONDON", 14), ("TOKYO", 15)))
    title = "Two dead in apartment fire in Marlow"
    assert tier(about(title, one), about(title, other)) is Tier.CERTAIN


NEVER_CERTAIN = {  # title and text of another event, or of the same one told anew
    "another toll": ("Three dead in apartment fire in Marlow", FIRE.replace("Two people", "Three people")),
    "another toll, the same text": ("Three dead in apartment fire in Marlow", FIRE),
    "another town": ("Two dead in apartment fire in Kelstone", FIRE.replace("Marlow", "Kelstone")),
    "another town, the same text": ("Two dead in apartment fire in Kelstone", FIRE),
    "another street": ("Two dead in apartment fire in Marlow", FIRE.replace("Quarry", "Harbour")),
    "another number in words": ("Two dead in apartment fire in Marlow", FIRE.replace("forty", "twenty")),
    "another day": ("Two dead in Monday's apartment fire in Marlow", FIRE),
    "another verb": ("Two hurt in apartment fire in Marlow", FIRE.replace("died", "suffered")),
    "its rewriting": ("Two dead in apartment fire in Marlow", "Police in Marlow look for the cause of a fire. " * 4),
    "a teaser of another": ("Two dead in apartment fire in Marlow", "Eleven trucks were sent to the harbour"),
    "no title": ("", FIRE),
}


@pytest.mark.parametrize("kind", NEVER_CERTAIN)
def test_what_is_never_certain(kind: str) -> None:
    title, text = NEVER_CERTAIN[kind]
    assert tier(about("Two dead in apartment fire in Marlow"), about(title, text)) is not Tier.CERTAIN


def test_a_short_title_without_text_says_too_little() -> None:
    assert tier(about("Exchange rates", ""), about("Exchange rates", "")) is not Tier.CERTAIN
    long = "Airport and union in Velden agree on nine percent"
    assert tier(about(long, ""), about(long, "")) is Tier.CERTAIN
    assert tier(about(long, ""), about(long, ""), same_source=True) is not Tier.CERTAIN


RUBRICS = {  # title and what little text there is
    "What the papers say this morning": "A look at the papers.",
    "Photo of the day from our readers": "",
    "What The Papers Say This Morning": "",
    "Morning briefing for Tuesday 3 March everywhere": "",
    "Weather in Lakeport for the coming weekend": "",
    "Das Foto des Tages von unseren Lesern": "",
    "Фотография дня от наших читателей из города": "",
}


@pytest.mark.parametrize("title", RUBRICS)
def test_a_rubric_that_two_newsrooms_have_is_no_reprint(title: str) -> None:
    rubric = about(title, RUBRICS[title], "de" if title.startswith("Das") else "ru" if title[0] > "z" else "en")
    assert tier(rubric, rubric) is Tier.LIKELY


def test_a_title_of_many_words_needs_no_names() -> None:
    title = "Airport and its largest union agree after months of strikes over night shifts"
    assert tier(about(title, ""), about(title, "")) is Tier.CERTAIN


def test_a_roundup_is_no_reprint_of_what_it_contains() -> None:
    roundup = about("Morning briefing: what happened overnight", f"{FIRE} In other news, parliament met.")
    assert tier(about("Two dead in apartment fire in Marlow"), roundup) is not Tier.CERTAIN


SERIES = [  # titles of one pattern, with texts of one pattern
    ("Weather for Wednesday: rain in Marlow", "Weather for Thursday: rain in Marlow", "Rain is expected on {}."),
    ("Horoscope for 12 November: Aries", "Horoscope for 13 November: Aries", "A good day for {} plans."),
    ("Magnitude 5.8 earthquake shakes Pelagia", "Magnitude 4.6 earthquake shakes Pelagia", "It struck {} km away."),
    ("Losses on day 643", "Losses on day 644", "On day {} the staff counted losses."),
    ("Northgate beat Selby 2-1", "Northgate beat Ashford 3-0", "Northgate won with goals by {}."),
]


@pytest.mark.parametrize(("one", "other", "text"), SERIES)
def test_items_of_a_series_are_no_story(one: str, other: str, text: str) -> None:
    first, second = features(one, text.format("many, 17"), "en"), features(other, text.format("few, 33"), "en")
    assert tier(first, second) is Tier.NONE


def test_a_toll_that_rises_is_a_follow_up() -> None:
    for one, other, text, language in (
        ("Two dead in apartment fire in Marlow", "Three dead in apartment fire in Marlow", FIRE, "en"),
        ("При пожаре в Ореховске погибли двое", "При пожаре в Ореховске погибли трое", POZHAR, "ru"),
    ):
        assert tier(about(one, text, language), about(other, text, language)) is Tier.LIKELY


def test_a_rewriting_and_a_follow_up_are_likely() -> None:
    first = about("Two dead in apartment fire in Marlow")
    later = about(
        "Marlow blaze: police suspect electrical fault",
        "An electrical fault is the likeliest cause of the fire on Quarry Street in Marlow in which two people died on "
        "Tuesday, police said. Peter Lisle of the fire service praised the neighbours.",
    )
    assert tier(first, later) is Tier.LIKELY
    assert tier(first, later, same_source=True) is Tier.LIKELY


def test_names_are_known_in_their_other_forms() -> None:
    one = features("Пожар в Ореховске потушен", "", "ru")
    other = features("Ореховск: пожар потушен, двое раненых", "", "ru")
    strange = features("Тихобор: пожар потушен, двое раненых", "", "ru")
    assert likeness(one, other) > likeness(one, strange)
    assert likeness(features("В Баку горит склад", "", "ru"), features("Баку: горит склад", "", "ru")) >= LIKELY


def test_a_name_is_not_any_word_that_begins_like_it() -> None:
    one = features("Лось в Минске", "Лось пришёл в Минск.", "ru")
    forms = features("Минскрайагропром и Минску дали премию", "Премию дали.", "ru")
    other = features("Минскрайагропрому дали премию", "Премию дали.", "ru")
    assert likeness(one, forms) > likeness(one, other)


def test_other_events_are_nothing() -> None:
    assert tier(about("Two dead in apartment fire in Marlow"), about("Bank holds rates", "The board met.")) is Tier.NONE
    assert tier(about("", ""), about("", "")) is Tier.NONE
    assert not is_reprint(about("", ""), about("", ""), same_source=False)


def test_scripts_without_capitals_are_compared_by_their_words() -> None:
    text = "外交部发言人表示，希望有关各方保持克制，通过对话解决分歧，避免局势进一步升级，维护地区和平稳定。"
    one, other = features("外交部：希望各方保持克制", text, "zh"), features("外交部呼吁各方保持克制", text, "zh")
    assert tier(one, other) >= Tier.LIKELY
    assert tier(one, features("央行宣布下调利率", "中央银行今天宣布下调基准利率。", "zh")) is Tier.NONE
