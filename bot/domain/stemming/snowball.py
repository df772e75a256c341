"""Snowball's algorithms (https://snowballstem.org), by name."""

import snowballstemmer


def stem(word: str, algorithm: str) -> str:
    """The stem of a folded word.

    A stemmer keeps its word in itself, so threads must not share one; making one takes a microsecond.
    """
    return str(snowballstemmer.stemmer(algorithm).stemWord(word)) or word
