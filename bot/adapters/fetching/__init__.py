"""Brings pages over HTTP, within limits, from public addresses only, and articles' pages as their sites ask."""

from bot.adapters.fetching.client import HttpFetcher
from bot.adapters.fetching.polite import PoliteFetcher

__all__ = ["HttpFetcher", "PoliteFetcher"]
