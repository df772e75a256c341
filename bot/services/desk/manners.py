"""What is said differently on each platform: there, rights and the way to a channel have other names."""

from dataclasses import dataclass


def _(message: str) -> str:
    """Marks what the catalogues translate; that happens where it is said."""
    return message


@dataclass(frozen=True, slots=True)
class Manners:
    """The texts are msgids. Those that speak of another place have a `{chat}`."""

    change_here: str  # to who may not change what this place gets
    change_there: str
    unseen: str  # of a place that the bot does not know
    may_not_post: str  # which right the bot lacks
    other_places: str  # the help's last line: how to speak of another place
    stored: str  # what is known of a place by itself, for /privacy
    whispers: bool = False  # a message can be shown in a place to one person alone


TELEGRAM = Manners(
    change_here=_("Only administrators can change what this chat gets."),
    change_there=_("Only administrators of {chat} can do this."),
    unseen=_("I do not see {chat}. Please add me there as an administrator, then send the command again."),
    may_not_post=_("I may not post in {chat} yet. Please give me the right to post messages there, then try again."),
    other_places=_(
        "For a channel: make me an administrator of it, then write to me privately: /subscribe @your_channel"
    ),
    stored=_("Its number and kind, a group's or channel's title and public name, the settings, and when it was added."),
)
BORROWED = {  # to who asks the bot for what they may not do themselves; by the names of parameters
    "channel": _("You cannot see this channel yourself. Please choose another one."),
    "mention": _("To have this role called, you need the permission Mention Everyone yourself."),
    "webhook": _("To have posts come under the newsroom's name, you need the permission Manage Webhooks yourself."),
}
DISCORD = Manners(
    change_here=_("Changing what this channel gets needs the permission Manage Server."),
    change_there=_("This needs the permission Manage Server on the server of {chat}."),
    unseen=_("I do not see {chat}. Please give me the permission View Channel there, then send the command again."),
    may_not_post=_(
        "I may not post in {chat} yet. Please give me the permissions View Channel, Send Messages and Embed Links "
        "there, then try again."
    ),
    other_places=_(
        "/subscribe has the option “channel” for another channel of this server. Changing what a channel gets needs "
        "the permission Manage Server."
    ),
    stored=_(
        "Its number and its server's, its kind and title, the settings, the roles to call, and when it was added."
    ),
    whispers=True,
)
