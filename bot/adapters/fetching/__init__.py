"""Brings pages over HTTP, within limits, and from public addresses only."""

from bot.adapters.fetching.client import HttpFetcher

__all__ = ["HttpFetcher"]
