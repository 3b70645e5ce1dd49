"""Runs the bot and writes down whom it looks up and connects to: `python -m tests.harness.witness run`.

The hook sees every socket that is made from Python, whichever library does it; it cannot be taken off again.
"""

import os
import runpy
import sys
from typing import Any

VARIABLE = "KURA_WITNESS"  # the file to write to
SEEN = frozenset({"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"})


def main() -> None:
    file = os.open(os.environ[VARIABLE], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in SEEN:
            what = arguments[:2] if event.startswith("socket.get") else arguments[-1]
            os.write(file, f"{event} {what!r}\n".encode())

    sys.addaudithook(hook)
    sys.argv = ["bot", *sys.argv[1:]]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
