"""The rows of what breaks other bots, each a test named after its row."""
