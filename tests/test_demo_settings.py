"""What the demo makes of the machine and the command line it is started with."""

import os
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest

from tests.process import here


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "Nowhere/At_all"])
def test_times_are_in_a_zone_that_there_is_the_machines_if_it_names_one(zone: str) -> None:
    asked = "from bot.app.demo import this_zone; print(this_zone())"
    told = subprocess.run((sys.executable, "-c", asked), env=os.environ | {"TZ": zone}, capture_output=True, check=True)
    found = ZoneInfo(told.stdout.decode().strip()).key
    assert (found == zone) == (zone == "Asia/Tokyo")


@pytest.mark.parametrize("pause", ["nan", "inf", "0", "-1", "soon"])
def test_a_pause_that_is_none_is_refused(pause: str) -> None:
    refused = here("demo", "--every", pause)
    assert refused.code == 2 and "--every" in refused.err
