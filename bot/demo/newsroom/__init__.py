"""A sample newsroom: a small news site of three editions, in the shape of the reference site; and a wire beside it.

`Newsroom` publishes; `site.routes` shows it, and is not loaded before it is wanted (Starlette and Jinja2 are heavy).
"""

from bot.demo.newsroom.newsroom import Newsroom, Preview, Report
from bot.demo.newsroom.stories import EDITIONS, BadStory, Stories, load
from bot.demo.newsroom.wire import Wire
from bot.demo.newsroom.writing import NothingLeft

__all__ = ["EDITIONS", "BadStory", "Newsroom", "NothingLeft", "Preview", "Report", "Stories", "Wire", "load"]
