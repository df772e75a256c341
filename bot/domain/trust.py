"""What a witness is worth by its record: how often it held, and how often it was broken (`recognition`).

    trust = (1 + held) / (1 + held + broken)

One that nobody has heard yet is believed. Records fade, so that a site may mend its ways.
"""

from collections.abc import Iterator, Mapping

MEMORY = 50.0  # observations of one witness that are remembered; older ones fade

Tally = Mapping[str, tuple[float, float]]  # witness → how often it held, how often it was broken


def trusted(record: tuple[float, float] | None) -> float:
    """What a witness is worth, above 0, at most 1."""
    held, broken = record or (0.0, 0.0)
    return (1 + held) / (1 + held + broken)


def faded(tally: Tally, here: Tally) -> Tally:
    """The tally with one document's evidence; all of it at most `MEMORY` observations a witness."""

    def merged() -> Iterator[tuple[str, tuple[float, float]]]:
        for kind in sorted({*tally, *here}):
            held, broken = (sum(pair) for pair in zip(tally.get(kind, (0, 0)), here.get(kind, (0, 0)), strict=True))
            scale = min(1.0, MEMORY / ((held + broken) or 1.0))
            yield kind, (round(held * scale, 1), round(broken * scale, 1))

    return dict(merged())
