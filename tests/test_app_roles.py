"""Which parts a process has: each combination does its own and no more, and says so where nothing would be done."""

import itertools
import re
from pathlib import Path

import pytest

from bot import app
from bot.adapters.storage.store import open_store
from bot.app.roles import INSTALLING, ROLES, check, of_a_round, rate_of
from bot.demo.botapi import BotApi
from bot.domain.errors import BadConfig
from tests.process import running, settings

TELEGRAM = '[telegram]\ntoken = "1:a"\napi_base_url = "http://127.0.0.1:1"\n'
HOOK = f'{TELEGRAM}mode = "webhook"\n[web]\npublic_url = "http://127.0.0.1:8080"\n'
COMBINATIONS = [frozenset(some) for n in range(1, 6) for some in itertools.combinations(sorted(ROLES), n)]


@pytest.mark.parametrize("roles", COMBINATIONS, ids=lambda roles: ",".join(sorted(roles)))
async def test_each_combination_has_its_parts_and_no_other(tmp_path: Path, roles: frozenset[str]) -> None:
    async with app.assembled(settings(tmp_path, TELEGRAM), roles) as loops:
        names = {loop.name for loop in loops}
    along = {"channels": "chat", "doubts": "courier", "lookout": "editor", "index": "editor"}
    assert names == {"upkeep"} | roles | {loop for loop, role in along.items() if role in roles}


@pytest.mark.parametrize("roles", COMBINATIONS, ids=lambda roles: ",".join(sorted(roles)))
async def test_webhooks_need_chat_and_web_together(tmp_path: Path, roles: frozenset[str]) -> None:
    config = settings(tmp_path, HOOK)
    if "chat" in roles and "web" not in roles:
        with pytest.raises(
            BadConfig, match="the roles chat and web are needed in one process, .*: name both in --roles"
        ):
            check(config, roles)
    else:
        check(config, roles)


@pytest.mark.parametrize(
    ("text", "roles", "told"),
    [
        ("", "courier", "telegram.token and discord.token are empty: nothing is left of --roles courier; set one"),
        (
            "",
            "chat,courier",
            "telegram.token and discord.token are empty: nothing is left of --roles chat,courier; set one",
        ),
        ("[web]\nenabled = false\n", "web", "web.enabled = false: nothing is left of --roles web; write true"),
        (
            "[web]\nenabled = false\n",
            "chat,web",
            "web.enabled = false: nothing is left of --roles chat,web; write true",
        ),
        (f"{HOOK}enabled = false\n", "chat,web", "needed in one process, .*: write web.enabled = true"),
    ],
)
async def test_parts_that_would_do_nothing_are_refused_before_anything_is_made(
    tmp_path: Path, text: str, roles: str, told: str
) -> None:
    with pytest.raises(BadConfig, match=told):
        async with app.assembled(settings(tmp_path, text), frozenset(roles.split(","))):
            raise AssertionError
    assert not (tmp_path / "crier.db").exists()


def test_a_discord_token_without_its_library_is_told_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.roles.find_spec", lambda name: None)
    config = settings(tmp_path, '[discord]\ntoken = "a.b.c"\n')
    for roles in ({"chat"}, {"courier"}, ROLES):
        with pytest.raises(BadConfig, match=re.escape(INSTALLING)):
            check(config, frozenset(roles))
    check(config, frozenset({"poller", "editor", "web"}))
    check(settings(tmp_path, TELEGRAM), ROLES)


@pytest.mark.parametrize(
    ("roles", "rate"),
    [("courier", 24), ("courier,poller", 24), ("chat,web", 6), ("chat,courier", 30), (",".join(sorted(ROLES)), 30)],
)
def test_who_delivers_and_who_answers_keep_to_one_rate_together(tmp_path: Path, roles: str, rate: int) -> None:
    assert rate_of(settings(tmp_path, TELEGRAM), frozenset(roles.split(","))) == rate
    slow = settings(tmp_path, f"{TELEGRAM}messages_per_second = 1\n")
    assert rate_of(slow, frozenset(roles.split(","))) == 1


async def test_the_courier_of_a_process_has_its_share(tmp_path: Path) -> None:
    async with app.assembled(settings(tmp_path, TELEGRAM), frozenset({"courier"})) as loops:
        (courier,) = (loop.run.__self__ for loop in loops if loop.name == "courier")  # type: ignore[attr-defined]
        assert courier._turnstile._gate.limit == 24


def test_a_round_leaves_out_what_only_waits(tmp_path: Path) -> None:
    assert of_a_round(settings(tmp_path, TELEGRAM), ROLES) == ROLES - {"web"}
    assert of_a_round(settings(tmp_path, HOOK), ROLES) == ROLES - {"web", "chat"}
    with pytest.raises(BadConfig, match=r"^--roles chat,web have no round to do: .*; leave --once out"):
        of_a_round(settings(tmp_path, HOOK), frozenset({"chat", "web"}))


@pytest.mark.parametrize("roles", ["poller", "editor", "courier", "chat", "poller,editor"])
async def test_a_round_of_some_parts_does_theirs_alone(tmp_path: Path, roles: str) -> None:
    async with BotApi() as api:
        text = f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n'
        api.say(1, 1, "/help")
        await app.once(settings(tmp_path, text), frozenset(roles.split(",")))
        assert bool(api.sent(1)) == ("chat" in roles)


async def test_a_process_without_a_part_to_run_says_why(tmp_path: Path) -> None:
    settings(tmp_path)
    async with running(tmp_path / "config.toml", "--roles", "courier,chat") as bot:
        assert await bot.ended() == 2
    assert (
        "telegram.token and discord.token are empty: nothing is left of --roles chat,courier; set one of them"
        in bot.text
    )
    assert len(bot.lines) == 1


@pytest.mark.parametrize("roles", ["editor", "courier", "chat", "web", "editor,courier,chat,web"])
async def test_only_who_polls_says_which_sources_there_are(tmp_path: Path, roles: str) -> None:
    """The others' machines need not name them, and must not pause those of the machine that does."""
    async with app.assembled(settings(tmp_path, TELEGRAM), frozenset({"poller"})):
        pass
    config = settings(tmp_path, TELEGRAM)
    others = config.model_copy(update={"sources": ()})
    async with app.assembled(others, frozenset(roles.split(","))):
        pass
    async with open_store(config.storage.url, mode="read") as store:
        assert [each.status for each in await store.sources.health()] == ["new"]
