"""What make says on a machine that lacks something: one line, with the remedy."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What make looks at, and a `bin` with what a bare machine has."""
    for name in ("Makefile", "requirements.txt", "requirements-build.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "bin").mkdir()
    for tool in ("make", "sh", "test"):
        found = shutil.which(tool)
        assert found is not None
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def python(clone: Path, name: str, script: str) -> None:
    """A Python that answers as `script` says: in sh, with the arguments in $*."""
    file = clone / "bin" / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def make(clone: Path, *arguments: str) -> str:
    told = subprocess.run(
        (clone / "bin" / "make", "demo", *arguments),
        cwd=clone,
        env={"PATH": str(clone / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2 and told.stdout == ""
    line, _, rest = told.stderr.partition("\n")
    assert rest.startswith("make: ***") and not (clone / ".venv").exists()
    return line


OLD = 'case "$*" in --version) echo Python 3.9.2;; *) exit 1;; esac'
BARE = 'case "$*" in *ensurepip*) exit 1;; esac'


def test_a_python_that_is_too_old_is_told(clone: Path) -> None:
    python(clone, "python3", OLD)
    told = make(clone)
    assert (
        told
        == "crier: Python 3.11 or newer is needed, and python3 is Python 3.9.2; install one, or name it: make PYTHON=…"
    )


def test_no_python_is_told(clone: Path) -> None:
    assert "python3 is not there" in make(clone)
    assert "python9 is not there" in make(clone, "PYTHON=python9")


def test_a_python_without_venv_is_told_with_the_package_that_has_it(clone: Path) -> None:
    python(clone, "python3", BARE)
    assert make(clone).endswith("on Debian and Ubuntu: sudo apt-get install python3-venv")
    python(clone, "python3", OLD)
    python(clone, "python3.12", BARE)  # the newer one is found by its name
    assert make(clone).endswith("on Debian and Ubuntu: sudo apt-get install python3.12-venv")
