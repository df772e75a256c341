"""Places that cannot be written: what is said, to whom, and that the command mends it."""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from stat import S_IFDIR, S_IFREG

import pytest

from bot.adapters.storage import places
from bot.adapters.storage.places import Mount, Surroundings, foreign, full, obstacle, read_only, surroundings
from bot.adapters.storage.sqlite import named
from bot.domain.errors import BadStore, StoreBusy

US = 10001
AT_HOME = Surroundings(US, US)
VOLUME = Surroundings(US, US, "docker", (Mount("/var/lib/docker/volumes/crier/_data", Path("/data")),))
BIND = Surroundings(US, US, "podman", (Mount("/", Path("/")), Mount("/srv/my news", Path("/data"))))
IMAGE_ONLY = Surroundings(US, US, "docker", (Mount("/", Path("/")), Mount("/x", Path("/database"))))


def owned(by: int, mode: int = S_IFDIR | 0o755) -> os.stat_result:
    return os.stat_result((mode, 0, 0, 1, by, by, 0, 0, 0, 0))


DATA = Path("/data")
NOT_OURS = "10001:10001 may not write /data, which belongs to 0:0 (drwxr-xr-x); "


@pytest.mark.parametrize(
    ("here", "remedy"),
    [
        (AT_HOME, "mend it: sudo chown -R 10001:10001 /data"),
        (
            VOLUME,
            "mend it as root: chown -R 10001:10001 /data, which from the host is: "
            "docker run --rm --user 0 --entrypoint chown -v crier:/data crier -R 10001:10001 /data",
        ),
        (
            BIND,  # a folder of another partition: its path there is none of the host's
            "on the host: sudo chown -R 10001:10001 FOLDER, where FOLDER is the folder that is mounted at /data",
        ),
        (
            IMAGE_ONLY,
            "mend it: sudo chown -R 10001:10001 /data; or mount a volume there: docker run -v crier:/data …",
        ),
    ],
)
def test_a_foreign_folder_is_given_to_this_user(here: Surroundings, remedy: str) -> None:
    assert foreign((DATA,), owned(0), DATA, here) == NOT_OURS + remedy


def test_what_is_in_a_folder_of_the_hosts_is_named_within_it() -> None:
    files = (DATA / "crier.db", DATA / "my crier.db-wal")
    told = foreign(files, owned(0, S_IFREG | 0o644), files[0], replace(BIND, outside="10001:10001"))
    assert "sudo chown -R 10001:10001 FOLDER/crier.db 'FOLDER/my crier.db-wal', where FOLDER is " in told
    assert "/srv" not in told


def test_a_folder_of_the_hosts_is_given_to_whom_the_host_knows_this_user_as() -> None:
    rootless = replace(BIND, outside="110000:110000")
    assert "; on the host: sudo chown -R 110000:110000 FOLDER, " in foreign((DATA,), owned(0), DATA, rootless)
    own = foreign((DATA,), owned(US, S_IFDIR | 0o500), DATA, rootless)
    assert "; on the host: sudo chmod -R u+rwX FOLDER, " in own


@pytest.mark.parametrize("root", ["/volumes/crier/_data", "/volumes/crier/_data/a part", "/docker/volumes/_data"])
def test_only_a_whole_volume_is_mounted_by_its_name(root: str) -> None:
    told = foreign((DATA,), owned(0), DATA, Surroundings(US, US, "docker", (Mount(root, DATA),)))
    assert ("-v crier:/data" in told) is (root == "/volumes/crier/_data") is ("FOLDER" not in told)


def test_a_folder_of_this_users_own_needs_another_mode() -> None:
    told = foreign((DATA,), owned(US, S_IFDIR | 0o500), DATA, VOLUME)
    assert told.endswith("docker run --rm --user 0 --entrypoint chmod -v crier:/data crier -R u+rwX /data")


