"""/start, /help, /about, the language buttons, and what platforms show of the bot before anybody has written to it."""

from dataclasses import replace

from bot.domain.model import Button, Line, Menu, Reply, Span
from bot.domain.post import joined
from bot.ports import Words
from bot.services.desk.choices import OWN_NAMES
from bot.services.desk.pausing import paused_line
from bot.services.desk.payloads import SUBSCRIBE, found_by, is_finding
from bot.services.desk.reading import search
from bot.services.desk.signatures import signatures
from bot.services.desk.subscribing import subscribe_to
from bot.services.desk.topics import sections
from bot.services.desk.visit import Visit, line, outdated, require_manager, say

PAGES = {  # the keys of `[site.links]`
    "x": "X",
    "youtube": "YouTube",
    "instagram": "Instagram",
    "facebook": "Facebook",
    "telegram": "Telegram",
    "app_store": "App Store",
    "play_market": "Google Play",
}
LISTED = 20  # sources and links that /about names


def profile(words: Words, site_name: str) -> tuple[str, str, str]:
    """The bot's name (≤ 64), description (≤ 512) and short description (≤ 120) as platforms show them."""
    _ = words.gettext
    name = _("{site} news").format(site=site_name)[:64]
    description = _(
        "News of {site}: the headline, a short summary and a link to the article, in your chat, group or channel. "
        "Choose everything, a section, an author or your own words; search the archive."
    )
    short = _("News of {site}, summarised, with links to the articles")
    return name, description.format(site=site_name)[:512], short.format(site=site_name)[:120]


async def start(visit: Visit) -> Reply:
    """`/start [payload]`: the payload of a deep link subscribes or searches, if it is one of ours."""
    payload = visit.ask.words.strip()
    if is_finding(payload):
        return await search(replace(visit, ask=replace(visit.ask, words=found_by(payload))))
    if payload == SUBSCRIBE:
        return await subscribe_to(visit, "")
    if payload.startswith(f"{SUBSCRIBE}-"):
        wanted = payload.removeprefix(f"{SUBSCRIBE}-")
        there = (await sections(visit)).find(wanted)
        return await subscribe_to(visit, f"section:{there}" if there else wanted)
    return await _welcome(visit)


async def subscribe_pressed(visit: Visit, *args: str) -> Reply:
    """The welcome's button."""
    if args != ("all",):
        raise outdated(visit)
    return await subscribe_to(visit, "")


async def language_pressed(visit: Visit, *args: str) -> Reply:
    """Choose the language of the bot's words here, and read the welcome again in it."""
    if len(args) != 1 or args[0] not in visit.office.wording.languages:
        raise outdated(visit)
    await require_manager(visit)
    addresses = visit.office.addresses
    address = visit.address or await addresses.ensure(visit.place, language=args[0])
    await addresses.set_language(address.id, args[0])
    chosen = replace(visit, address=replace(address, language=args[0]), words=visit.office.wording.words(args[0]))
    return replace(await _welcome(chosen), edits=True)


async def help_page(visit: Visit) -> Reply:
    """Every command with one line and, where words go with it, an example."""
    _ = visit.words.gettext
    lines: list[str | Line] = [line(_("Commands"), bold=True)]
    for each in signatures(visit.words):
        if not each.for_operators:
            shown = " (" + visit.fill(_("for example: {command}"), command=each.example) + ")" if each.example else ""
            lines.append(f"/{each.name} {each.usage}".rstrip() + f" — {each.description}{shown}")
    lines += ["", _(visit.office.manners.other_places)]
    if name := visit.office.in_line():
        before, _name, after = _("In any chat: {name} and words, or nothing more for the newest.").partition("{name}")
        lines.append((Span(before), Span(name), Span(after)))
    return say(*lines)


async def about(visit: Visit) -> Reply:
    """The site, its rules, its links and apps, the sources, the version."""
    _ = visit.words.gettext
    site = visit.office.site
    lines: list[str | Line] = [line(site.name, bold=True, url=site.homepage)]
    if site.rights:
        lines.append(site.rights)
    if pages := [Span(PAGES.get(key, key), url=url) for key, url in site.links.items() if url]:
        lines.append(joined(pages[:LISTED]))
    urls = [health.source.url for health in await visit.office.sources.health()]
    lines += ["", line(_("Sources"), bold=True)]
    lines += [line(url.partition("://")[2].rstrip("/") or url, url=url) for url in urls[:LISTED]]
    if len(urls) > LISTED:
        n_ = visit.words.ngettext
        more = len(urls) - LISTED
        lines.append(visit.fill(n_("and {count} more", "and {count} more", more), count=more))
    lines += ["", f"Crier {visit.office.version}"]
    return say(*lines)


async def _welcome(visit: Visit) -> Reply:
    _ = visit.words.gettext
    site = visit.office.site.name
    held = await visit.office.addresses.subscriptions(visit.address.id) if visit.address else ()
    names = (await sections(visit)).names(visit.words.gettext)
    lines: list[str | Line] = [
        line(site, bold=True),
        visit.fill(
            _("Good day. I post the news of {site}: the headline, a short summary, a link to the article."), site=site
        ),
        _("This chat is subscribed; /subscriptions shows to what.")
        if held
        else _("The button subscribes this chat to everything. How to choose a section, an author or words: /help"),
    ]
    if visit.address and (paused := paused_line(visit, visit.address)):
        lines.append(paused)
    if names:
        lines.append(visit.fill(_("The sections are: {names}"), names=names))
    lines.append(_("All commands: /help"))
    spoken = visit.office.wording.languages
    languages = tuple(Button(name, data=f"g:{each}") for each, name in OWN_NAMES.items() if each in spoken)
    offer = (Button(_("Subscribe"), data="s:all"),)
    return say(*lines, rows=(() if held else offer,), menus=(Menu(_("Language"), languages, below=True),))
