"""Every chat command → `Reply`: the same for Telegram, Discord, the demo and the terminal."""

from bot.services.desk.hello import profile
from bot.services.desk.manners import DISCORD, TELEGRAM, Manners
from bot.services.desk.news_desk import NewsDesk
from bot.services.desk.signatures import Parameter, Signature, commands, signatures
from bot.services.desk.visit import Access, SiteFacts

__all__ = [
    "DISCORD", "TELEGRAM", "Access", "Manners", "NewsDesk", "Parameter", "Signature", "SiteFacts", "commands",
    "profile", "signatures",
]  # fmt: skip
