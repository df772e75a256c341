"""The settings: what is accepted, what beats what, and the one line that tells what is wrong."""

import re
from pathlib import Path

import pytest

from bot.config import Config, load, webhooks
from bot.domain.errors import BadConfig

SOURCE = '[[sources]]\nurl = "https://news.example/"\n'
TOKEN = "123456:AAE-secret_of_the_bot"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.upper().startswith("CRIER_"):
            monkeypatch.delenv(name)


def write(folder: Path, text: str, *, source: str = SOURCE) -> Path:
    file = folder / "config.toml"
    file.write_text(text + source, encoding="utf-8")
    return file


def refusal(file: Path) -> str:
    with pytest.raises(BadConfig) as caught:
        load(file)
    told = str(caught.value)
    assert "\n" not in told
    return told


# --- what is accepted --------------------------------------------------------------------------------------


def test_a_source_is_all_that_is_needed(tmp_path: Path) -> None:
    config = load(write(tmp_path, ""))
    assert [(source.id, source.url, source.poll_seconds) for source in config.sources] == [
        ("news-example", "https://news.example/", 300)
    ]
    assert config.site.name == "Caliber.Az"
    assert config.posts.share == ("telegram", "x", "facebook", "whatsapp", "copy")


def test_the_settings_cannot_be_changed(tmp_path: Path) -> None:
    config = load(write(tmp_path, ""))
    with pytest.raises(ValueError, match="frozen"):
        config.site.name = "Other"  # type: ignore[misc]


def test_a_relative_database_is_relative_to_the_file(tmp_path: Path) -> None:
    config = load(write(tmp_path, '[storage]\nurl = "sqlite:///news.db"\n'))
    assert config.storage.url == f"sqlite:///{tmp_path.resolve()}/news.db"
    absolute = load(write(tmp_path, '[storage]\nurl = "sqlite:////var/lib/crier.db"\n'))
    assert absolute.storage.url == "sqlite:////var/lib/crier.db"


def test_sources_without_an_id_get_one_of_their_own(tmp_path: Path) -> None:
    addresses = ["https://www.a.example/en/", "https://a.example/en", "https://новости.example/", "https://[::1]/"]
    sources = "".join(f'[[sources]]\nurl = "{address}"\n' for address in addresses)
    sources += '[[sources]]\nid = "a-example-en-2"\nurl = "https://b.example/"\n'
    ids = [source.id for source in load(write(tmp_path, "", source=sources)).sources]
    assert ids == ["a-example-en", "a-example-en-3", "example", "1", "a-example-en-2"]


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(SOURCE, encoding="utf-8-sig")
    assert load(file).sources


def test_sections_are_known_by_every_spelling(tmp_path: Path) -> None:
    config = load(write(tmp_path, '[sections]\nworld = ["WORLD", "Мир", "Dünya"]\n'))
    assert config.spellings() == {"world": "world", "мир": "world", "dunya": "world"}


# --- the environment ---------------------------------------------------------------------------------------


def test_the_environment_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRIER_SITE__NAME", "Env News")
    monkeypatch.setenv("CRIER_FETCH__MAX_BYTES", "4096")
    monkeypatch.setenv("CRIER_WEB__ENABLED", "false")
    monkeypatch.setenv("CRIER_SUMMARIES__LLM__MODEL", "small")
    monkeypatch.setenv("CRIER_SITE__TIMEZONE", "")
    config = load(write(tmp_path, '[site]\nname = "File News"\ntimezone = "UTC"\n'))
    assert (config.site.name, config.fetch.max_bytes, config.web.enabled) == ("Env News", 4096, False)
    assert config.summaries.llm.model == "small"
    assert config.site.timezone == "UTC"  # an empty variable counts as unset


def test_lists_are_words_or_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRIER_POSTS__SHARE", "x telegram")
    monkeypatch.setenv("CRIER_TELEGRAM__ADMINS", "[1, 2]")
    monkeypatch.setenv("CRIER_SECTIONS__WORLD", '["Мир", "Dünya"]')
    config = load(write(tmp_path, ""))
    assert config.posts.share == ("x", "telegram")
    assert config.telegram.admins == (1, 2)
    assert config.sections == {"world": ("Мир", "Dünya")}


