"""The newsroom's pages and feeds as text: Jinja2 templates, every value escaped."""

import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime as rfc_5322
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.demo.newsroom.newsroom import Newsroom, Report
from bot.demo.newsroom.stories import PICTURES
from bot.domain.links import share_link
from bot.domain.sharing import SHARES

BAKU = ZoneInfo("Asia/Baku")
FEED_ITEMS = 30
LIST_ITEMS = 36
SIDE_ITEMS = 6
SITEMAP_ITEMS = 1000  # what the format allows
NAMES = {"en": "English", "ru": "Русский", "az": "Azərbaycanca"}
SHARED_ON = SHARES | {"email": "E-mail"}
_TEMPLATES = Path(__file__).parent / "templates"


class Pages:
    """Renders. Links within the site are paths, so that they hold under any host name and mapped port; the
    addresses meant for machines (canonical, alternate, Open Graph, feeds) are whole."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._origin = newsroom.base_url.removesuffix(newsroom.mount)
        self._lengths = {file.stem: file.stat().st_size for file in sorted(PICTURES.glob("*.jpg"))}
        self._templates = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            newsroom=newsroom,
            names=NAMES,
            path=self._path,
            picture=newsroom.picture,
            time=shown_time,
            day=shown_day,
            iso=rfc_3339,
        )

    def rendered(self, template: str, **values: object) -> str:
        """Any template, with the newsroom's own helpers."""
        return self._templates.get_template(template).render(**values)

    def home(self, edition: str) -> str:
        """An edition's front page."""
        reports = self._newsroom.latest(edition, LIST_ITEMS)
        return self._listing(edition, "", self._newsroom.words(edition).tagline, reports)

    def section(self, edition: str, key: str) -> str:
        """A section's page; `key` must be one."""
        label = self._newsroom.sections(edition)[key]
        return self._listing(edition, key, label, self._newsroom.in_section(edition, key, LIST_ITEMS))

    def search(self, edition: str, query: str) -> str:
        """What was found."""
        heading = f"{self._newsroom.words(edition).search}: {query}"
        found = self._newsroom.search(edition, query, LIST_ITEMS)
        return self._page("found.html", edition, section="", heading=heading, query=query, reports=found)

    def missing(self, edition: str) -> str:
        """What is said of an address where nothing is."""
        reports = self._newsroom.latest(edition, SIDE_ITEMS)
        return self._page("found.html", edition, section="", heading="404", query="", reports=reports)

    def article(self, report: Report) -> str:
        """An article with everything that stands around it."""
        newsroom = self._newsroom
        others = [each for each in newsroom.latest(report.edition, SIDE_ITEMS + 1) if each.id != report.id]
        address = newsroom.address(report)
        return self._page(
            "article.html",
            report.edition,
            section=report.section,
            report=report,
            address=address,
            siblings=newsroom.siblings(report),
            others=others[:SIDE_ITEMS],
            shares=[(label, share_link(target, address, report.title)) for target, label in SHARED_ON.items()],
            data=self._data(report),
        )

    def feed(self, edition: str) -> str:
        """RSS 2.0 of the newest articles (rssboard.org/rss-specification), with Media RSS and Dublin Core."""
        reports = self._newsroom.latest(edition, FEED_ITEMS)
        template = self._templates.get_template("rss.xml")
        return template.render(
            edition=edition,
            words=self._newsroom.words(edition),
            reports=reports,
            lengths=self._lengths,
            date=lambda moment: rfc_5322(moment.astimezone(BAKU)),
        )

    def sitemap(self, edition: str) -> str:
        """A news sitemap (developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap): an edition's
        articles of the last two days, or with "" those of all editions, each with its other editions."""
        reports = self._newsroom.recent(edition, SITEMAP_ITEMS)
        return self._templates.get_template("news-sitemap.xml").render(reports=reports)

    def robots(self) -> str:
        """What robots.txt says (RFC 9309; sitemaps.org for its last lines): the chat page is nobody's news."""
        sitemaps = [self._newsroom.sitemap(edition) for edition in ("", *self._newsroom.editions)]
        return "\n".join(("User-agent: *", "Disallow: /chat", "", *(f"Sitemap: {each}" for each in sitemaps), ""))

    def _listing(self, edition: str, key: str, heading: str, reports: Sequence[Report]) -> str:
        return self._page("front.html", edition, section=key, heading=heading, reports=reports)

    def _page(self, template: str, edition: str, **values: object) -> str:
        newsroom = self._newsroom
        return self._templates.get_template(template).render(
            edition=edition,
            words=newsroom.words(edition),
            sections=newsroom.sections(edition),
            most_read=newsroom.most_read(edition, SIDE_ITEMS),
            today=newsroom.latest(edition, 1)[0].published,
            **values,
        )

    def _path(self, address: str) -> str:
        return address.removeprefix(self._origin)

    def _data(self, report: Report) -> Markup:
        """JSON-LD (schema.org/NewsArticle). "<" is written as an escape, so that no text can end the element."""
        newsroom = self._newsroom
        told = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": report.title,
            "datePublished": rfc_3339(report.published),
            "dateModified": rfc_3339(report.modified),
            "author": {"@type": "Person", "name": report.author},
            "image": [newsroom.picture(report)],
            "articleSection": report.section_label,
            "inLanguage": report.edition,
            "mainEntityOfPage": newsroom.address(report),
            "publisher": {
                "@type": "NewsMediaOrganization",
                "name": newsroom.words(report.edition).name,
                "url": newsroom.home(report.edition),
            },
        }
        return Markup(json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704


def shown_time(moment: datetime, language: str) -> str:
    """Such as "06 October 2024 22:04": in Baku's time, the month in the page's language."""
    return format_datetime(moment, "dd MMMM y HH:mm", tzinfo=BAKU, locale=language)


def shown_day(moment: datetime, language: str) -> str:
    """Such as "Sunday, 6 October 2024"."""
    locale = "en_GB" if language == "en" else language
    return format_date(moment.astimezone(BAKU).date(), "full", locale=locale)


def rfc_3339(moment: datetime) -> str:
    """With Baku's offset."""
    return moment.astimezone(BAKU).isoformat(timespec="seconds")
