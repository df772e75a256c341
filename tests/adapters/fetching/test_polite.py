"""Articles' pages, as their sites' robots.txt asks."""

import asyncio
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.fetching import polite
from bot.adapters.fetching.polite import PoliteFetcher
from bot.domain.errors import Blocked, FetchFailed, Forbidden, Missing, TooMuch, Unreachable
from bot.domain.model import NO_VALIDATORS, Page, Validators
from tests.fakes import virtual

AGENT = "Crier/1.0 (+https://caliber.example/)"
PAGE = "https://news.example/post/1"


@dataclass
class Web:
    """A web of robots.txt files by origin; every other page is there. `moved` addresses lead elsewhere."""

    robots: dict[str, str | FetchFailed] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    async def get(self, url: str, validators: Validators = NO_VALIDATORS) -> Page:
        self.asked.append(url)
        await asyncio.sleep(0)
        if not url.endswith("/robots.txt"):
            self.at.append(asyncio.get_running_loop().time())
            return Page(url=self.moved.get(url, url), body=b"<p>", validators=validators)
        answer = self.robots.get(url.removesuffix("/robots.txt"), Missing("404", status=404))
        if isinstance(answer, str):
            return Page(url=url, body=answer.encode("utf-8", "surrogatepass"))
        raise answer

    async def submit(self, url: str, form: Mapping[str, str]) -> int:
        self.asked.append(url)
        return 202


def told(robots: str | FetchFailed) -> tuple[Web, PoliteFetcher]:
    web = Web({"https://news.example": robots})
    return web, PoliteFetcher(web, AGENT)


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /",
        "User-Agent: *\nDisallow: /post/",
        "\ufeffUser-agent: *\nDisallow: /post",
        "user-agent: crier\nDisallow: /",
        "User-agent: CRIER/2.0 # ours\nDisallow: /",
        "User-agent: googlebot\nUser-agent: Crier\nDisallow: /\n\nUser-agent: *\nAllow: /",
        "User-agent: *\nDisallow: /*/1$",
        "User-agent: *\nAllow: /\nDisallow: /post/1",
    ],
)
async def test_pages_that_robots_may_not_have(robots: str) -> None:
    web, http = told(robots)
    with pytest.raises(Forbidden, match=r"robots\.txt does not let crier in"):
        await http.get(PAGE)
    assert web.asked == ["https://news.example/robots.txt"]


@pytest.mark.parametrize(
    "robots",
    [
        "",
        "User-agent: *\nDisallow:",
        "User-agent: googlebot\nDisallow: /",
        "User-agent: cri\nDisallow: /",
        "User-agent: cryer\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: crier\nDisallow: /secret",
        "User-agent: *\nDisallow: /\nAllow: /post/",
        "<html><body>not found</body></html>",
        "Disallow: /",
        "User-agent: *\nRequest-rate: 0/x\nVisit-time: 1-2-3\nCrawl-delay: soon",
    ],
)
async def test_pages_that_robots_may_have(robots: str) -> None:
    web, http = told(robots)
    assert (await http.get(PAGE, Validators('"v"'))).validators == Validators('"v"')
    assert web.asked == ["https://news.example/robots.txt", PAGE]


@pytest.mark.parametrize("error", [Missing("404", status=404), Missing("410", status=410), Blocked("403")])
async def test_where_there_are_no_rules_everything_may_be_fetched(error: FetchFailed) -> None:
    _, http = told(error)
    assert (await http.get(PAGE)).url == PAGE


@virtual
async def test_where_rules_cannot_be_read_nothing_is_fetched_for_a_while() -> None:
    for error in (Unreachable("out of order (503)"), TooMuch("too large"), Forbidden("a private address")):
        web, http = told(error)
        for _ in range(2):
            with pytest.raises(Unreachable, match=r"robots\.txt cannot be read"):
                await http.get(PAGE)
        web.robots.clear()
        await asyncio.sleep(polite.KEPT_FAILURE)
        assert (await http.get(PAGE)).url == PAGE
        assert web.asked.count("https://news.example/robots.txt") == 2


@virtual
async def test_rules_of_a_host_that_asks_to_wait_a_moment_are_asked_for_after_it() -> None:
    web, http = told(Unreachable("not asked yet", retry_after=20))
    with pytest.raises(Unreachable):
        await http.get(PAGE)
    web.robots.clear()
    await asyncio.sleep(20)
    assert (await http.get(PAGE)).url == PAGE


