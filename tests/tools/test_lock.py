"""The lock of the image says what requirements.txt says, with hashes; the audit never takes silence for a good sign."""

import base64
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot import config
from bot.config import Config
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


def test_no_package_is_locked_that_nothing_of_serving_asks_for() -> None:
    """By what the packages themselves say that they need: sympy alone, which torch needs, would be 75 MB."""
    direct = REQUIREMENTS.partition("# making the model")[0]
    asked_for = closure(canonicalize_name(pin.partition("==")[0]) for pin in lock.pins(direct))
    assert [pin for pin in LOCKED if canonicalize_name(pin.partition("==")[0]) not in asked_for] == []


def closure(names: Iterable[str]) -> set[str]:
    """These packages and all that they need, but nothing on behalf of what the lock leaves out."""
    pinned = {canonicalize_name(pin.partition("==")[0]) for pin in LOCKED}
    waiting, found = [(name, "") for name in names], set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in found or name not in pinned:
            continue
        found.add((name, extra))
        for needed in map(Requirement, metadata.requires(name) or ()):
            if needed.marker is None or needed.marker.evaluate({"extra": extra}):
                waiting += [(canonicalize_name(needed.name), each) for each in ("", *needed.extras)]
    return {name for name, _ in found}


WITHOUT = """
import importlib, pkgutil, sys
left_out = set(sys.argv[1].split())

class LeftOut:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in left_out:
            raise ModuleNotFoundError(f"{name} is not in the image", name=name)

sys.meta_path.insert(0, LeftOut)
import bot, ingest, knowledge
for room in (bot, knowledge):
    for module in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
        if not module.name.endswith((".__main__", ".child")):  # these two begin to work when they are imported
            importlib.import_module(module.name)
from bot.__main__ import main
assert ingest.main(["--force", "--why", "built without the others"]) == 0
assert main(["ask", "What time do polling stations open?"]) == 0
"""


def test_serving_and_ingest_do_with_what_is_locked(published: Config) -> None:
    left_out = sorted(modules_left_out())
    assert {"torch", "sympy", "kubernetes", "uvloop", "pytest"} <= set(left_out)
    command = [sys.executable, "-c", WITHOUT, " ".join(left_out)]
    environment = {**os.environ, config.KEY_VARIABLE: base64.b64encode(bytes(32)).decode()}
    ended = subprocess.run(command, cwd=config.ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert "is live" in ended.stdout and "06:00 (6 am)" in ended.stdout


def modules_left_out() -> Iterator[str]:
    """What is installed here by packages of requirements.txt alone that are not in the lock."""
    locked = {canonicalize_name(pin.partition("==")[0]) for pin in LOCKED}
    named = re.findall(r"^([\w.-]+)==", REQUIREMENTS, re.MULTILINE)
    others = {canonicalize_name(name) for name in named} - locked
    for module, packages in metadata.packages_distributions().items():
        if {canonicalize_name(package) for package in packages} <= others:
            yield module


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
