"""Every chat command → `Reply`: the same for Telegram, Discord, the demo and the terminal."""

from bot.services.desk.hello import commands, profile
from bot.services.desk.news_desk import NewsDesk
from bot.services.desk.visit import SiteFacts

__all__ = ["NewsDesk", "SiteFacts", "commands", "profile"]
