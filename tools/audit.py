"""`make audit`: whether a weakness is known of any package of the image. Says plainly where nobody could be asked."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from tools.lock import LOCK

CLEAN, FOUND, NOT_ASKED = 0, 1, 3
COMMAND = ("-m", "pip_audit", "--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off")


def main(python: Sequence[str] = (sys.executable, *COMMAND)) -> int:
    """Exit status: 0 none known, 1 some are, 3 the service that knows could not be asked."""
    ended = subprocess.run([*python, "--requirement", str(LOCK)], capture_output=True, text=True)
    try:
        packages = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        why = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"NOT CHECKED: the list of known weaknesses could not be asked. {why[:300]}")
        return NOT_ASKED
    skipped = [package["name"] for package in packages if "vulns" not in package]
    if skipped:
        some = ", ".join(skipped[:3])
        print(f"NOT CHECKED: of {len(packages)} packages {len(skipped)} could not be asked about: {some} ...")
        return NOT_ASKED
    found = list(weaknesses(packages))
    for line in found:
        print(line)
    print(f"{len(packages)} packages asked about, {len(found)} weaknesses known.")
    return FOUND if found else CLEAN


def weaknesses(packages: Sequence[dict[str, Any]]) -> Iterator[str]:
    for package in packages:
        for one in package.get("vulns", ()):
            mended = ", ".join(one.get("fix_versions", ())) or "none yet"
            yield f"{package['name']} {package['version']}: {one['id']}, mended in: {mended}"


if __name__ == "__main__":
    sys.exit(main())
