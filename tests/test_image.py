"""The image's papers agree with the code, and what its health check does.

The image itself is built and run by hand (docs/docker.md): no engine is needed here.
"""

import asyncio
import json
import re
import shlex
import sys
from pathlib import Path

import pytest

from bot.adapters.storage.places import IMAGE
from bot.app.roles import ROLES
from bot.config import load
from tests.process import environment
from tests.web.serving import serving

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
PAPER = (ROOT / "docs" / "docker.md").read_text(encoding="utf-8")
FINAL = re.sub(r"\\\n\s*", "", DOCKERFILE.rpartition("\nFROM ")[2])  # the last stage, an instruction a line


def instruction(name: str) -> str:
    (found,) = re.findall(rf"^{name} +(.*)$", FINAL, re.MULTILINE)
    return str(found)


def variables() -> dict[str, str]:
    return dict(setting.split("=", 1) for setting in shlex.split(instruction("ENV")))


def test_the_images_settings_are_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables().items():
        monkeypatch.setenv(name, value)
    config = load(tmp_path / "config.toml", optional=True)
    assert config.storage.url == f"sqlite:///{instruction('VOLUME')}/crier.db"
    assert (config.web.host, str(config.web.port)) == ("0.0.0.0", instruction("EXPOSE"))


def test_every_setting_that_is_named_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = set(re.findall(r"\bCRIER_[A-Z0-9_]+\b", DOCKERFILE + COMPOSE + PAPER)) - {"CRIER_CONFIG", "CRIER_SOURCES"}
    assert named
    for name in sorted(named):
        with monkeypatch.context() as patched:
            secret = tmp_path / "secret"
            secret.write_text("1:a")
            fitting = {
                "PORT": "8080",
                "ENABLED": "false",
                "SECOND": "25",
                "URL": "sqlite:////data/crier.db",
                "FILE": str(secret),
            }
            if name.endswith("URL_FILE"):
                secret.write_text(fitting["URL"])
            patched.setenv(name, fitting.get(name.rpartition("_")[2], "1:a"))
            load(tmp_path / "config.toml", optional=True)


def test_the_bot_is_process_1_and_nobody_in_particular() -> None:
    assert json.loads(instruction("ENTRYPOINT")) == ["crier"]
    assert json.loads(instruction("CMD")) == ["run"]
    assert instruction("USER") == "10001:10001"
    assert instruction("STOPSIGNAL") == "SIGTERM"
    assert instruction("WORKDIR") == instruction("VOLUME")  # the last place where temporary files are tried


def test_the_image_has_one_name() -> None:
    assert f"image: {IMAGE}\n" in COMPOSE
    assert f"docker build -t {IMAGE} ." in PAPER


def services() -> dict[str, str]:
    """The text of each of compose.yaml's, by name, with that of what it builds on."""
    shared = dict(re.findall(r"^x-(\w+): &\w+[^\n]*\n((?:  .*\n|\n)+)", COMPOSE, re.MULTILINE))
    found = re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", COMPOSE.partition("\nservices:\n")[2], re.MULTILINE)

    def whole(text: str) -> str:
        return text + "".join(whole(shared[name]) for name in re.findall(r"<<: \*(\w+)", text))

    return {name: whole(text) for name, text in found}


def test_the_cluster_has_every_part_once_and_only_the_web_is_reached() -> None:
    cluster = {name: text for name, text in services().items() if "profiles: [cluster]" in text}
    commands = {name: re.findall(r"command: run --roles (\S+)", text) for name, text in cluster.items()}
    assert set(cluster) == {"newsroom", "courier", "chat", "postgres"}
    named = [role for roles in commands.values() for role in ",".join(roles).split(",") if role]
    assert sorted(named) == sorted(ROLES)
    for name, text in cluster.items():
        assert ("ports:" in text) == (name == "chat")
        assert ("disable: true" in text or "healthcheck: *unasked" in text) == (name in {"newsroom", "courier"})
        if name != "postgres":
            assert 'CRIER_STORAGE__URL: ""' in text and "condition: service_healthy" in text
            assert "read_only: true" in text and "cap_drop: [ALL]" in text


def test_the_databases_password_is_in_a_file_that_is_kept_nowhere() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    files = re.findall(r"file: (\S+)", COMPOSE.partition("\nsecrets:")[2])
    assert files == ["secrets/database_password", "secrets/database_url"]
    assert "secrets/" in ignored
    assert "POSTGRES_PASSWORD:" not in COMPOSE
    paper = (ROOT / "docs" / "several-machines.md").read_text(encoding="utf-8")
    assert all(file in paper for file in files)


def test_a_file_of_the_databases_address_wins_over_the_images_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As compose.yaml sets the two."""
    file = tmp_path / "database_url"
    file.write_text("sqlite:////data/other.db\n")
    monkeypatch.setenv("CRIER_STORAGE__URL", "")
    monkeypatch.setenv("CRIER_STORAGE__URL_FILE", str(file))
    assert load(tmp_path / "config.toml", optional=True).storage.url == "sqlite:////data/other.db"
    monkeypatch.setenv("CRIER_STORAGE__URL", "sqlite:////data/crier.db")
    monkeypatch.setenv("CRIER_STORAGE__URL_FILE", "")  # as the move to the cluster does
    assert load(tmp_path / "config.toml", optional=True).storage.url == "sqlite:////data/crier.db"


def test_the_build_gets_what_it_copies_and_no_more() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    let_in = {line[1:] for line in ignore if line.startswith("!")}
    assert "*" in ignore and all((ROOT / name).exists() for name in let_in)
    pinned = {"requirements-image.txt", "requirements-build.txt"}
    assert pinned | {"pyproject.toml", "README.md", "LICENSE", "bot"} == let_in


async def test_the_health_check_is_content_with_the_web_part() -> None:
    async with serving() as served:
        assert await healthy(served.port)
        await served.end()
        assert not await healthy(served.port)


async def test_the_health_check_heeds_the_answer() -> None:
    async def ail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(ail, "127.0.0.1", 0) as server:
        assert not await healthy(server.sockets[0].getsockname()[1])


async def healthy(port: int) -> bool:
    """What the image's health check says of a port."""
    program, *arguments = json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])
    assert program == "python"
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, env=environment(CRIER_WEB__PORT=str(port)), stderr=asyncio.subprocess.DEVNULL
    )
    return await process.wait() == 0
