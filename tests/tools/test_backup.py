"""The daily copy of `var`: whole databases while they are written to, no key, no edition, the last seven days."""

import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bot import config

SCRIPT = config.ROOT / "deploy" / "backup.py"


def test_a_copy_holds_what_cannot_be_made_again_and_nothing_else(tmp_path: Path) -> None:
    var, backups = tmp_path / "var", tmp_path / "backups"
    backups.mkdir()
    for file in ("library/note.txt", "editions/a/manifest.json", "withdrawn.toml", "key"):
        (var / file).parent.mkdir(parents=True, exist_ok=True)
        (var / file).write_text("words", encoding="utf-8")
    with closing(sqlite3.connect(var / "bot.sqlite")) as open_one:
        open_one.execute("PRAGMA journal_mode = WAL")
        open_one.execute("CREATE TABLE t (x)")
        open_one.execute("INSERT INTO t VALUES (7)")
        open_one.commit()  # stands in the write-ahead log only
        for days in range(9):
            (backups / f"var-{date(2020, 1, 1) + timedelta(days)}.tar.gz").write_bytes(b"")
        subprocess.run([sys.executable, str(SCRIPT), str(var), str(backups)], check=True, capture_output=True)
    kept = sorted(backups.iterdir())
    assert len(kept) == 7
    with tarfile.open(kept[-1]) as archive:
        names = {name for name in archive.getnames() if archive.getmember(name).isfile()}
        assert names == {"var/library/note.txt", "var/withdrawn.toml", "var/bot.sqlite"}
        archive.extract("var/bot.sqlite", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "var" / "bot.sqlite")) as copied:
        assert copied.execute("SELECT x FROM t").fetchall() == [(7,)]
