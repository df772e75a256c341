"""All that Crier needs from outside, a page for each side of it.

Each Protocol states its contract in prose; `tests/contracts/` holds every implementation to it. Methods that
write are one short transaction each: when one raises, nothing was changed. Every storage method may raise
`StoreBusy` (locked for too long, disk full): wait and try the same again.
"""

from bot.ports.archive import Articles, Index, Pushes, Sources, Stories, Takedowns
from bot.ports.delivery import Addresses, Figures, Leases, Notebook, Outbox
from bot.ports.platforms import Desk, Directory, Hook, Platform, Publisher, Taken, Wording, Words
from bot.ports.reading import WORK, Clock, Fetcher, Reader, Signals
from bot.ports.summaries import Summaries, Summarizer, Writer

__all__ = [
    "WORK",
    "Addresses",
    "Articles",
    "Clock",
    "Desk",
    "Directory",
    "Fetcher",
    "Figures",
    "Hook",
    "Index",
    "Leases",
    "Notebook",
    "Outbox",
    "Platform",
    "Publisher",
    "Pushes",
    "Reader",
    "Signals",
    "Sources",
    "Stories",
    "Summaries",
    "Summarizer",
    "Taken",
    "Takedowns",
    "Wording",
    "Words",
    "Writer",
]
