"""What a chat may choose of how news comes to it: the names of the settings, their values in words, and what people
write for them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Literal, get_args

from bot.domain.language import primary
from bot.domain.model import Address, Layout
from bot.domain.post import one_line, zone_of
from bot.domain.style import Gettext
from bot.domain.text import fold
from bot.services.desk import zones
from bot.services.desk.visit import Declined, Visit

Setting = Literal["language", "layout", "news", "timezone", "pictures", "sound"]
SETTINGS: tuple[Setting, ...] = get_args(Setting)
MOST_LANGUAGES = 8  # of the news, in one chat
WORDS_UNITS = 40
OWN_NAMES = {  # of languages, each in its own words
    "en": "English", "ru": "Русский", "az": "Azərbaycanca", "hy": "Հայերեն", "tr": "Türkçe", "uk": "Українська",
    "ka": "ქართული", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano", "pt": "Português",
    "ar": "العربية", "fa": "فارسی", "zh": "中文",
}  # fmt: skip
_ON, _OFF = ("on", "yes", "true"), ("off", "no", "false")


def names(_: Gettext) -> Mapping[Setting, str]:
    """The settings as they are shown, in the order in which they are."""
    return {
        "language": _("Language"),
        "layout": _("Layout"),
        "news": _("News"),
        "timezone": _("Time zone"),
        "pictures": _("Pictures"),
        "sound": _("Sound"),
    }


def layouts(_: Gettext) -> Mapping[Layout, str]:
    """The layouts by name, the shortest first."""
    return {"brief": _("Brief"), "standard": _("Standard"), "full": _("Full")}


def named(visit: Visit, words: str) -> tuple[Setting, str] | None:
    """The setting that words begin with, in English or in the language of the visit, and what follows it."""
    shown = names(visit.words.gettext)
    aliases = [(fold(name), setting) for setting in SETTINGS for name in (setting, shown[setting], *_ALSO[setting])]
    folded = fold(words)
    for alias, setting in sorted(aliases, reverse=True):  # the longer one of two that begin alike
        if folded == alias or folded.startswith(f"{alias} "):
            return setting, " ".join(words.split()[len(alias.split()) :])
    return None


_ALSO: Mapping[Setting, tuple[str, ...]] = {
    "language": ("lang",),
    "layout": (),
    "news": ("languages",),
    "timezone": ("time zone", "zone"),
    "pictures": ("images",),
    "sound": (),
}


# --- values in words ---------------------------------------------------------------------------------------


def value(visit: Visit, address: Address, setting: Setting) -> str:
    """What an address has chosen, or has without choosing."""
    _ = visit.words.gettext
    match setting:
        case "language":
            return language_name(address.language or visit.office.site.language)
        case "layout":
            return layouts(_)[address.layout]
        case "news":
            return ", ".join(map(language_name, address.languages)) or _("in all languages")
        case "timezone":
            zone = zone_of(address, visit.office.composer.style)
            return visit.fill(_("{zone}, now {time}"), zone=str(zone), time=_clock(visit, zone))
        case "pictures":
            return on_off(_, on=address.pictures)
        case _:  # sound
            return on_off(_, on=address.sound)


def language_name(code: str) -> str:
    """A language in its own words, else its code."""
    return OWN_NAMES.get(code, code.upper())


def on_off(_: Gettext, *, on: bool) -> str:
    """What is on or off, in words."""
    return _("on") if on else _("off")


def _clock(visit: Visit, zone: tzinfo) -> str:
    return f"{visit.now.astimezone(zone):%H:%M}"


# --- what people write -------------------------------------------------------------------------------------


def chosen(visit: Visit, address: Address, setting: Setting, words: str, there: Sequence[str]) -> Address:
    """The address with the value that the words mean. `there`: the languages that news comes in. Raises `Declined` for
    what is no value of this setting, with those that are."""
    match setting:
        case "language":
            return replace(address, language=_language(visit, words, visit.office.wording.languages))
        case "layout":
            return replace(address, layout=_layout(visit, words))
        case "news":
            return replace(address, languages=_languages(visit, words, (*there, *OWN_NAMES)))
        case "timezone":
            return replace(address, timezone=_zone(visit, words))
        case "pictures":
            return replace(address, pictures=_flag(visit, words, "/settings pictures off"))
        case _:  # sound
            return replace(address, sound=_flag(visit, words, "/settings sound on"))


def _language(visit: Visit, words: str, among: Sequence[str]) -> str:
    """One of some languages, by its code or its name."""
    wanted = fold(words)
    for code in among:
        if wanted == fold(language_name(code)) or primary(words) == code:
            return code
    _ = visit.words.gettext
    named = ", ".join(f"{language_name(each)} ({each})" for each in dict.fromkeys(among))
    raise Declined(
        visit.fill(_("I do not know the language “{name}”. There are: {languages}"), name=short(words), languages=named)
    )


def _languages(visit: Visit, words: str, among: Sequence[str]) -> tuple[str, ...]:
    """Languages in the order of preference; () for all of them."""
    _ = visit.words.gettext
    if fold(words) in {"all", fold(_("all"))}:
        return ()
    asked = words.replace(",", " ").split() or [words]
    found = tuple(dict.fromkeys(_language(visit, each, among) for each in asked))
    if len(found) > MOST_LANGUAGES:
        raise Declined(visit.fill(_("Please choose {count} languages at most."), count=MOST_LANGUAGES))
    return found


def _layout(visit: Visit, words: str) -> Layout:
    shown = layouts(visit.words.gettext)
    for layout, name in shown.items():
        if fold(words) in {layout, fold(name)}:
            return layout
    _ = visit.words.gettext
    there = ", ".join(shown.values())
    raise Declined(
        visit.fill(_("I do not know the layout “{name}”. There are: {names}"), name=short(words), names=there)
    )


def _flag(visit: Visit, words: str, example: str) -> bool:
    _ = visit.words.gettext
    if fold(words) in {*_ON, fold(_("on"))}:
        return True
    if fold(words) in {*_OFF, fold(_("off"))}:
        return False
    raise Declined(visit.fill(_("This can be on or off, for example: {command}"), command=example))


def _zone(visit: Visit, words: str) -> str:
    if zone := zones.zone(words):
        return zone
    _ = visit.words.gettext
    unknown = _("I do not know the time zone “{name}”. For example: /settings timezone Europe/Berlin")
    raise Declined(visit.fill(unknown, name=short(words)))


def short(words: str) -> str:
    """Words of a person, to be repeated."""
    return one_line(words, WORDS_UNITS)
