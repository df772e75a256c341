"""The verbs of the terminal."""
