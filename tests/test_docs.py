"""The papers and the code agree; the code keeps to its own limits."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from bot.adapters.discord.gateway import PERMISSIONS, invite
from bot.app.roles import INSTALLING
from bot.cli.main import crier
from bot.config import Config, load
from bot.config.mistakes import keys
from bot.config.settings import Settings, SourceTable
from bot.domain.facets import KEYS
from bot.domain.text import fold
from bot.services.desk.news_desk import COMMANDS, FOR_OPERATORS

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "config.example.toml"
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FILE = 300, 50, 150
PAPERS = "\n".join(
    file.read_text(encoding="utf-8") for file in [ROOT / "README.md", EXAMPLE, *sorted((ROOT / "docs").glob("**/*.md"))]
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git clone")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def test_the_keys_of_a_search_are_those_told() -> None:
    told = re.findall(r"`(\w+):`", (ROOT / "docs" / "search.md").read_text(encoding="utf-8"))
    assert sorted(set(map(fold, told))) == sorted(KEYS)


def test_the_example_holds_every_key_at_its_default() -> None:
    raw = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    (source,) = raw.pop("sources")
    written = dict(flat(raw)) | {f"sources.{key}": value for key, value in source.items()}
    assert sorted(written) == sorted(set(keys(Settings)) - {"sections"})
    defaults = dict(flat(Settings().model_dump(mode="json", exclude={"sources", "sections"})))
    defaults |= {f"sources.{name}": field.default for name, field in SourceTable.model_fields.items()}
    own = {"sources.id", "sources.url", "sources.language"}  # which site: the one thing that has no default
    assert {key: value for key, value in written.items() if key not in own and value != defaults[key]} == {}


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "config.toml"
    copy.write_bytes(EXAMPLE.read_bytes())
    assert [source.id for source in load(copy).sources] == ["caliber-en"]


def test_every_key_is_explained() -> None:
    assert [
        key for key in keys(Config) if not re.search(rf"^(# )?{key.rpartition('.')[2]} = ", PAPERS, re.MULTILINE)
    ] == ["sections"]
    assert "[sections]" in PAPERS


def test_the_paper_on_discord_asks_for_what_the_code_asks_for() -> None:
    paper = (ROOT / "docs" / "discord.md").read_text(encoding="utf-8")
    link = invite("1").replace("client_id=1&", "client_id=CLIENT_ID&")
    assert re.findall(r"https://discord\.com/oauth2\S+", paper) == [link]
    table = paper.partition("## Permissions")[2].partition("\n## ")[0].lower()
    asked = {name.replace("read_messages", "view_channel").replace("_", " ") for name, given in PERMISSIONS if given}
    assert {name for name in asked if name not in table} == set()
    assert INSTALLING in paper


def verbs(group: click.Group, prefix: str = "crier") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def test_every_verb_and_its_options_are_in_the_papers_or_its_help() -> None:
    assert [verb for verb in verbs(crier) if f"`{verb}" not in PAPERS] == []


def test_every_verb_has_examples() -> None:
    for verb in verbs(crier):
        command: click.Command = crier
        for name in verb.split()[1:]:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        assert f"  {verb}" in (command.epilog or ""), f"{verb} --help shows no example of it"


def test_every_chat_command_is_in_the_papers() -> None:
    assert [name for name in (*COMMANDS, *FOR_OPERATORS) if f"`/{name}" not in PAPERS] == []


def test_no_file_names_a_registry_or_this_machine() -> None:
    index = re.compile(rb"--(extra-)?index-url|--find-links|--trusted-host|registry = \"http|registry \+ ")
    home = re.compile(rb"(?<![\w.:/-])/(work|opt|home/\w+|root|Users/\w+)/")
    ours = Path(__file__).resolve()
    for file in tracked():
        if file == ours or file.name == "Makefile":
            continue
        content = file.read_bytes()
        assert not index.search(content), f"{file} names a package index"
        assert not home.search(content), f"{file} names a path of one machine"


def test_requirements_are_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-image.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text().splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert pins and all(re.fullmatch(r"[A-Za-z0-9_.-]+==\S+( ; .+)? \\", line) for line in pins), name
        assert not [line for line in lines if line.startswith("-")], name


def test_what_newer_pythons_need_is_pinned_wherever_discord_py_is() -> None:
    newer = (ROOT / "requirements-newer.txt").read_text()
    for name in ("requirements-image.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "\ndiscord-py==" in text and text.endswith(newer), f"{name}: `make lock` has not been run"


def python_files() -> list[Path]:
    return sorted((ROOT / "bot").glob("**/*.py"))


def test_files_are_short() -> None:
    files = [file for file in python_files() if "versions" not in file.parts and file.name != "schema.py"]  # tables
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {str(file.relative_to(ROOT)): length for file, length in lengths.items() if length > LONGEST_FILE} == {}
    assert sorted(lengths.values())[len(lengths) // 2] <= MEDIAN_FILE


def test_functions_are_short() -> None:
    long = {}
    for file in python_files():
        if "versions" in file.parts:
            continue  # a migration lists tables
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long[f"{file.relative_to(ROOT)}:{node.name}"] = length
    assert long == {}


def test_the_architecture_fits_on_a_few_screens() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    named = re.findall(r"`(bot/[\w/.]+)`", text)
    assert named and [name for name in named if not (ROOT / name).exists()] == []
