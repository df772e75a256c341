"""The command `crier`."""


def main() -> None:
    """Run a verb."""