@virtual
async def test_rules_hold_for_a_day() -> None:
    web, http = told("User-agent: *\nDisallow: /x")
    await asyncio.gather(*(http.get(PAGE) for _ in range(5)))
    await asyncio.sleep(polite.KEPT - 1)
    await http.get(PAGE)
    assert web.asked.count("https://news.example/robots.txt") == 1
    web.robots["https://news.example"] = "User-agent: *\nDisallow: /"
    await asyncio.sleep(2)
    with pytest.raises(Forbidden):
        await http.get(PAGE)


async def test_rules_are_an_origins_own() -> None:
    web, http = told("User-agent: *\nDisallow: /")
    for url in ("http://news.example/post/1", "https://news.example:8443/post/1", "https://other.example/post/1"):
        assert (await http.get(url)).url == url
    assert "https://news.example:8443/robots.txt" in web.asked


async def test_a_redirect_is_judged_where_it_ends() -> None:
    web, http = told("User-agent: *\nDisallow: /")
    web.moved["https://short.example/1"] = PAGE
    with pytest.raises(Forbidden, match=r"news\.example/post/1"):
        await http.get("https://short.example/1")


@virtual
async def test_pauses_between_pages() -> None:
    web, http = told("User-agent: *\nCrawl-delay: 5")
    await asyncio.gather(*(http.get(f"{PAGE}{n}") for n in range(4)), http.get("https://other.example/"))
    assert web.at == [0, 0, 5, 10, 15]


@virtual
async def test_pauses_have_a_bound_and_so_has_the_row() -> None:
    web, http = told("User-agent: *\nCrawl-delay: 86400")
    answers = await asyncio.gather(*(http.get(f"{PAGE}{n}") for n in range(7)), return_exceptions=True)
    assert web.at == [0, 30, 60, 90, 120]
    assert [type(answer) for answer in answers[5:]] == [Unreachable, Unreachable]


async def test_what_is_no_web_address_and_what_is_submitted_goes_its_way() -> None:
    web, http = told("User-agent: *\nDisallow: /")
    assert (await http.get("mailto:news@news.example")).body
    assert await http.submit("https://news.example/hub", {}) == 202
    assert "https://news.example/robots.txt" not in web.asked
    with pytest.raises(Forbidden, match="user name"):
        await http.get("https://user:password@news.example/")


async def test_an_agent_without_a_name_obeys_what_holds_for_all() -> None:
    web = Web({"https://news.example": "User-agent: *\nDisallow: /"})
    with pytest.raises(Forbidden):
        await PoliteFetcher(web, "(nameless)").get(PAGE)


async def test_the_table_is_bounded() -> None:
    long = "User-agent: *\n" + "Disallow: /x\n" * 30_000
    web = Web({f"https://long{n}.example": long for n in range(4)})
    http = PoliteFetcher(web, AGENT)
    for n in range(polite._MOST_ORIGINS + 10):
        await http.get(f"https://{n}.example/")
    assert len(http._known) == polite._MOST_ORIGINS
    for n in range(4):
        await http.get(f"https://long{n}.example/")
    assert http._size == sum(rules.size for rules in http._known.values()) <= polite._MOST_TEXT


@pytest.mark.parametrize("line", ["User-agent: a{n}\n", "\xa0User-agent: a{n}\n", "\x0buser agent a{n}\n"])
async def test_groups_of_many_names_cost_no_more_than_one(line: str) -> None:
    _, http = told("".join(line.format(n=n) for n in range(3_000)) + "Disallow: /y\n" * 3_000)
    tracemalloc.start()
    await http.get(PAGE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000  # every rule under every name: 700 MB


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(["User-agent", "Disallow", "Allow", "Crawl-delay", "Visit-time", "Request-rate", ":", "*", "/"])
        | st.sampled_from(
            ["\n", "$", "%", "%zz", "//[", "http://[", "?", "1/0", "1-2", "nan", "crier", "\x00", "#", " "]
        )
    )
)
def test_any_robots_txt_is_an_answer(pieces: list[str]) -> None:
    async def fetched() -> None:
        _, http = told("User-agent: *\n" + "".join(pieces))
        try:
            await http.get(PAGE)
        except FetchFailed:
            return

    asyncio.run(fetched())
