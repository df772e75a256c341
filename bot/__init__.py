"""Crier: a news bot. The sentence: fetch → parse → identify → extract → summarise → owe → deliver."""

__version__ = "0.1.0"
