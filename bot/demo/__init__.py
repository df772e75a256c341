"""The whole bot with no token and no network."""
