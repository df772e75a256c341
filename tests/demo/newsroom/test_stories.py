"""The stories' files: a wrong one is named with its key."""

from pathlib import Path

import pytest

from bot.demo.newsroom import BadStory, load
from tests.demo.newsroom.press import LATER, files


def test_sound_files_are_read(tmp_path: Path) -> None:
    stories = load(files(tmp_path))
    assert [planned.id for planned in stories.plan.archive] == ["rail-corridor", "quiet-port"]
    assert stories.plan.live[0].numbers["sailings"] == (5, 20)
    assert stories.editions["az"].sections["world"] == "World (az)"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("plan.toml", "[[live]]", "[[live]", "plan.toml: not valid TOML"),
        ("plan.toml", 'picture = "railway"', 'picture = "dragon"', 'rail-corridor.picture: there is no picture "drago'),
        ("plan.toml", 'author = "naila"', "author = 5", "plan.toml: archive.0.author: "),
        ("plan.toml", 'section = "world"', 'section = "World!"', "plan.toml: archive.0.section: "),
        ("plan.toml", "[5, 20]", "[20, 5]", "plan.toml: ferry-line.numbers.sailings: 20 is greater than 5"),
        ("plan.toml", 'id = "quiet-port"', 'id = "rail-corridor"', 'plan.toml: id: "rail-corridor" stands twice'),
        ("ru.toml", 'tagline = "Calm news"', "", "ru.toml: edition.tagline: Field required"),
        ("ru.toml", 'home = "Home"', 'home = "Home"\nhoem = "Home"', "ru.toml: edition.hoem: "),
        ("az.toml", "[live.town-fair]", "[live.town-hall]", "az.toml: live.town-fair: is missing"),
        (
            "az.toml",
            "[live.town-fair]",
            "[live.x]\ntitle='a'\ntext='b'\n[live.town-fair]",
            "az.toml: live.x: is not in",
        ),
        ("en.toml", "world = ", "worlds = ", 'en.toml: sections.world: is missing, but "rail-corridor"'),
        ("en.toml", "naila = ", "nailah = ", 'en.toml: authors.naila: is missing, but "rail-corridor"'),
        ("ru.toml", "in {town} has", "in {village} has", "ru.toml: live.town-fair: nothing fills {village}"),
        ("ru.toml", ', "Kestava ru"]', "]", "ru.toml: words.town: has 2 words, en.toml has 3"),
        ("ru.toml", "Kestava ru", "Talmira ru", "ru.toml: words.town: has a word twice"),
        ("en.toml", "{town3}", "{town3} {town4}", "en.toml: words.town: has 3 words, ferry-line needs 4"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    with pytest.raises(BadStory) as mistake:
        load(files(tmp_path, {file: (old, new)}))
    assert said in str(mistake.value)
    assert "\n" not in str(mistake.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "plan.toml",
            '[[later]]\nid = "ferry-line"',
            '[[later]]\nid = "metro"',
            "plan.toml: later.metro: follows nothing",
        ),
        (
            "az.toml",
            "[later.ferry-line]",
            "[later.ferry]",
            "az.toml: later.ferry-line: is missing, but stands in plan.",
        ),
        ("ru.toml", "carries {guests}", "carries {gusts}", "ru.toml: later.ferry-line: nothing fills {gusts}"),
        ("en.toml", "of {sailings}", "of {town4}", "en.toml: words.town: has 3 words, ferry-line needs 4"),
    ],
)
def test_so_is_one_in_what_follows(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    before, after = LATER[file]
    with pytest.raises(BadStory) as mistake:
        load(files(tmp_path, LATER | {file: (before, after.replace(old, new))}))
    assert said in str(mistake.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    files(tmp_path)
    (tmp_path / "ru.toml").unlink()
    with pytest.raises(BadStory, match=r"ru\.toml: cannot be read \(No such file"):
        load(tmp_path)
