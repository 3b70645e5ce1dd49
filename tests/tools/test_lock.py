"""The lock of the image says what requirements.txt says, with hashes; the audit never takes silence for a good sign."""

import re
import sys
from pathlib import Path

import pytest

from bot import config
from tools import audit, lock

REQUIREMENTS = lock.REQUIREMENTS.read_text(encoding="utf-8")
LOCKED = lock.locked(lock.LOCK.read_text(encoding="utf-8"))


def test_the_lock_holds_what_serving_needs_in_the_versions_of_requirements_txt_and_nothing_else() -> None:
    assert list(LOCKED) == lock.pins(REQUIREMENTS), "requirements.txt has changed: run make lock"


def test_every_package_of_the_lock_has_the_hash_of_its_archive() -> None:
    assert len(LOCKED) > 100
    assert all(hashes and all(re.fullmatch(r"[0-9a-f]{64}", each) for each in hashes) for hashes in LOCKED.values())


def test_what_makes_the_model_or_is_for_development_is_not_in_it() -> None:
    names = {pin.partition("==")[0] for pin in LOCKED}
    assert not names & {"torch", "transformers", "sentence-transformers", "pytest", "mypy", "pip-audit", "kubernetes"}
    assert {"python-telegram-bot", "cryptography", "onnxruntime", "SQLAlchemy"} <= names


def test_what_is_written_is_read_again() -> None:
    wanted = ["one==1.0", "two==2.0"]
    hashes = {"one==1.0": {"b" * 64, "a" * 64}, "two==2.0": {"c" * 64}}
    assert lock.locked(lock.written(wanted, hashes)) == {"one==1.0": ["a" * 64, "b" * 64], "two==2.0": ["c" * 64]}


def test_the_image_is_made_of_the_lock_and_of_nothing_without_a_hash() -> None:
    dockerfile = (config.ROOT / "Dockerfile").read_text(encoding="utf-8")
    installs = [line for line in dockerfile.splitlines() if "pip install" in line]
    assert len(installs) == 1 and "--require-hashes -r requirements.lock" in installs[0]


def answering(folder: Path, words: str, status: int = 0) -> tuple[str, ...]:
    """Stands in for pip-audit, which would ask a service on the network."""
    script = folder / "said.py"
    script.write_text(f"import sys\n{words}\nsys.exit({status})\n", encoding="utf-8")
    return (sys.executable, str(script))


def test_a_service_that_cannot_be_asked_is_said_plainly_and_is_no_pass(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    failing = answering(tmp_path, "print('ConnectionError: no route', file=sys.stderr)", 1)
    assert audit.main(failing) == audit.NOT_ASKED
    assert capsys.readouterr().out.startswith("NOT CHECKED: ")


def test_a_package_that_was_passed_over_is_no_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passed_over = 'print(\'{"dependencies": [{"name": "one", "skip_reason": "not found"}]}\')'
    assert audit.main(answering(tmp_path, passed_over)) == audit.NOT_ASKED
    assert "1 could not be asked about: one" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("vulns", "status", "said"),
    [
        ("[]", audit.CLEAN, "1 packages asked about, 0 weaknesses known."),
        ("[{'id': 'PYSEC-1', 'fix_versions': ['2.0']}]", audit.FOUND, "one 1.0: PYSEC-1, mended in: 2.0"),
    ],
)
def test_a_known_weakness_is_named_with_the_version_that_mends_it(
    vulns: str, status: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = (
        f"import json; print(json.dumps({{'dependencies': [{{'name': 'one', 'version': '1.0', 'vulns': {vulns}}}]}}))"
    )
    assert audit.main(answering(tmp_path, found, 1 if status else 0)) == status
    assert said in capsys.readouterr().out
