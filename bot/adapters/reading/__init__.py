"""Feeds and article pages, made sense of."""
