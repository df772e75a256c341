"""The desk's table of commands as Discord's slash commands, in each language that Discord has. Pure.

docs.discord.com/developers/interactions/application-commands and /reference#locales. Where Discord has no locale for a
language (Azerbaijani), its readers see the site's: only the answers are in theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from discord import AppCommandOptionType, ChannelType, Locale, Permissions

from bot.ports import Wording
from bot.services.desk.signatures import Parameter, ParameterKind, Signature, signatures

IN_SERVERS, IN_DIRECT_MESSAGES = 0, 1  # contexts
INSTALLED_IN_SERVERS: Final = 0
MANAGE_SERVER: Final = str(Permissions(manage_guild=True).value)
LOCALES: Final = tuple(locale.value for locale in Locale)
_TYPES: Final[dict[ParameterKind, AppCommandOptionType]] = {
    "text": AppCommandOptionType.string,
    "number": AppCommandOptionType.integer,
    "place": AppCommandOptionType.channel,
    "role": AppCommandOptionType.role,
    "flag": AppCommandOptionType.boolean,
}
_CHANNELS: Final = [  # that can be posted to
    each.value
    for each in (
        ChannelType.text,
        ChannelType.news,
        ChannelType.forum,
        ChannelType.media,
        ChannelType.public_thread,
        ChannelType.private_thread,
        ChannelType.news_thread,
    )
]
_Json = dict[str, Any]
_Localised = Mapping[str, Signature]  # by Discord's locale


def slash_commands(wording: Wording, language: str, *, operators: bool) -> list[_Json]:
    """All commands, as Discord is told of them. `language`: of whoever has none of ours. Those for operators only where
    there are `operators`, and in direct messages."""
    by_locale = {locale: _by_name(signatures(wording.words(code))) for locale, code in _spoken(wording.languages)}
    return [
        _command(each, {locale: there[each.name] for locale, there in by_locale.items()})
        for each in signatures(wording.words(language))
        if operators or not each.for_operators
    ]


def _spoken(languages: Iterable[str]) -> list[tuple[str, str]]:
    """Discord's locales, each with our language for it."""
    return [(locale, code) for code in languages for locale in LOCALES if locale.partition("-")[0] == code]


def _by_name(commands: Sequence[Signature]) -> _Localised:
    return {each.name: each for each in commands}


def _command(command: Signature, localised: _Localised) -> _Json:
    parameters = [
        _option(each, {locale: there.parameters[number] for locale, there in localised.items()})
        for number, each in enumerate(command.parameters)
    ]
    return {
        "type": 1,
        "name": command.name,
        "name_localizations": {locale: there.shown for locale, there in localised.items()},
        "description": command.description,
        "description_localizations": {locale: there.description for locale, there in localised.items()},
        "options": parameters,
        "default_member_permissions": MANAGE_SERVER if command.changes else None,
        "contexts": [IN_DIRECT_MESSAGES] if command.for_operators else [IN_SERVERS, IN_DIRECT_MESSAGES],
        "integration_types": [INSTALLED_IN_SERVERS],
    }


def _option(parameter: Parameter, localised: Mapping[str, Parameter]) -> _Json:
    option: _Json = {
        "type": _TYPES[parameter.kind].value,
        "name": parameter.name,
        "name_localizations": {locale: there.shown for locale, there in localised.items()},
        "description": parameter.description,
        "description_localizations": {locale: there.description for locale, there in localised.items()},
        "required": parameter.required,
    }
    if parameter.suggests:
        option["autocomplete"] = True
    if parameter.kind == "place":
        option["channel_types"] = _CHANNELS
    bounds = {"min_value": parameter.least, "max_value": parameter.most}
    return option | {name: value for name, value in bounds.items() if value is not None}
