"""What `crier doctor` finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`ok` is None where there was nothing to check."""

    name: str
    ok: bool | None
    found: str
    remedy: str = ""
