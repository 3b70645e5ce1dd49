"""A copy of what cannot be made again: `python backup.py VAR BACKUPS`. Databases are copied whole while the bot runs.

Editions are left out (they are built from the documents), and so is the key, which is kept apart from the data.
"""

import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

KEPT = 7
KEEPS = ("library", "withdrawn.toml")


def backup(var: Path, backups: Path, today: date) -> Path:
    """Write `var-DAY.tar.gz` into `backups`, by one rename, and remove all but the last seven."""
    target = backups / f"var-{today.isoformat()}.tar.gz"
    with tempfile.TemporaryDirectory(dir=backups, prefix=".") as folder:
        new = Path(folder) / "new.tar.gz"
        with tarfile.open(new, "w:gz") as archive:
            for name in KEEPS:
                if (var / name).exists():
                    archive.add(var / name, f"var/{name}")
            for database in sorted(var.glob("*.sqlite")):
                copy = Path(folder) / database.name
                with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as copied:
                    source.backup(copied)
                archive.add(copy, f"var/{database.name}")
        new.replace(target)
    for old in sorted(backups.glob("var-*.tar.gz"))[:-KEPT]:
        old.unlink()
    return target


def main(arguments: Sequence[str]) -> int:
    var, backups = map(Path, arguments)
    print(f"Wrote {backup(var, backups, date.today())}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
