"""The buttons under a post that show it in another language, in its place.

Press data: `e:<article>`. (`e` alone stands under digests; see `pausing`.) Where many read a post, who manages the
place switches it for all; anybody else is shown that edition alone.
"""

from dataclasses import replace

from bot.domain.digest import EVERY_POST
from bot.domain.model import Address, Item, Post, Reply
from bot.domain.post import title_of
from bot.services.desk.pausing import every_post_pressed
from bot.services.desk.visit import Visit, number, outdated

EDITION = EVERY_POST  # one letter for both: digests with theirs stand in chats already
LARGEST_ID = 2**63 - 1


async def press(visit: Visit, *args: str) -> Reply:
    """Show the post by another article of its item; or what `e` alone means."""
    if not args:
        return await every_post_pressed(visit)
    outbox = visit.office.outbox
    if len(args) != 1 or outbox is None or not visit.ask.message:
        raise outdated(visit)
    item = await visit.office.articles.edition(number(visit, args[0], LARGEST_ID))
    stands = await outbox.standing(visit.place, visit.ask.message)
    if item is None or stands is None or stands.items != (item.id,):
        raise outdated(visit)
    if not await visit.office.directory.manages(visit.place, visit.ask.person):
        return _whispered(visit, item, stands.address)
    if not await outbox.shows(visit.place, visit.ask.message, item.article_id):
        raise outdated(visit)
    return Reply(posts=(visit.office.composer(item, stands.address),), edits=True)


def _whispered(visit: Visit, item: Item, address: Address) -> Reply:
    """For one reader alone: the whole post where the platform can show that, else its title."""
    composer = visit.office.composer
    if not visit.office.manners.whispers:
        return Reply(alert=title_of(item, composer.style))
    return Reply(posts=(_unswitched(composer(item, address)),), to_person=True)


def _unswitched(post: Post) -> Post:
    """Without the buttons that change a post in its place: this one has no place."""
    rows = (tuple(each for each in row if not each.data.startswith(f"{EDITION}:")) for row in post.rows)
    return replace(post, rows=tuple(row for row in rows if row))
