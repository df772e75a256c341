"""What passes the check that a summary says nothing its article does not.

    python -m bench.guard            the answers of bench/guard/*.toml; --all: every one that is judged wrongly

*Adversarial* answers say something else than their article, or something it should not: wrong numbers, dates and names,
exchanged ones, altered quotations, lost and added denials, links, mentions, tags, markup, orders, leaks, another
language. *Faithful* ones say what it says in other words. The first 150 of each were written before the check, and it
was made with them in view. Those of `held_out.toml` (50 of each) were written after its first version; their first
figure is in RESULTS.md, and it was improved by them. Those of `held_out_later.toml` (20 of each) were written when it
was done, and nothing was changed before they were judged; those of `held_out_third.toml` (60 of each) before
it was made to judge clause by clause, by both; those of `held_out_last.toml` (20 of each) after, and it was improved
once more.
"""

import argparse
import tomllib
from collections import Counter
from pathlib import Path
from time import perf_counter

from bot.domain.faithful import check

FOLDER = Path(__file__).parent / "guard"
HELD_OUT = ("held_out.toml", "held_out_later.toml", "held_out_third.toml", "held_out_last.toml")
SENTENCES, MAX_CHARS = 3, 600
SHOWN = 5  # examples


def judged(files: list[Path]) -> tuple[Counter[str], Counter[str], list[str], float]:
    """How many of each kind there are, how many were judged wrongly, which, and milliseconds for one."""
    every, wrong, examples = Counter[str](), Counter[str](), []
    started = perf_counter()
    for file in files:
        for article in tomllib.loads(file.read_text(encoding="utf-8"))["article"]:
            answers = [("faithful", each) for each in article["faithful"]] + article["adversarial"]
            for kind, answer in answers:
                faults = check(
                    article["title"],
                    article["text"],
                    answer,
                    article["language"],
                    sentences=SENTENCES,
                    max_chars=MAX_CHARS,
                )[1]
                every[kind] += 1
                if bool(faults) == (kind == "faithful"):
                    wrong[kind] += 1
                    told = "; ".join(f"{fault.kind}: {', '.join(fault.words)}" for fault in faults) or "passed"
                    examples.append(f"{article['language']} {kind}: {answer}\n     {told}")
    return every, wrong, examples, 1000 * (perf_counter() - started) / every.total()


def show(name: str, files: list[Path], most: int | None) -> None:
    """The figures of one set."""
    every, wrong, examples, spent = judged(files)
    faithful, adversarial = every.pop("faithful"), every.total()
    refused, passed = wrong.pop("faithful", 0), wrong.total()
    print(f"{name}: {spent:.1f} ms each")
    print(f"  adversarial that pass  {passed:3} of {adversarial}   (wanted: 0)")
    share = 100 * (1 - refused / faithful)
    print(f"  faithful that pass     {faithful - refused:3} of {faithful}   {share:.1f} % (wanted: 95 % and more)")
    print("  by kind, passed of all:", ", ".join(f"{kind} {wrong[kind]}/{every[kind]}" for kind in sorted(every)))
    for example in examples[:most]:
        print("   -", example)
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--all", action="store_true", help="show every answer that is judged wrongly")
    most = None if parser.parse_args().all else SHOWN
    files = sorted(FOLDER.glob("*.toml"))
    show("written before the check", [file for file in files if file.name not in HELD_OUT], most)
    for name in HELD_OUT:
        show(name, [FOLDER / name], most)


if __name__ == "__main__":
    main()
