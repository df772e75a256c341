"""The Discord adapter before its stand-in."""
