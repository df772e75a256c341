"""/settings: how news comes to a chat, in one message whose buttons change it in place, or by words.

Press data: `c:<setting>:<value>`, followed by `:<chat>` for a channel. Without a value it opens the setting's page,
without a setting the first one. The value is what it will be, so that a button pressed twice does no harm.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.domain.model import Address, Button, Line, Query, Reply
from bot.services.desk import archive, choices, zones
from bot.services.desk.choices import SETTINGS, Setting, language_name, layouts, names, value
from bot.services.desk.places import Target, other_place, pressed, target
from bot.services.desk.visit import Declined, Visit, line, outdated, persons_language, say

ROW = 4  # buttons
FEW = 7  # choices on a page: with the way back, two rows
SWITCHES: tuple[Setting, ...] = ("pictures", "sound")
BACK = "‹"
LABEL = 12  # characters


async def settings(visit: Visit) -> Reply:
    """`/settings [@channel] [setting [value]]`: shows all of them, or one; with a value it changes."""
    words = visit.ask.words.strip()
    to = await target(visit, words) if words or other_place(visit) else Target(visit.place, visit.address)
    words = to.words if words else ""
    if not words:
        return await _first_page(visit, to, _address(visit, to))
    found = choices.named(visit, words)
    if found is None:
        raise _unknown(visit, words)
    setting, text = found
    return await (_changed(visit, to, setting, text) if text else PAGES[setting](visit, to, _address(visit, to)))


async def press(visit: Visit, *args: str) -> Reply:
    """A button: another page, or a choice."""
    name, text, *chat = (*args, "") if len(args) == 1 else args or ("", "")
    setting = next((each for each in SETTINGS if each == name), None)
    if len(chat) > 1 or (setting is None and (name or text)):
        raise outdated(visit)
    to = await pressed(visit, *chat)
    if setting is None:
        reply = await _first_page(visit, to, _address(visit, to))
    elif not text:
        reply = await PAGES[setting](visit, to, _address(visit, to))
    else:
        try:
            reply = await _changed(visit, to, setting, text)
        except Declined as refusal:  # a value that there is no more
            raise outdated(visit) from refusal
    return replace(reply, edits=True)


def _address(visit: Visit, to: Target) -> Address:
    """As it is stored, or as it would be."""
    address = to.address or Address(0, to.place)
    if to.elsewhere or address.language:
        return address
    return replace(address, language=persons_language(visit.office, visit.ask))


def _unknown(visit: Visit, words: str) -> Declined:
    _ = visit.words.gettext
    there = ", ".join(names(_).values())
    unknown = _("I do not know the setting “{name}”. There are: {names}. For example: /settings layout brief")
    return Declined(visit.fill(unknown, name=choices.short(words), names=there))


# --- changing it -------------------------------------------------------------------------------------------


async def _changed(visit: Visit, to: Target, setting: Setting, words: str) -> Reply:
    """Store the choice, and show the page on which it has an effect."""
    there = await visit.office.articles.languages() if setting == "news" else ()
    wanted = choices.chosen(visit, _address(visit, to), setting, words, there)
    stored = to.address or await visit.office.addresses.ensure(to.place, language=_own_language(visit, to))
    await _store(visit, stored, wanted, setting)
    if not to.elsewhere:
        visit = replace(visit, address=replace(wanted, id=stored.id))
        if setting == "language" and not visit.ask.alone:
            visit = replace(visit, words=visit.office.wording.words(wanted.language))
    shown = PAGES[setting] if setting in ("layout", "news") else _first_page
    return await shown(visit, to, wanted)


async def _store(visit: Visit, stored: Address, wanted: Address, setting: Setting) -> None:
    addresses = visit.office.addresses
    match setting:
        case "language":
            await addresses.set_language(stored.id, wanted.language)
        case "layout":
            await addresses.set_layout(stored.id, wanted.layout)
        case "news":
            await addresses.set_languages(stored.id, wanted.languages)
        case "timezone":
            await addresses.set_reception(stored.id, timezone=wanted.timezone)
        case "pictures":
            await addresses.set_reception(stored.id, pictures=wanted.pictures)
        case _:  # sound
            await addresses.set_reception(stored.id, sound=wanted.sound)


def _own_language(visit: Visit, to: Target) -> str:
    """Of a place that nothing is stored about yet."""
    if to.elsewhere:
        return visit.address.language if visit.address else ""
    return persons_language(visit.office, visit.ask)


# --- pages -------------------------------------------------------------------------------------------------


async def _first_page(visit: Visit, to: Target, address: Address) -> Reply:
    shown = names(visit.words.gettext)
    opened = [Button(shown[each], data=_data(to, each)) for each in SETTINGS if each not in SWITCHES]
    switches = {"pictures": address.pictures, "sound": address.sound}
    switched = [
        Button(f"{'✓' if on else '✕'} {shown[each]}", data=_data(to, each, "off" if on else "on"))
        for each, on in switches.items()
        if each in SWITCHES
    ]
    return say(*_values(visit, to, address), rows=(*_rows(opened), tuple(switched)))


async def _language_page(visit: Visit, to: Target, address: Address) -> Reply:
    spoken = visit.office.wording.languages
    buttons = [Button(language_name(each), data=_data(to, "language", each)) for each in spoken]
    return _page(visit, to, address, "language", buttons)


async def _layout_page(visit: Visit, to: Target, address: Address) -> Reply:
    """With a sample: the newest item as it would be posted."""
    _ = visit.words.gettext
    buttons = [
        Button(_marked(name, on=each == address.layout), data=_data(to, "layout", each))
        for each, name in layouts(_).items()
    ]
    about = _("Brief is the title alone, standard two sentences more, full a longer summary.")
    lines: list[str | Line] = [about]
    for item in (await visit.office.articles.find(Query(), limit=1, languages=archive.read_in(visit))).items:
        reader = replace(address, language=visit.words.language)
        lines += ["", _("For example:"), *visit.office.composer(item, reader).lines]
    return _page(visit, to, address, "layout", buttons, *lines)


async def _news_page(visit: Visit, to: Target, address: Address) -> Reply:
    """The chosen languages first, in their order; each button adds one at the end, or takes it away."""
    _ = visit.words.gettext
    held = address.languages
    there = dict.fromkeys((*held, *await visit.office.articles.languages()))
    buttons = [Button(_marked(_("all"), on=not held), data=_data(to, "news", "all"))]
    for code in list(there)[: FEW - 1]:
        left = tuple(each for each in held if each != code)
        wanted = left if code in held else (*held, code)[: choices.MOST_LANGUAGES]
        place = f"{held.index(code) + 1} " if code in held else ""
        buttons.append(Button(f"{place}{code.upper()}", data=_data(to, "news", ",".join(wanted) or "all")))
    return _page(
        visit,
        to,
        address,
        "news",
        buttons,
        _("What is published in several languages comes in the first of those chosen."),
        _("Any other, by words: /settings news ru en"),
    )


async def _zone_page(visit: Visit, to: Target, address: Address) -> Reply:
    known = dict.fromkeys((visit.office.site.timezone, *zones.USUAL))
    fitting = [each for each in known if zones.zone(each) and len(zones.city(each)) <= LABEL][:FEW]
    buttons = [Button(zones.city(each), data=_data(to, "timezone", each)) for each in fitting]
    _ = visit.words.gettext
    return _page(visit, to, address, "timezone", buttons, _("Any other, by words: /settings timezone Europe/Berlin"))


def _page(
    visit: Visit, to: Target, address: Address, setting: Setting, buttons: list[Button], *lines: str | Line
) -> Reply:
    """One setting: what it is, and what it can be."""
    shown = f"{names(visit.words.gettext)[setting]}: {value(visit, address, setting)}"
    back = Button(BACK, data=_data(to))
    return say(*_head(visit, to), shown, *lines, rows=_rows([*buttons, back]))


Page = Callable[[Visit, Target, Address], Awaitable[Reply]]
PAGES: Mapping[Setting, Page] = {
    "language": _language_page,
    "layout": _layout_page,
    "news": _news_page,
    "timezone": _zone_page,
    "pictures": _first_page,
    "sound": _first_page,
}


def _values(visit: Visit, to: Target, address: Address) -> list[str | Line]:
    shown = names(visit.words.gettext)
    return [*_head(visit, to), *(f"{shown[each]}: {value(visit, address, each)}" for each in SETTINGS)]


def _head(visit: Visit, to: Target) -> list[str | Line]:
    _ = visit.words.gettext
    head = visit.fill(_("Settings of {chat}"), chat=to.name) if to.elsewhere else _("Settings")
    return [line(head, bold=True)]


def _rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[at : at + ROW]) for at in range(0, len(buttons), ROW))


def _marked(label: str, *, on: bool) -> str:
    return f"✓ {label}" if on else label


def _data(to: Target, setting: str = "", words: str = "") -> str:
    """A button's data, the place with them if it is another one."""
    return f"c:{setting}:{words}{to.pressed}"
