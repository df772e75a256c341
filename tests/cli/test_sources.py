"""`crier sources list`: how each source is, for people and for programs."""

from tests.cli.conftest import Archive
from tests.process import here


def test_every_source_is_told_with_all_that_is_known(archive: Archive) -> None:
    (source,) = here("sources", "list", "--json", *archive.config).json["sources"]
    assert (source["url"], source["feed_kind"], source["failures"]) == ("https://news.example/", "rss20", 0)
    assert (source["title"], source["unchanged_share"], source["moved_to"]) == ("Example", 0.0, "")
    told = here("sources", "list", *archive.config)
    heading, address, feed, *_ = told.out.splitlines()
    assert heading == "example · works · the configuration's"
    assert address.split() == ["feed", "https://news.example/"]
    assert feed.strip() == "RSS 2.0 “Example”, the address itself"
    assert told.err == "1 source, 1 working\n"


def test_some_can_be_chosen(archive: Archive) -> None:
    assert here("sources", "list", "example", *archive.config).out.startswith("example · ")
    assert here("sources", "list", "--ailing", *archive.config).out == ""
    told = here("sources", "list", "exmple", *archive.config)
    assert told.code == 1 and told.err == "crier: there is no source exmple; crier sources list names those there are\n"
