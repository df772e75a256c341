"""The bench of the Telegram adapter's tests, for the rows that are about it."""

from tests.adapters.telegram.conftest import api, build, nothing_rendered

__all__ = ["api", "build", "nothing_rendered"]