def test_sources_of_the_environment_need_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRIER_SOURCES", " https://a.example/feed\n https://b.example/ ")
    config = load(tmp_path / "none.toml")
    assert [source.id for source in config.sources] == ["a-example-feed", "b-example"]
    assert config.storage.url == f"sqlite:///{tmp_path.resolve()}/data/crier.db"
    assert [source.url for source in load(write(tmp_path, "")).sources] == [
        "https://a.example/feed",
        "https://b.example/",
    ]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("CRIER_FETCH__MAX_BYTES", "big", 'CRIER_FETCH__MAX_BYTES = "big": write a whole number'),
        ("CRIER_TELEGRAM_TOKEN", TOKEN, "CRIER_TELEGRAM_TOKEN: there is no such variable: write CRIER_TELEGRAM__TOKEN"),
        (
            "CRIER_TELEGRAM__TOKN",
            TOKEN,
            "CRIER_TELEGRAM__TOKN: there is no such key: did you mean CRIER_TELEGRAM__TOKEN?",
        ),
        ("CRIER_SIET__NAME", "x", "CRIER_SIET__NAME: there is no such variable: did you mean CRIER_SITE__NAME?"),
        ("CRIER_SOURCES", "news", 'CRIER_SOURCES = "news": write a whole address, such as https://example.com/'),
    ],
)
def test_a_wrong_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal(write(tmp_path, "")) == told


def test_what_others_call_crier_is_their_business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRIER_PORT", "tcp://10.0.0.1:8080")  # as Kubernetes sets it for a service of that name
    assert load(write(tmp_path, "")).sources


# --- secrets -----------------------------------------------------------------------------------------------


def test_a_secret_can_stand_in_a_file_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    file = write(tmp_path, '[telegram]\ntoken_file = "token"\n')
    assert load(file).telegram.token == TOKEN
    other = tmp_path / "other"
    other.write_text("654321:of_the_environment")
    monkeypatch.setenv("CRIER_TELEGRAM__TOKEN_FILE", str(other))
    assert load(file).telegram.token == "654321:of_the_environment"
    monkeypatch.setenv("CRIER_SUMMARIES__LLM__API_KEY_FILE", str(other))
    assert load(file).summaries.llm.api_key == "654321:of_the_environment"


def test_a_secret_and_its_file_are_not_both_taken(tmp_path: Path) -> None:
    file = write(tmp_path, f'[telegram]\ntoken = "{TOKEN}"\ntoken_file = "token"\n')
    assert refusal(file) == "config.toml: telegram.token and token_file are both set: keep one"


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, '[web]\nadmin_password_file = "gone"\n'))
    assert told.startswith("config.toml: web.admin_password_file = ") and "No such file" in told
    (tmp_path / "gone").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in refusal(tmp_path / "config.toml")


def test_every_secret_is_known_in_every_spelling(tmp_path: Path) -> None:
    text = f'[telegram]\ntoken = "{TOKEN}"\nproxy = "http://me:p%40ss@proxy.example:8080"\n'
    text += '[web]\nadmin_password = "open-sesame"\n'
    secrets = load(write(tmp_path, text)).secrets()
    assert {TOKEN, TOKEN.replace(":", "%3A"), "p%40ss", "p@ss", "open-sesame"} <= set(secrets)
    assert list(secrets) == sorted(secrets, key=len, reverse=True)


def test_a_password_among_the_options_of_an_address_is_a_secret(tmp_path: Path) -> None:
    url = "postgresql:///crier?host=/run/postgresql&user=me&password=open%20sesame%2B1&sslpassword=a+b"
    secrets = load(write(tmp_path, f'[storage]\nurl = "{url}"\n')).secrets()
    assert {"open%20sesame%2B1", "open sesame+1", "a+b", "a b"} <= set(secrets)
    assert not {"me", "/run/postgresql"} & set(secrets)


def test_the_settings_do_not_show_their_secrets(tmp_path: Path) -> None:
    text = f'[telegram]\ntoken = "{TOKEN}"\n[web]\nadmin_password = "sesame!"\n[summaries.llm]\napi_key = "sk-12345"\n'
    shown = repr(load(write(tmp_path, text)))
    assert not [secret for secret in (TOKEN, "sesame!", "sk-12345") if secret in shown]


