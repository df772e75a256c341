"""Telling processes apart, also where there is no /proc."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.storage import process


def test_without_proc_a_live_process_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "PROC", tmp_path)
    assert process.started(os.getpid()) == "running"
    assert process.started(1) == "running"  # another user's, mostly
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        child.wait()
    assert process.started(child.pid) == ""
    assert process.this_process().alive()
    assert process.this_process() == process.this_process()


def test_another_users_process_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(process, "PROC", tmp_path)
    monkeypatch.setattr(os, "kill", refuse)
    assert process.started(1) == "running"


def test_a_zombie_is_dead() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.read()  # its end closed: it has exited, or is about to
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert process.started(child.pid) == ""


def test_a_name_like_a_state_deceives_nobody() -> None:
    me = process.this_process()
    assert me.started.isdigit()
    assert me.near(me)
    assert not me.near(process.Process("elsewhere", me.boot, me.pid, me.started))
    assert len(me.boot) <= 64