def test_a_folder_that_is_to_be_made_is_made_and_nothing_else_given_away() -> None:
    told = foreign((Path("/var/lib"),), owned(0), Path("/var/lib/the crier"), AT_HOME)
    assert told.endswith("; make the folder: sudo install -d -o 10001 -g 10001 '/var/lib/the crier'")


def test_a_folder_of_the_system_is_never_given_away() -> None:
    told = foreign((Path("/var/lib"),), owned(0), Path("/var/lib"), AT_HOME)
    assert told.endswith("; set storage.url to a file in a folder of its own")


def test_foreign_files_are_named_and_given_alone() -> None:
    files = (Path("/data/crier.db"), Path("/data/crier.db-wal"))
    told = foreign(files, owned(0, S_IFREG | 0o644), files[0], AT_HOME)
    assert told == (
        "10001:10001 may not write /data/crier.db, which belongs to 0:0 (-rw-r--r--); "
        "mend it: sudo chown -R 10001:10001 /data/crier.db /data/crier.db-wal"
    )


@pytest.mark.parametrize(
    ("here", "remedy"),
    [
        (AT_HOME, "mount it for writing, or set storage.url to another place"),
        (VOLUME, "mount the volume without :ro"),
        (IMAGE_ONLY, "mount a volume there: docker run -v crier:/data …"),
    ],
)
def test_what_is_read_only_is_not_to_be_given_away(here: Surroundings, remedy: str) -> None:
    assert read_only(DATA, here) == f"/data is on a file system that is mounted read-only; {remedy}"


# --- what is really there -----------------------------------------------------------------------------------


def test_the_surroundings_are_read_from_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(
        "22 1 0:20 / / rw - overlay overlay rw\n"
        "23 22 254:0 /srv/older /data rw - ext4 /dev/vda rw\n"
        "24 22 254:0 /srv/my\\040news /data rw - ext4 /dev/vda rw\n"
    )
    (tmp_path / "uid_map").write_text(f"{os.geteuid() + 1} 5 9\n{os.geteuid()} 1000 1\n")
    (tmp_path / "cgroup").write_text("0::/kubepods/pod1/2\n")
    monkeypatch.setattr(places, "PROC", tmp_path)
    monkeypatch.setattr(places, "ENGINES", {"podman": tmp_path / "nowhere"})
    here = surroundings()
    assert (here.user, here.group, here.engine) == (os.geteuid(), os.getegid(), "docker")
    assert here.outside == f"1000:{os.getegid()}"
    assert here.mount(DATA / "crier.db") == Mount("/srv/my news", DATA)
    assert here.mount(Path("/database")) is None
    (tmp_path / "cgroup").unlink()
    assert surroundings().engine == ""
    monkeypatch.setattr(places, "ENGINES", {"podman": tmp_path})
    assert surroundings().engine == "podman"


def test_a_place_that_can_be_written_has_no_obstacle(tmp_path: Path) -> None:
    assert obstacle(tmp_path / "a" / "folder" / "crier.db") == ""
    (tmp_path / "crier.db").touch()
    assert obstacle(tmp_path / "crier.db") == ""
    assert not full(tmp_path / "crier.db")


OPEN = """
import asyncio, sys
from bot.adapters.storage.store import open_store
async def main():
    async with open_store(sys.argv[1], mode=sys.argv[2], patience=0):
        print("open")
try:
    asyncio.run(main())
except Exception as error:
    print(f"{type(error).__name__}: {error}")
"""
POWERLESS = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")  # root as any other user


