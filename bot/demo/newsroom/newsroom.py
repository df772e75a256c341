"""The newsroom at work: what stands in its editions, what is corrected there, and when the next article comes.

Which article that is, and what happens between two, is `rounds`' to say.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from urllib.parse import urlsplit

from bot.demo.newsroom.rounds import Aside, Rounds
from bot.demo.newsroom.slugs import slug
from bot.demo.newsroom.stories import EDITIONS, Furniture, Stories, load
from bot.demo.newsroom.wire import Note, Wire
from bot.demo.newsroom.writing import NothingLeft, Story, Writer
from bot.domain.text import cut_at_word, fold
from bot.ports import Clock

MOST_REPORTS = 500  # kept in each edition; the oldest go
NEWEST = timedelta(minutes=4)  # how old the newest of the archive is when the demo starts
BETWEEN = timedelta(minutes=23)  # the archive's articles
RECENT = timedelta(hours=48)  # what a news sitemap holds
DELAY = timedelta(minutes=1)  # from an article of the archive to its next edition
DESCRIPTION = 180  # characters: a teaser, so that the bot fetches the page
PREFIXES = {"ru": "", "en": "/en", "az": "/az"}  # of the paths of an edition's pages

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Report:
    """An article as it stands in one edition. `id` is the same in all of them; `picture` is a picture's name."""

    id: str
    edition: str
    slug: str
    title: str
    section: str
    section_label: str
    author: str
    published: datetime
    paragraphs: tuple[str, ...]
    picture: str
    views: int
    corrected: datetime | None = None

    @property
    def description(self) -> str:
        """The beginning, in one line."""
        return cut_at_word(self.paragraphs[0], DESCRIPTION)

    @property
    def modified(self) -> datetime:
        """When it was last changed."""
        return self.corrected or self.published


@dataclass(frozen=True, slots=True)
class Preview:
    """What a messenger shows of a link. `image` is a path on the newsroom's own host, or ""."""

    url: str
    site: str
    title: str
    description: str
    image: str


