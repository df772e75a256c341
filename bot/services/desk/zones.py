"""Time zones as people name them."""

from functools import cache
from zoneinfo import available_timezones

USUAL = (
    "Asia/Baku", "Asia/Yerevan", "Asia/Tbilisi", "Europe/Istanbul", "Europe/Moscow", "Europe/Berlin", "Europe/London",
    "America/New_York",
)  # fmt: skip


def zone(words: str) -> str:
    """The zone (IANA name) that is meant by its name or its city's, however it is written; "" if there is none, or more
    than one."""
    wanted = "_".join(words.casefold().split())
    by_name, by_city = _known()
    return by_name.get(wanted) or by_city.get(wanted, "")


def cities() -> tuple[str, ...]:
    """The zones that are named by a city."""
    return _cities()


def city(name: str) -> str:
    """The city of a zone's name."""
    return name.rpartition("/")[2].replace("_", " ")


@cache
def _cities() -> tuple[str, ...]:
    return tuple(sorted(each for each in available_timezones() if "/" in each and not each.startswith("Etc/")))


@cache
def _known() -> tuple[dict[str, str], dict[str, str]]:
    by_city: dict[str, str] = {}
    for each in _cities():
        name = each.rpartition("/")[2].casefold()
        by_city[name] = "" if name in by_city else each
    return {each.casefold(): each for each in available_timezones()}, by_city