def does(*command: str) -> bool:
    try:
        return subprocess.run((*command, "true"), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


as_root = pytest.mark.skipif(os.geteuid() != 0 or not does(*POWERLESS), reason="only root can give files away")
mounts = pytest.mark.skipif(not does("unshare", "--mount"), reason="needs the right to mount")


def opened(file: Path, mode: str = "run", *, before: tuple[str, ...] = ()) -> str:
    """What a process that may do no more than its user says to opening `file`."""
    command = (*before, *POWERLESS, sys.executable, "-c", OPEN, f"sqlite:///{file}", mode)
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@as_root
def test_the_command_that_is_told_mends_a_foreign_folder(tmp_path: Path) -> None:
    file = tmp_path / "crier.db"
    tmp_path.chmod(0o755)
    os.chown(tmp_path, US, US)
    told = opened(file)
    assert told.startswith(
        f"BadStore: {file}: 0:0 may not write {tmp_path}, which belongs to 10001:10001 (drwxr-xr-x); "
    )
    command = f"chown -R 0:0 {tmp_path}"
    assert command in told
    subprocess.run(shlex.split(command), check=True)
    assert opened(file) == "open"


@as_root
def test_the_command_that_is_told_mends_a_foreign_file(tmp_path: Path, empty_database: Path) -> None:
    file = Path(shutil.copy(empty_database, tmp_path / "crier.db"))
    file.chmod(0o644)
    os.chown(file, US, US)
    told = opened(file)
    assert told.startswith(f"BadStore: {file}: 0:0 may not write {file}, which belongs to 10001:10001 (-rw-r--r--); ")
    command = f"chown -R 0:0 {file}"
    assert command in told
    subprocess.run(shlex.split(command), check=True)
    assert opened(file) == "open"


@as_root
@pytest.mark.parametrize("mode", ["run", "read"])
def test_a_folder_nobody_may_look_into_is_no_missing_database(tmp_path: Path, empty_database: Path, mode: str) -> None:
    file = Path(shutil.copy(empty_database, tmp_path / "crier.db"))
    tmp_path.chmod(0o700)
    os.chown(tmp_path, US, US)
    assert opened(file, mode).startswith(f"BadStore: {file}: 0:0 may not write {tmp_path}, ")


@as_root
def test_a_copy_into_a_folder_nobody_may_look_into(tmp_path: Path, empty_database: Path) -> None:
    there = tmp_path / "theirs"
    there.mkdir(0o700)
    os.chown(there, US, US)
    program = f"""
import asyncio
from bot.adapters.storage.backup import backup
try:
    asyncio.run(backup("sqlite:///{empty_database}", __import__("pathlib").Path("{there}/copy.db")))
except Exception as error:
    print(f"{{type(error).__name__}}: {{error}}")
"""
    command = (*POWERLESS, sys.executable, "-c", program)
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert told.startswith(f"BadStore: {there}/copy.db: 0:0 may not write {there}, ")


def mounting(folder: Path, options: str) -> tuple[str, ...]:
    """The start of a command that sees a small file system of its own at `folder`."""
    return ("unshare", "--mount", "sh", "-c", f'mount -t tmpfs -o {options} crier {folder} && exec "$@"', "sh")


@as_root
@mounts
def test_a_read_only_file_system_is_told_as_such(tmp_path: Path) -> None:
    told = opened(tmp_path / "crier.db", before=mounting(tmp_path, "ro"))
    assert told.startswith(f"BadStore: {tmp_path}/crier.db: {tmp_path} is on a file system that is mounted read-only; ")


@as_root
@mounts
@pytest.mark.parametrize(
    ("options", "name"), [("size=4k", "crier.db"), ("nr_inodes=1", "crier.db"), ("nr_inodes=1", "new/crier.db")]
)
def test_a_full_disk_is_busy_until_there_is_room(tmp_path: Path, options: str, name: str) -> None:
    told = opened(tmp_path / name, before=mounting(tmp_path, options))
    assert told == f"StoreBusy: {tmp_path / name}: the disk is full; make room"


def test_what_cannot_be_explained_keeps_its_words(tmp_path: Path) -> None:
    class Odd(Exception):
        sqlite_errorcode = 14  # SQLITE_CANTOPEN

    why = named(tmp_path / "crier.db", Odd())
    assert isinstance(why, BadStore) and not isinstance(why, StoreBusy)
    assert "cannot be opened; give this user read and write access" in str(why)
