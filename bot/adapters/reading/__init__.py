"""Makes sense of pages: feeds, the feeds that pages announce, and articles."""

from bot.adapters.reading.reader import WebReader

__all__ = ["WebReader"]