@pytest.mark.parametrize(
    "text",
    [
        f'[telegram]\ntokn = "{TOKEN}"\n',
        f'[telegram]\ntoken = "{TOKEN} "\n',
        f'[telegram]\ntoken = ["{TOKEN}"]\n',
        f'[telegram]\nwebhook_secret = "{TOKEN} x"\n',
        f'[storage]\nurl = "mysql://crier:{TOKEN}@host/db"\n',
        f'[storage]\nurl = "postgresql://crier:{TOKEN}@host"\n',
        f'[storage]\nurl = "postgres://crier:{TOKEN}@host"\n',
        f'[storage]\nurl = "postgres:/crier?password={TOKEN}"\n',
        f'[telegram]\nwebhook_url = "ftp://crier:{TOKEN}@host"\n',
        f'[fetch]\nproxy = "socks5://crier:{TOKEN}@host"\n',
        f'[discord]\ntoken = "{TOKEN} "\n',
    ],
)
def test_no_refusal_shows_a_secret(tmp_path: Path, text: str) -> None:
    assert TOKEN not in refusal(write(tmp_path, text))


# --- webhooks ----------------------------------------------------------------------------------------------

HOOK = f'[telegram]\ntoken = "{TOKEN}"\nmode = "webhook"\n'


def test_a_webhook_is_made_of_the_web_parts_address_and_a_secret_of_the_token(tmp_path: Path) -> None:
    config = load(write(tmp_path, f'{HOOK}[web]\npublic_url = "https://news.example/crier/"\n'))
    assert webhooks.address(config) == "https://news.example/crier/hooks/telegram"
    made = webhooks.secret(config)
    assert re.fullmatch(r"[0-9a-f]{64}", made)
    assert made in config.secrets()
    assert TOKEN not in made


def test_a_webhooks_address_and_secret_can_be_given(tmp_path: Path) -> None:
    given = 'webhook_url = "https://bot.example:8443/t"\nwebhook_secret = "a-secret_of-20-signs"\n'
    config = load(write(tmp_path, f"{HOOK}{given}"))
    assert (webhooks.address(config), webhooks.secret(config)) == ("https://bot.example:8443/t", "a-secret_of-20-signs")


def test_a_password_in_a_webhooks_address_is_a_secret(tmp_path: Path) -> None:
    config = load(write(tmp_path, f'{HOOK}webhook_url = "https://me:sesame@bot.example/"\n'))
    assert "sesame" in config.secrets()


def test_a_server_of_ones_own_may_push_without_https(tmp_path: Path) -> None:
    own = 'api_base_url = "http://127.0.0.1:8081"\nwebhook_url = "http://127.0.0.1:8080/hooks/telegram"\n'
    assert webhooks.address(load(write(tmp_path, f"{HOOK}{own}"))) == "http://127.0.0.1:8080/hooks/telegram"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HOOK, 'telegram.mode = "webhook": Telegram has to know where: set web.public_url to the https address'),
        (
            f'{HOOK}webhook_url = "http://bot.example/t"\n',
            'telegram.webhook_url = "http://bot.example/t": Telegram pushes to https alone: write https://…, or mode',
        ),
        (
            f'{HOOK}[web]\npublic_url = "https://bot.example:8080"\n',
            'web.public_url = "https://bot.example:8080/hooks/telegram": Telegram pushes to the ports 443, 80, 88 and',
        ),
        (
            f'{HOOK}webhook_secret = "short"\n',
            "telegram.webhook_secret = (not shown): write 16 to 256 letters, digits, _ and -: openssl",
        ),
    ],
)
def test_a_webhook_that_telegram_would_refuse_is_refused(tmp_path: Path, text: str, told: str) -> None:
    assert told in refusal(write(tmp_path, text))


def test_whoever_polls_needs_no_address(tmp_path: Path) -> None:
    assert webhooks.address(load(write(tmp_path, ""))) == ""
    assert webhooks.secret(load(write(tmp_path, ""))) == ""


