"""The newcomer's first minute: `python -m bench.first_minute [--runs 1] [--every 6]`.

As a newcomer would, in an empty folder: clone, `make demo`, open the address in a browser, press Start, then Subscribe,
and wait for the first live post. Everything is installed anew, without pip's cache; the pauses of a person who reads
and thinks are not counted. The browser is Debian's Chromium.
"""

import argparse
import asyncio
import os
import platform
import signal
import statistics
import time
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browser import chromium
from tests.process import environment

ROOT = Path(__file__).parent.parent
PATIENCE = 600.0  # seconds for a run
TARGET = 120.0  # seconds from clone to first live post


@dataclass(frozen=True, slots=True)
class Minute:
    """Seconds: to clone, from there to the printed address, from there to the first live post in the browser."""

    clone: float
    address: float
    post: float

    @property
    def whole(self) -> float:
        return self.clone + self.address + self.post


async def newcomer(folder: Path, every: float) -> Minute:
    began = time.monotonic()
    clone = await asyncio.create_subprocess_exec("git", "clone", "--quiet", str(ROOT), str(folder / "crier"))
    if await clone.wait():
        raise RuntimeError("git clone failed")
    cloned = time.monotonic()
    make = await asyncio.create_subprocess_exec(
        *("make", "demo", f"ARGS=--port 0 --every {every:g}"),
        cwd=folder / "crier",
        env=environment(PIP_NO_CACHE_DIR="1"),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        start_new_session=True,
    )
    try:
        assert make.stdout is not None
        page = ""
        while not page.startswith("http"):
            if make.stdout.at_eof():
                raise RuntimeError("make demo ended before it printed an address")
            page = (await make.stdout.readline()).decode().strip()
        printed = time.monotonic()
        await until_first_post(page)
        posted = time.monotonic()
    finally:
        if make.returncode is None:
            os.killpg(make.pid, signal.SIGINT)  # as Ctrl-C does
        code = await make.wait()
    if code not in (0, -signal.SIGINT):  # make itself ends by the signal it got
        raise RuntimeError(f"Ctrl-C ended make demo with {code}")
    return Minute(cloned - began, printed - cloned, posted - printed)


async def until_first_post(address: str) -> None:
    async with chromium() as browser:
        page = await browser.new_page(locale="en-GB")
        page.set_default_timeout(60_000)
        await page.goto(address)
        await page.get_by_role("button", name="Start").click()
        log = page.get_by_role("log")
        await log.get_by_role("button", name="Subscribe").click()
        await log.get_by_role("link", name="WhatsApp").first.wait_for()


async def one(every: float) -> Minute:
    with TemporaryDirectory(prefix="crier-bench-") as folder:
        async with asyncio.timeout(PATIENCE):
            return await newcomer(Path(folder), every)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--every", type=float, default=6.0, help="seconds between two articles")
    options = parser.parse_args()
    runs = [asyncio.run(one(options.every)) for _ in range(options.runs)]
    print(f"clone → first live post in the browser; median of {options.runs}; an article every {options.every:g} s")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    for name, values, target in (
        ("git clone", [run.clone for run in runs], ""),
        ("make demo → address", [run.address for run in runs], ""),
        ("browser → live post", [run.post for run in runs], ""),
        ("the whole minute", [run.whole for run in runs], f"  (target ≤ {TARGET:g})"),
    ):
        each = ", ".join(f"{value:.1f}" for value in values)
        print(f"{name:22}{statistics.median(values):8.1f} s{target}  runs: {each}")


if __name__ == "__main__":
    main()
