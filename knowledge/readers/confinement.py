"""Takes from this process, for good, what reading a document does not need: network, new programs, memory without end.

Linux only; elsewhere the limits of the system hold, and Python's own sockets and subprocesses are refused.
"""

import ctypes
import platform
import resource
import signal
import struct
import sys
from collections.abc import Mapping, Sequence

from knowledge.readers.limits import Limits

_SET_PARENT_DEATH_SIGNAL, _SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 1, 38, 22, 2
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 1, 0x80000000  # refused calls say "operation not permitted"
_LOAD, _EQUAL, _AT_LEAST, _HAS_ANY, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ARCHITECTURE, _NUMBER, _ARGUMENTS = 4, 0, 16  # where they stand in what the filter is given
_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000  # of the flags of `open`

# Numbers of system calls: sockets, new programs and processes, looking into others, and what goes around all that.
_X86 = {
    "socket": 41, "connect": 42, "accept": 43, "sendto": 44, "sendmsg": 46, "bind": 49, "listen": 50, "socketpair": 53,
    "accept4": 288, "sendmmsg": 307, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "kill": 62, "tkill": 200,
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "io_uring_setup": 425, "bpf": 321, "unshare": 272,
    "setns": 308, "mount": 165, "chroot": 161, "unlink": 87, "unlinkat": 263, "rename": 82, "renameat": 264,
    "renameat2": 316, "openat2": 437, "rmdir": 84, "mkdir": 83, "mkdirat": 258, "symlink": 88, "symlinkat": 266,
    "link": 86,
    "linkat": 265, "chmod": 90, "fchmodat": 268, "truncate": 76, "creat": 85, "pidfd_getfd": 438,
}  # fmt: skip
_ARM = {
    "socket": 198, "socketpair": 199, "bind": 200, "listen": 201, "accept": 202, "connect": 203, "sendto": 206,
    "sendmsg": 211, "accept4": 242, "sendmmsg": 269, "execve": 221, "execveat": 281, "kill": 129, "tkill": 130,
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "io_uring_setup": 425, "bpf": 280, "unshare": 97,
    "setns": 268, "mount": 40, "chroot": 51, "unlinkat": 35, "renameat2": 276, "openat2": 437, "mkdirat": 34,
    "symlinkat": 36,
    "linkat": 37, "fchmodat": 53, "truncate": 45, "pidfd_getfd": 438,
}  # fmt: skip
# Of `open` and `openat`: the number, and which argument holds the flags.
_SYSTEMS = {
    "x86_64": (0xC000003E, _X86, ((2, 1), (257, 2))),
    "aarch64": (0xC00000B7, _ARM, ((56, 2),)),
}
_FOREIGN_CALLS = 0x40000000  # on x86_64: the same calls under other numbers


def confine(limits: Limits) -> None:
    """Called once all modules are loaded. Raises OSError where the system has filters and refuses this one."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.open_files, limits.open_files))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    sys.addaudithook(_refuse)
    if sys.platform == "linux":
        _filter_calls()


def allow_processor(seconds: int) -> None:
    """So many seconds of the processor from now on; beyond, the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, resource.RLIM_INFINITY))


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "os.fork", "urllib.")):
        raise PermissionError(f"{event} is not allowed while reading documents")


def _filter_calls() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if platform.machine() not in _SYSTEMS:
        return
    code = _program(*_SYSTEMS[platform.machine()])
    lines = ctypes.create_string_buffer(code)

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_void_p)]

    program = Program(len(code) // 8, ctypes.cast(lines, ctypes.c_void_p))
    if libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "the system refuses the filter of system calls")


def _program(architecture: int, calls: Mapping[str, int], opens: Sequence[tuple[int, int]]) -> bytes:
    """The filter, in the language of the kernel (BPF): refuse what is listed and opening to write, allow the rest.

    A jump counts the lines that it leaps over; the last two lines allow and refuse.
    """
    numbers = sorted(calls.values())
    length = 5 + len(numbers) + 3 * len(opens) + 2
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, length - 6, 0, _FOREIGN_CALLS),
    ]
    for number in numbers:
        lines.append((_EQUAL, length - len(lines) - 2, 0, number))
    for number, argument in opens:
        lines.append((_EQUAL, 0, 2, number))
        lines.append((_LOAD, 0, 0, _ARGUMENTS + 8 * argument))
        lines.append((_HAS_ANY, length - len(lines) - 2, length - len(lines) - 3, _WRITING))
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
