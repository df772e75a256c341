"""The buttons under a post that show it in another language, in its place.

Press data: `e:<article>` (`e` alone stands under digests: `pausing`). Where many read a post, who manages the place
switches it for all; anybody else is shown that edition alone.
"""

from dataclasses import replace

from bot.domain.annotations import SWITCH
from bot.domain.model import Post, Reply
from bot.domain.post import title_of
from bot.services.desk.pausing import every_post_pressed
from bot.services.desk.visit import Visit, number, outdated

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
    composer = visit.office.composer
    post = composer(item, stands.address, update=stands.update, since=stands.sent)
    if not await visit.office.directory.manages(visit.place, visit.ask.person):
        return _whispered(visit, post, title_of(item, composer.style))
    if not await outbox.shows(visit.place, visit.ask.message, item.article_id):
        raise outdated(visit)
    return Reply(posts=(post,), edits=True)


def _whispered(visit: Visit, post: Post, title: str) -> Reply:
    """For one reader alone: the whole post where the platform can show that, else its title."""
    if visit.office.manners.whispers:
        return Reply(posts=(_unswitched(post),), to_person=True)
    return Reply(alert=title)


def _unswitched(post: Post) -> Post:
    """Without the buttons that change a post in its place: this one has no place."""
    rows = (tuple(each for each in row if not each.data.startswith(f"{SWITCH}:")) for row in post.rows)
    return replace(post, rows=tuple(row for row in rows if row))
