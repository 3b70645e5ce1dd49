"""Which process holds a lease: a name that says, on the same machine, whether that process still lives."""

import os
import secrets
from pathlib import Path

_PROC = Path("/proc")


def name(pid: int | None = None) -> str:
    """`SPACE:PID:START`. Within one space (a machine since its start, or a container) numbers and starts can be told.

    Where the system does not say, the space is random: then nobody takes the process for dead, and its leases end by
    themselves.
    """
    number = pid or os.getpid()
    try:
        return f"{_space()}:{number}:{_start(number)}"
    except OSError:
        return f"{secrets.token_hex(8)}:{number}:0"


def is_dead(owner: str) -> bool:
    """Whether the process of that name is known to be gone; False where it cannot be known."""
    try:
        space, pid, start = owner.rsplit(":", 2)
        if space != _space():
            return False
    except (ValueError, OSError):
        return False
    try:
        return _start(int(pid)) != start
    except OSError:
        return True


def _space() -> str:
    boot = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    inside = os.readlink(_PROC / "self/ns/pid")
    return f"{boot[:13]}-{''.join(filter(str.isdigit, inside))}"


def _start(pid: int) -> str:
    """When a process began, in ticks since the machine's start; the same number later has another."""
    fields = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    if fields[0] in ("Z", "X"):
        raise ProcessLookupError(pid)  # dead, and only its parent has not looked
    return fields[19]
