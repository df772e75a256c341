"""The catalogues hold all that the code says, and nothing else."""

import re
import string
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

import bot
from bot.adapters.wording import LOCALES, GettextWording
from bot.services.desk import commands, profile
from bot.services.desk.choices import OWN_NAMES

PACKAGE = Path(bot.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "n_": (1, 2)}
LANGUAGES_NOW = ("az", "en", "ru")
BUTTONS = (
    "Copy link",
    "Every post",
    "Skip",
    "One digest",
    "All",
    "Subscribe",
    "Latest 3",
    "Erase",
    "Keep",
    "Language",
    "Layout",
    "News",
    "Time zone",
)
MARKED = ("Brief", "Standard", "Full", "all", "Pictures", "Sound")  # with "✓ " before them
OPERATORS_BUTTONS = ("Arrived", "Send again")  # two in a row, under a long question
NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
WORDING = GettextWording(now=lambda: NOW)


def said_by_the_code() -> set[str | tuple[str, ...]]:
    found: set[str | tuple[str, ...]] = set()
    for folder in ("domain", "services", "adapters", "demo", "web"):
        for pattern, method in (("*.py", "python"), ("*.html", "jinja2")):
            for file in (PACKAGE / folder).rglob(pattern):
                found |= {message for _, message, _, _ in extract_from_file(method, str(file), keywords=KEYWORDS)}
    return found


def catalogue(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "crier.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def versions(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def placeholders(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}


def test_which_languages_there_are() -> None:
    assert WORDING.languages == LANGUAGES_NOW
    assert set(OWN_NAMES) >= set(LANGUAGES_NOW)


@pytest.mark.parametrize("language", LANGUAGES_NOW)
def test_a_catalogue_holds_exactly_what_the_code_says(language: str) -> None:
    assert {message.id for message in messages(language)} == said_by_the_code()
    assert not catalogue(language).obsolete


def test_the_chat_pages_script_says_what_its_template_hands_over() -> None:
    page = PACKAGE / "demo" / "chat"
    template = (page / "templates" / "chat.html").read_text(encoding="utf-8")
    script = "".join(file.read_text(encoding="utf-8") for file in (page / "static").glob("*.js"))
    handed = set(re.findall(r'^ +"([a-z ]+)": \[?n?_?(?:gettext)?\(', template, re.MULTILINE))
    assert len(handed) > 40
    assert {key for key in handed if f'"{key}"' not in script} == set()
    assert set(re.findall(r'\b(?:say|count)\("([a-z ]+)"', script)) <= handed


@pytest.mark.parametrize("language", LANGUAGES_NOW)
def test_every_message_is_translated_with_the_same_placeholders(language: str) -> None:
    for message in messages(language):
        assert not message.fuzzy, message.id
        translations = versions(message.string)
        assert len(translations) == (catalogue(language).num_plurals if message.pluralizable else 1), message.id
        for translation in translations:
            assert translation, message.id
            assert placeholders(translation) == placeholders(versions(message.id)[0]), message.id


@pytest.mark.parametrize("language", LANGUAGES_NOW)
def test_commands_named_in_a_message_are_named_in_its_translation(language: str) -> None:
    command = re.compile(r"/[a-z]+")
    for message in messages(language):
        if command.fullmatch(versions(message.id)[0]):
            continue  # a command's name, for platforms that show it in the reader's language
        assert command.findall(versions(message.string)[0]) == command.findall(versions(message.id)[0])


@pytest.mark.parametrize("language", LANGUAGES_NOW)
def test_the_tone(language: str) -> None:
    informal = {"ru": r"\b(ты|тебе|тебя|твой)\b", "az": r"\b(sən|sənin|sənə|səni)\b", "en": r"\bI'm\b"}[language]
    for message in messages(language):
        for translation in versions(message.string):
            assert "!" not in translation
            assert not re.search(informal, translation, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES_NOW)
def test_button_labels_fit_a_phone(language: str) -> None:
    words = WORDING.words(language)
    for label in (*map(words.gettext, BUTTONS), *OWN_NAMES.values()):
        assert len(label) <= 12, label
    assert all(len(words.gettext(label)) <= 10 for label in MARKED)
    assert all(len(words.gettext(label)) <= 16 for label in OPERATORS_BUTTONS)


@pytest.mark.parametrize("language", LANGUAGES_NOW)
def test_the_menu_and_the_profile_fit_the_platform(language: str) -> None:
    words = WORDING.words(language)
    assert all(re.fullmatch("[a-z_]{1,32}", name) and 0 < len(line) <= 256 for name, line in commands(words))
    name, description, short = profile(words, "Caliber.Az")
    assert 0 < len(name) <= 64
    assert 0 < len(description) <= 512
    assert 0 < len(short) <= 120
    assert all("Caliber.Az" in text for text in (name, description, short))
    assert len(profile(words, "C" * 600)[0]) == 64


def test_catalogues_differ() -> None:
    assert [WORDING.words(each).gettext("World") for each in LANGUAGES_NOW] == ["Dünya", "World", "Мир"]


@pytest.mark.parametrize(
    ("asked", "given"),
    [("ru", "ru"), ("ru-RU", "ru"), ("az_Latn_AZ", "az"), ("RU", "ru"), ("hy", "en"), ("", "en"), ("../ru", "en")],
)
def test_the_nearest_language(asked: str, given: str) -> None:
    assert WORDING.words(asked).language == given


def test_a_catalogue_is_loaded_once() -> None:
    assert WORDING.words("ru") is WORDING.words("ru-RU")


@pytest.mark.parametrize(("n", "form"), [(1, "и ещё 1"), (2, "и ещё 2"), (5, "и ещё 5")])
def test_plurals(n: int, form: str) -> None:
    words = WORDING.words("ru")
    assert words.ngettext("and {count} more", "and {count} more", n).format(count=n) == form


@pytest.mark.parametrize(
    ("language", "this_year", "before"),
    [
        ("en", "6 October", "6 October 2024"),
        ("ru", "6 октября", "6 октября 2024\u202fг."),
        ("az", "6 oktyabr", "6 oktyabr 2024"),
    ],
)
def test_dates_are_in_the_order_of_the_language(language: str, this_year: str, before: str) -> None:
    assert WORDING.day(language, datetime(2026, 10, 6, 12, tzinfo=UTC)) == this_year
    assert WORDING.day(language, datetime(2024, 10, 6, 12, tzinfo=UTC)) == before


def test_the_year_turns_in_the_moments_own_zone() -> None:
    baku = timezone(timedelta(hours=4))
    wording = GettextWording(now=lambda: datetime(2026, 12, 31, 22, 0, tzinfo=UTC))  # already 2027 in Baku
    assert wording.day("en", datetime(2027, 1, 1, 1, tzinfo=baku)) == "1 January"
    assert wording.day("en", datetime(2026, 12, 31, 23, tzinfo=baku)) == "31 December 2026"


def test_this_year_by_the_clock_of_the_machine() -> None:
    assert GettextWording().day("en", datetime.now(UTC))[-4:] in {"uary", "arch", "pril", " May", "June", "July",
        "gust", "mber", "ober"}  # fmt: skip