def test_an_endpoint_s_password_is_not_shown(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, '[summaries.llm]\nbase_url = "http://me:hunter22@host:99999/v1"\n'))
    assert "summaries.llm.base_url = (not shown)" in told and "hunter22" not in told


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://api.example.com/v1/chat/completions", "write what stands before /chat/completions"),
        ("https://api.example.com/v1/chat/completions/", "write what stands before /chat/completions"),
        ("https://api.example.com/v1?key=hunter22", "write it without ? and #"),
        ("https://api.example.com/v1#hunter22", "write it without ? and #"),
        ("https://me:hunter22@api.example.com/v1", "write it without name and password"),
        ("api.example.com/v1", "write a whole address"),
    ],
)
def test_an_endpoint_is_where_it_begins_and_holds_no_secret(tmp_path: Path, address: str, told: str) -> None:
    refused = refusal(write(tmp_path, f'[summaries.llm]\nbase_url = "{address}"\n'))
    assert refused.startswith("config.toml: summaries.llm.base_url = ") and told in refused
    assert "hunter22" not in refused
    good = "http://[::1]:8081/v1/"
    assert load(write(tmp_path, f'[summaries.llm]\nbase_url = "{good}"\n')).summaries.llm.base_url == good


# --- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[site]\nnme = "x"\n', "config.toml: site.nme: there is no such key: did you mean site.name?"),
        ("[telegam]\n", "config.toml: telegam: there is no such key: did you mean telegram?"),
        (
            "[site]\npoll_seconds = 4\n",
            "config.toml: site.poll_seconds: there is no such key: did you mean sources.poll_seconds?",
        ),
        (
            "[site]\nzzz = 4\n",
            "config.toml: site.zzz: there is no such key: see config.example.toml for those there are",
        ),
        ("[site]\nname = 4\n", "config.toml: site.name = 4: write text in quotes"),
        ('[fetch]\nmax_bytes = "9000"\n', 'config.toml: fetch.max_bytes = "9000": write a whole number'),
        ("[fetch]\nmax_bytes = 5\n", "config.toml: fetch.max_bytes = 5: write 1024 at least"),
        ("[fetch]\ntimeout_seconds = 0\n", "config.toml: fetch.timeout_seconds = 0: write more than 0"),
        ('[web]\nhost = "10.0.0.0/8"\n', 'config.toml: web.host = "10.0.0.0/8": write an address of this machine'),
        ("[web]\nport = 99999\n", "config.toml: web.port = 99999: write 65535 at most"),
        ('[web]\nenabled = "yes"\n', 'config.toml: web.enabled = "yes": write true or false'),
        ('[site]\nname = ""\n', 'config.toml: site.name = "": write something: 1 character at least'),
        ('[site]\ntimezone = "Baku"\n', "write a zone of the IANA database, such as Asia/Baku or UTC"),
        ('[site]\nname = "two\\nlines"\n', "write it on one line, without control characters"),
        ('[site]\nhomepage = "caliber.az"\n', "write a whole address, such as https://example.com/"),
        ('[site]\nhomepage = "http://[oops/"\n', "write a whole address, such as https://example.com/"),
        ('[site]\nhomepage = "http://a.example:99999/"\n', "write a whole address, such as https://example.com/"),
        ('[fetch]\nproxy = "socks5://a.example"\n', "write http://host:port, or http://user:password@host:port"),
        ('[telegram]\nmode = "hook"\n', 'config.toml: telegram.mode = "hook": write one of polling or webhook'),
        (
            '[posts]\nshare = ["x", "myspace"]\n',
            'config.toml: posts.share[2] = "myspace": write one of telegram, x, facebook',
        ),
        ('[posts]\nshare = "x"\n', 'config.toml: posts.share = "x": write a list such as []'),
        ('[posts]\ncampaign = "?a b"\n', "write key=value pairs joined by &, without ?, # and spaces"),
        (
            '[fetch]\nallow_private_hosts = ["10.0.0.0/99"]\n',
            "write a host such as 127.0.0.1 or news.local, or a network",
        ),
        ('[storage]\nurl = "sqlite:///:memory:"\n', "write sqlite:///data/crier.db, or postgresql://"),
        ('[sections]\n"Wor ld" = ["a"]\n', "use letters, digits and single hyphens in the name of a section"),
        ("site = 4\n", "config.toml: site = 4: write a table of its own"),
        ('[site]\nname = 4\ntimezone = "Baku"\n', "(and 1 more)"),
        ("[site\n", "not valid TOML: Expected ']' at the end of a table declaration (at line 1, column 6)"),
        (
            "[log]\nlevel = 1979-05-27\n",
            'config.toml: log.level = "1979-05-27": write one of debug, info, warning or error',
        ),
    ],
)
def test_a_mistake_is_told_with_its_remedy(tmp_path: Path, text: str, told: str) -> None:
    assert told in refusal(write(tmp_path, text))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "",
            "config.toml: sources: there are none: add [[sources]] with url = …, set CRIER_SOURCES, "
            "or name one with `crier sources add URL`",
        ),
        ("[[sources]]\n", "config.toml: sources[1].url is missing: write it"),
        ('[sources]\nurl = "https://a.example"\n', "write a table of its own for each: [[sources]] and below it url"),
        (
            'sources = ["https://a.example"]\n',
            'config.toml: sources[1] = "https://a.example": write a table of its own',
        ),
        (f'{SOURCE}id = "My News"\n', 'config.toml: sources[1].id = "My News": use a-z, 0-9 and hyphens, at most 64'),
        (f'{SOURCE}language = "English!"\n', 'write a language tag such as "en"'),
        (f'{SOURCE}poll_seconds = "soon"\n', 'config.toml: sources[1].poll_seconds = "soon": write a whole number'),
        (f"{SOURCE}poll_seconds = 0\n", "config.toml: sources[1].poll_seconds = 0: write 1 at least"),
        (f"{SOURCE}poll_seconds = 30000\n", "sources[1].poll_max_seconds = 21600: write 30000 or more"),
        (f'{SOURCE}id = "a"\n' * 2, 'config.toml: sources.id = "a" stands twice: give each source an id of its own'),
    ],
)
def test_a_wrong_source_is_told(tmp_path: Path, source: str, told: str) -> None:
    assert told in refusal(write(tmp_path, "", source=source))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[storage]\nretention_days = 30\n", "storage.retention_days"),
        ('[site]\nlanguage = "hy"\n', 'site.language = "hy"'),
    ],
)
def test_what_a_later_version_brings_is_refused_not_ignored(tmp_path: Path, text: str, key: str) -> None:
    assert refusal(write(tmp_path, text)).startswith(f"{key} is not in this version yet: ")


