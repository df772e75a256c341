"""What operators are told, each once: of a source its outage, its end, a move, and that it is gone; of a post that
nobody knows whether it arrived; of a site that all its articles are missing. And what a group is told of a topic of its
own."""

from datetime import datetime

from bot.domain.model import Doubt, Notice, Source

KEY = 64  # characters of a notice's


def gettext(message: str) -> str:
    """Marks a msgid: a notice is translated when it is sent."""
    return message


def outage(source: Source, error: str, since: datetime) -> Notice:
    """It has failed since then. An error that says no remedy (after a semicolon) gets the one that always helps."""
    error = error if "; " in error else f"{error}; crier preview shows what its address gives now"
    words = gettext("The source {source} has not been read since {since} UTC.\nWhy: {error}\nPolling goes on.")
    return _notice("outage", f"{since:%Y-%m-%dT%H:%M:%S}", words, source, since=f"{since:%Y-%m-%d %H:%M}", error=error)


def recovery(source: Source, since: datetime) -> Notice:
    """The outage of which people were told is over."""
    words = gettext("The source {source} is read again. It had failed since {since} UTC.")
    return _notice("recovery", f"{since:%Y-%m-%dT%H:%M:%S}", words, source, since=f"{since:%Y-%m-%d %H:%M}")


def gone(source: Source, error: str, now: datetime) -> Notice:
    """It is not polled any more."""
    words = gettext(
        "The source {source} is gone for good and is not polled any more; its articles stay.\nThe site says: {error}\n"
        "If it lives on elsewhere, give it its new address; else remove it."
    )
    return _notice("gone", f"{now:%Y-%m-%d}", words, source, error=error)


def moved(source: Source, to: str, now: datetime, *, itself: bool) -> Notice:
    """Its feed is read at another address from now on. `itself`: the feed's address was the source's own."""
    words = gettext("The feed of {source} has moved for good and is read at its new address now: {to}")
    if itself and source.origin == "config":
        words = gettext(
            "The feed of {source} has moved for good and is read at its new address now: {to}\n"
            "Write this address into the configuration when you can."
        )
    return _notice("moved", f"{now:%Y-%m-%d}", words, source, to=to)


def sitewide(host: str, status: int, now: datetime) -> Notice:
    """A site answers as if it had taken down all it ever published. Each month once."""
    words = gettext(
        "{host} answers {status} for articles that stand in chats, and for others beside them or its home page.\n"
        "It seems to be rebuilt or out of order: no post is struck through, and the pages are looked at again each day."
    )
    key = f"sitewide:{now:%Y-%m}:{host}"[:KEY]
    return Notice(key, words, (("host", host), ("status", str(status))))


def doubt(doubt: Doubt) -> Notice:
    """A question, with the answers as buttons: `o:<row>:y` and `o:<row>:n` come back."""
    words = gettext(
        "It is not known whether “{title}” arrived in {chat}: the answer to its sending was lost.\n"
        "Please look there; it is not sent again unless you say so."
    )
    choices = (gettext("Arrived"), f"o:{doubt.id}:y"), (gettext("Send again"), f"o:{doubt.id}:n")
    key = f"doubt:{doubt.id}:{doubt.since:%Y-%m-%dT%H:%M:%S.%f}"
    return Notice(key, words, (("title", doubt.what), ("chat", doubt.chat)), choices)


def topic_gone(topic: str, now: datetime) -> Notice:
    """Posts into a topic have stopped, since it takes none. Each time that happens is told."""
    words = gettext(
        "Posts into a topic of this group have stopped: the topic is closed or deleted.\n"
        "They go on when it is opened again. To get them elsewhere, send /subscribe there."
    )
    return Notice(f"topic:{now:%Y-%m-%dT%H:%M:%S}:{topic}", words)


def _notice(kind: str, when: str, words: str, source: Source, **values: str) -> Notice:
    return Notice(f"{kind}:{when}:{source.id}", words, (("source", source.id), *values.items()))
