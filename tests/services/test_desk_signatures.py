"""The table of all commands: complete, and within what platforms take."""

import re

import pytest

from bot.services.desk import Parameter, Signature, commands, reading, signatures, top
from bot.services.desk.news_desk import COMMANDS, FOR_OPERATORS
from tests.services.fakes_desk import WORDING

# discord.com/developers/docs/interactions/application-commands#application-command-object: names of commands and
# options, and how long their descriptions may be
NAME = re.compile(r"[-_'\w]{1,32}")
LONGEST = 100
MOST_PARAMETERS = 25


def table(language: str = "en") -> tuple[Signature, ...]:
    return signatures(WORDING.words(language))


def test_the_table_names_every_command_and_no_other() -> None:
    assert {each.name for each in table() if not each.for_operators} == set(COMMANDS)
    assert {each.name for each in table() if each.for_operators} == set(FOR_OPERATORS)
    assert [name for name, _ in commands(WORDING.words("en"))] == [
        each.name for each in table() if not each.for_operators
    ]


@pytest.mark.parametrize("language", WORDING.languages)
def test_names_and_descriptions_fit_every_platform(language: str) -> None:
    for each in table(language):
        everything: list[Signature | Parameter] = [each, *each.parameters]
        for named in everything:
            for name in (named.name, named.shown):
                assert NAME.fullmatch(name) and name == name.lower(), name
            assert 0 < len(named.description) <= LONGEST, named.description
        assert len(each.parameters) <= MOST_PARAMETERS
        assert len({one.name for one in each.parameters}) == len({one.shown for one in each.parameters})
        assert len({one.name for one in each.parameters}) == len(each.parameters)
        wanted = [one.required for one in each.parameters]
        assert wanted == sorted(wanted, reverse=True), "what is required stands first"
    assert len({each.shown for each in table(language)}) == len(table(language))


def test_names_are_those_of_the_language() -> None:
    named = {language: {each.name: each.shown for each in table(language)} for language in WORDING.languages}
    assert named["ru"]["latest"] == "последние"
    assert named["en"] == named["az"] == {name: name for name in named["en"]}


def test_who_may_and_whom_the_answer_concerns() -> None:
    assert {each.name for each in table() if each.changes} == {
        "subscribe", "unsubscribe", "pause", "resume", "forget",
    }  # fmt: skip
    assert {each.name for each in table() if each.public} == {"subscribe", "unsubscribe", "pause", "resume"}
    assert all(each.changes for each in table() if each.public)


def test_numbers_are_bounded_as_the_command_does() -> None:
    numbers = {each.name: one for each in table() for one in each.parameters if one.kind == "number"}
    for name, (few, many) in {"latest": (reading.FEW, reading.MANY), "top": (top.FEW, top.MANY)}.items():
        number = numbers.pop(name)
        assert (number.least, number.most) == (1, many)
        assert str(few) in number.description
    assert not numbers


@pytest.mark.parametrize("language", WORDING.languages)
def test_examples_begin_with_their_command(language: str) -> None:
    for each in table(language):
        assert bool(each.usage) == bool(each.example)
        assert not each.example or each.example.startswith(f"/{each.name} ")
