"""`make lock`: requirements.lock, what the image is made of, each package with the hashes that its archives must have.

What serves is a part of requirements.txt: torch is not in it, whose builds for processors alone have other hashes than
those of the usual index. Asked is whatever index pip is set to, for both kinds of machine that images are built for.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot import config

REQUIREMENTS, LOCK = config.ROOT / "requirements.txt", config.ROOT / "requirements.lock"
NOT_SERVING = ("# making the model", "# development", "# what only making the model and development need")
# What chromadb names and serving never imports: a client of clusters (126 MB), and what its own server would run on.
NEVER_CALLED = frozenset({"kubernetes", "uvloop", "httptools", "watchfiles"})
MACHINES = ("x86_64", "aarch64")
TAGS = ("2_17", "2_24", "2_26", "2_27", "2_28", "2_34")  # of manylinux
PYTHON = "3.11"
HEADER = "# What the image installs. Written by `make lock` from requirements.txt; never by hand.\n"


class LockError(Exception):
    """No lock was written; the message says why."""


def pins(requirements: str) -> list[str]:
    """`name==version` of all that serving needs, in the order of the file."""
    found, is_serving = [], True
    for line in requirements.splitlines():
        if line.startswith("# "):
            is_serving = not line.startswith(NOT_SERVING)
        pin = line.partition("#")[0].strip()
        if pin and is_serving and pin.partition("==")[0] not in NEVER_CALLED:
            found.append(pin)
    return found


def locked(lock: str) -> dict[str, list[str]]:
    """The pins of a lock, each with its hashes."""
    found: dict[str, list[str]] = {}
    for line in lock.splitlines():
        words = line.rstrip("\\").split()
        if words and "==" in words[0] and not line.startswith("#"):
            found[words[0]] = []
        elif words and words[0].startswith("--hash=sha256:"):
            found[list(found)[-1]].append(words[0].removeprefix("--hash=sha256:"))
    return found


def written(wanted: Sequence[str], hashes: Mapping[str, set[str]]) -> str:
    entries = (" \\\n".join([pin, *(f"    --hash=sha256:{each}" for each in sorted(hashes[pin]))]) for pin in wanted)
    return HEADER + "".join(f"{entry}\n" for entry in entries)


def asked(wanted: Sequence[str], machine: str) -> dict[str, set[str]]:
    """Of each pin the hash of the archive that pip would install there. Raises LockError."""
    with tempfile.TemporaryDirectory(prefix="kura-lock-") as folder:
        report, listed = Path(folder) / "report.json", Path(folder) / "pins.txt"
        listed.write_text("\n".join(wanted), encoding="utf-8")
        platforms = [f"--platform=manylinux_{tag}_{machine}" for tag in TAGS]
        platforms += [f"--platform=manylinux2014_{machine}", f"--python-version={PYTHON}", f"--target={folder}/none"]
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps"]
        command += ["--only-binary=:all:", *platforms, f"--report={report}", f"--requirement={listed}"]
        ended = subprocess.run(command, capture_output=True, text=True)
        if ended.returncode:
            raise LockError(f"pip has not everything for {machine}: {ended.stderr.strip().splitlines()[-1]}")
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    by_name = {_plain(pin.partition("==")[0]): pin for pin in wanted}
    return {
        by_name[_plain(each["metadata"]["name"])]: {each["download_info"]["archive_info"]["hashes"]["sha256"]}
        for each in found
    }


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def main() -> int:
    wanted = pins(REQUIREMENTS.read_text(encoding="utf-8"))
    hashes: dict[str, set[str]] = {pin: set() for pin in wanted}
    try:
        for machine in MACHINES:
            for pin, found in asked(wanted, machine).items():
                hashes[pin] |= found
    except LockError as error:
        print(error, file=sys.stderr)
        return 1
    LOCK.write_text(written(wanted, hashes), encoding="utf-8")
    print(f"{LOCK.name}: {len(wanted)} packages, {sum(map(len, hashes.values()))} hashes, for {' and '.join(MACHINES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