class Newsroom:
    """Three editions under `base_url` (no slash at its end). `on_publish` is told of every new article, `on_correct` of
    every corrected one, with the title it had before. `wire` reprints some.

    The same seed gives the same stories in the same order. Raises `BadStory` if the stories are wrong.
    """

    editions: tuple[str, ...] = EDITIONS

    def __init__(
        self, *, base_url: str, clock: Clock, seed: int = 0, stories: Stories | None = None, wire: Wire | None = None
    ) -> None:
        self.base_url = base_url
        self.mount = urlsplit(base_url).path
        self.on_publish: Callable[[Report], None] | None = None
        self.on_correct: Callable[[Report, str], None] | None = None
        self._clock = clock
        self._stories = stories or load()
        self._random = Random(seed)  # noqa: S311 - counts of views
        self._wire = wire
        self._shelves: dict[str, dict[str, Report]] = {edition: {} for edition in EDITIONS}  # oldest first
        self._slugs: dict[tuple[str, str], str] = {}  # edition and id → slug
        self._asides: tuple[Aside, ...] = ()
        writer = Writer(self._stories, seed)
        self._fill(writer, clock())
        self._rounds = Rounds(writer)

    # --- publishing ----------------------------------------------------------------------------------------

    def publish(self) -> Report:
        """Write the next article. Raises `NothingLeft` when the patterns are used up."""
        self.stir()
        turn = self._rounds.next()
        report = self._stand(turn.story, turn.edition, self._now())
        self._asides = turn.after
        if self.on_publish:
            self.on_publish(report)
        return report

    def publish_news(self) -> Report:
        """The same, until one is in the first edition: the others follow it there. Raises `NothingLeft`."""
        while (report := self.publish()).edition != EDITIONS[0]:
            pass
        return report

    def stir(self) -> None:
        """Do what is to be done before the next article: correct one, or hand one to the wire."""
        asides, self._asides = self._asides, ()
        for act, story in asides:
            if act == "correct":
                self._correct(story)
            elif self._wire and (report := self._standing("en", story.id)):
                self._wire.reprint(report, self._now())

    async def run(self, every: float) -> None:
        """Publish for ever, an article every so many seconds, and stir halfway; in silence once the patterns are used
        up."""
        while True:
            await asyncio.sleep(every / 2)
            self.stir()
            await asyncio.sleep(every / 2)
            try:
                self.publish()
            except NothingLeft as end:
                _log.warning("%s", end)
                await asyncio.Event().wait()

    def _now(self) -> datetime:
        return self._clock().replace(microsecond=0)

    def _fill(self, writer: Writer, now: datetime) -> None:
        """The archive, oldest first, each article in all editions."""
        newest = now.replace(microsecond=0) - NEWEST
        for age, story in reversed(list(enumerate(writer.archive()))):
            for later, edition in enumerate(reversed(EDITIONS)):
                self._stand(story, edition, newest - age * BETWEEN - later * DELAY)

    def _correct(self, story: Story) -> None:
        """Tell a story rightly wherever it stands, under the address that it has."""
        for edition in EDITIONS:
            report = self._standing(edition, story.id)
            if report is None:
                continue
            telling = story.tellings[edition]
            right = replace(report, title=telling.title, paragraphs=telling.paragraphs, corrected=self._now())
            self._shelves[edition][report.slug] = right
            if self.on_correct:
                self.on_correct(right, report.title)

    def _standing(self, edition: str, id: str) -> Report | None:
        return self._shelves[edition].get(self._slugs.get((edition, id), ""))

    def _stand(self, story: Story, edition: str, published: datetime) -> Report:
        telling, words = story.tellings[edition], self._stories.editions[edition]
        report = Report(
            id=story.id,
            edition=edition,
            slug=slug(telling.title, story.number),
            title=telling.title,
            section=story.section,
            section_label=words.sections[story.section],
            author=words.authors[story.author],
            published=published,
            paragraphs=telling.paragraphs,
            picture=story.picture,
            views=self._random.randint(9, 400),
        )
        shelf = self._shelves[edition]
        shelf[report.slug] = report
        self._slugs[edition, report.id] = report.slug
        if len(shelf) > MOST_REPORTS:
            gone = shelf.pop(next(iter(shelf)))
            del self._slugs[edition, gone.id]
        return report

    # --- addresses -----------------------------------------------------------------------------------------

    def home(self, edition: str) -> str:
        """The address of an edition's front page."""
        return f"{self.base_url}{PREFIXES[edition]}/"

    def feed(self, edition: str) -> str:
        """The address of an edition's feed."""
        return f"{self.home(edition)}rss.xml"

    def sitemap(self, edition: str) -> str:
        """The address of an edition's news sitemap; "": that of all editions together, at the newsroom's root."""
        return f"{self.base_url}{f'/{edition}' if edition else ''}/news-sitemap.xml"

    def section(self, edition: str, key: str) -> str:
        """The address of a section's page."""
        return f"{self.home(edition)}section/{key}"

    def address(self, report: Report) -> str:
        """Where an article stands: its canonical address."""
        return f"{self.home(report.edition)}post/{report.slug}"

    def picture(self, report: Report | Note) -> str:
        """The address of an article's picture."""
        return f"{self.base_url}/pictures/{report.picture}.jpg"

    # --- reading -------------------------------------------------------------------------------------------

    def words(self, edition: str) -> Furniture:
        """The words that stand around the articles."""
        return self._stories.editions[edition].edition

    def sections(self, edition: str) -> dict[str, str]:
        """Section key → label, in the menu's order."""
        return dict(self._stories.editions[edition].sections)

    def latest(self, edition: str, limit: int) -> tuple[Report, ...]:
        """The newest articles, newest first."""
        return tuple(islice(reversed(self._shelves[edition].values()), limit))

    def recent(self, edition: str, limit: int) -> tuple[Report, ...]:
        """The articles of the last 48 hours, newest first, of one edition or, with "", of all."""
        since = self._clock() - RECENT
        found = (each for one in ((edition,) if edition else EDITIONS) for each in self._shelves[one].values())
        return tuple(sorted((each for each in found if each.published >= since), key=_newest_first)[:limit])

    def most_read(self, edition: str, limit: int) -> tuple[Report, ...]:
        """The articles with the most views."""
        ranked = sorted(self._shelves[edition].values(), key=lambda report: -report.views)
        return tuple(ranked[:limit])

    def in_section(self, edition: str, key: str, limit: int) -> tuple[Report, ...]:
        """The newest articles of a section, newest first."""
        newest = reversed(self._shelves[edition].values())
        return tuple(islice((report for report in newest if report.section == key), limit))

    def search(self, edition: str, query: str, limit: int) -> tuple[Report, ...]:
        """The newest articles whose title holds every word of the query, newest first; () for no word."""
        wanted = fold(query).split()
        newest = reversed(self._shelves[edition].values()) if wanted else iter(())
        return tuple(islice((each for each in newest if all(word in fold(each.title) for word in wanted)), limit))

    def find(self, edition: str, slug: str) -> Report | None:
        """The article of a slug; None if there is none, or it is too old."""
        return self._shelves[edition].get(slug)

    def read(self, edition: str, slug: str) -> Report | None:
        """The same, and count that somebody looked at it."""
        report = self.find(edition, slug)
        if report is None:
            return None
        self._shelves[edition][slug] = read = replace(report, views=report.views + 1)
        return read

    def siblings(self, report: Report) -> tuple[Report, ...]:
        """The article in all editions where it stands already, its own among them."""
        return tuple(found for edition in EDITIONS if (found := self._standing(edition, report.id)))

    def changed(self, edition: str) -> datetime:
        """When an article of an edition was last published or corrected."""
        return max(report.modified for report in self._shelves[edition].values())

    def preview(self, url: str) -> Preview | None:
        """What a messenger shows of an article's address; None for every other address."""
        for edition in EDITIONS:
            start, _, slug = url.partition("#")[0].partition("?")[0].rpartition("/")
            if f"{start}/" == f"{self.home(edition)}post/" and (report := self.find(edition, slug)):
                image = f"{self.mount}/pictures/{report.picture}.jpg"
                return Preview(self.address(report), self.words(edition).name, report.title, report.description, image)
        return None


def _newest_first(report: Report) -> float:
    return -report.published.timestamp()
