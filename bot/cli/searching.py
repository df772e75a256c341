"""`crier doctor` on the search index."""

from bot.cli.findings import Check
from bot.ports import Index

ANEW = "make it anew, also beside a bot that runs: crier reindex"
NAME = "search"


async def check(index: Index) -> Check:
    """Whether a search finds what there is. Raises `BadStore` where the index cannot be read."""
    health = await index.look_over()
    if health.state == "old":
        return Check(NAME, False, "another version of Crier has made the index: some words are not found", ANEW)
    if health.state != "whole":
        return Check(NAME, None, "the index is being filled, from the newest article on", "crier run goes on with it")
    lost = health.missing + health.wrong
    found = f"{health.looked_at - lost} of {health.looked_at} articles looked for are found by their words"
    return Check(NAME, not lost, found, ANEW if lost else "")