def test_a_model_that_writes_summaries_has_a_name(tmp_path: Path) -> None:
    told = refusal(write(tmp_path, '[summaries]\nengine = "llm"\n'))
    assert told.startswith('summaries.engine = "llm" needs summaries.llm.model: ')
    bounds = "[summaries.llm]\nmodel = 'small'\ndaily_requests = 0\ndaily_tokens = 5\nconcurrency = 1\n"
    llm = load(write(tmp_path, f'[summaries]\nengine = "llm"\n{bounds}')).summaries.llm
    assert (llm.model, llm.daily_requests, llm.daily_tokens, llm.concurrency) == ("small", 0, 5, 1)
    assert "daily_tokens = -1" in refusal(write(tmp_path, "[summaries.llm]\ndaily_tokens = -1\n"))


def test_to_hold_doubts_takes_somebody_to_decide_them(tmp_path: Path) -> None:
    hold = '[delivery]\non_doubt = "hold"\n'
    told = refusal(write(tmp_path, hold))
    assert told.startswith('delivery.on_doubt = "hold" asks the operators, and telegram.admins names none: add ')
    assert load(write(tmp_path, f"{hold}[telegram]\nadmins = [7]\n")).delivery.on_doubt == "hold"


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    assert len(refusal(write(tmp_path, f'[telegram]\nmode = "{"x" * 5000}"\n'))) < 200


def test_no_file_and_no_sources_says_how_to_make_one(tmp_path: Path) -> None:
    told = refusal(tmp_path / "config.toml")
    ways = ("make one with: cp config.example.toml config.toml", "set CRIER_SOURCES", "`crier sources add URL`")
    assert all(way in told for way in ways)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    assert "cannot be read (Is a directory)" in refusal(tmp_path)
    file = tmp_path / "config.toml"
    file.write_bytes(b"[site]\nname = '\xff'\n")
    assert "byte 15 is not UTF-8" in refusal(file)


def test_verbs_that_only_look_need_neither_file_nor_sources(tmp_path: Path) -> None:
    config = load(tmp_path / "none.toml", optional=True)
    assert isinstance(config, Config) and config.sources == ()


def test_a_rate_that_is_charged_for_is_asked_for_twice(tmp_path: Path) -> None:
    fast = "[telegram]\nmessages_per_second = 1000\n"
    assert "telegram.messages_per_second = 1000: write 30 or less, or set paid_broadcast = true" in refusal(
        write(tmp_path, fast)
    )
    assert load(write(tmp_path, f"{fast}paid_broadcast = true\n")).telegram.messages_per_second == 1000
