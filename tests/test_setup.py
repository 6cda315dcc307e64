"""The set-up: what `make` says and asks for on machines that lack something, and pins that are pins."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[1]
PINS = REPOSITORY / "constraints.txt"
ALL = "libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0"
LINE = "apt-get install -y --no-install-recommends"
TOOLS = ("make", "sh", "uname", "rm", "touch", "sort", "sed", "awk", "cat", "env")
needs_make = pytest.mark.skipif(shutil.which("make") is None or sys.platform != "linux", reason="needs make, on Linux")


@dataclass(frozen=True)
class Machine:
    """A make-believe machine: a folder of commands, and a copy of the Makefile."""

    folder: Path

    def has(self, name: str, script: str) -> None:
        command = self.folder / "bin" / name
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)

    def make(self, target: str) -> str:
        """Make it fail, and give what it said on stderr, less make's own last word."""
        path = {"PATH": str(self.folder / "bin")}
        said = subprocess.run(["make", target], cwd=self.folder, env=path, capture_output=True, text=True, check=False)
        assert said.returncode, said.stdout
        return "".join(line for line in said.stderr.splitlines(keepends=True) if not line.startswith("make:"))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Debian, and an author who is not root and may not become root."""
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(found)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(REPOSITORY / name, tmp_path)
    made = Machine(tmp_path)
    made.has("id", "echo 1000")
    made.has("apt-get", "echo apt-get was run >&2; exit 100")
    return made


@needs_make
def test_a_bare_machine_is_told_all_it_lacks_in_one_line(machine: Machine) -> None:
    assert machine.make("book") == (
        f"bookbuild needs {ALL} python3 python3-venv, which only an administrator may install here: type this line, and make again.\n"
        f"    (as root) {LINE} {ALL} python3 python3-venv\n"
    )


@needs_make
def test_without_pango_the_line_to_type_begins_with_sudo_where_there_is_one(machine: Machine) -> None:
    machine.has("sudo", "exit 1")
    machine.has("python3", 'case "$2" in *ctypes*) exit 1;; esac')
    assert machine.make("test").splitlines()[1] == f"    sudo {LINE} {ALL}"


@needs_make
def test_a_missing_ensurepip_is_asked_for_by_the_name_of_its_python(machine: Machine) -> None:
    machine.has("python3", 'case "$2" in *version_info*) exit 1;; esac')
    machine.has("python3.12", 'case "$2" in *ensurepip*) exit 1;; esac')
    assert machine.make("book").splitlines()[1] == f"    (as root) {LINE} python3.12-venv"


@needs_make
def test_an_old_python_is_named(machine: Machine) -> None:
    machine.has("python3", 'case "$1" in -c) exit 1;; *) echo Python 3.9.2;; esac')
    assert machine.make("book") == (
        "bookbuild needs Python 3.11 or newer, and here is Python 3.9.2: install a newer one beside it, and make again.\n")


@needs_make
def test_help_names_every_target() -> None:
    targets = re.findall(r"^\.PHONY: (.+)$", (REPOSITORY / "Makefile").read_text(), re.MULTILINE)[0].split()
    said = subprocess.run(["make"], cwd=REPOSITORY, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}).stdout
    assert [line.split()[1] for line in said.splitlines()] == targets


def test_the_ci_runs_what_the_readme_says() -> None:
    script = REPOSITORY / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in script.read_text()
    assert "\nmake test\n" in script.read_text()


def test_every_direct_dependency_is_pinned_exactly() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    named = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        named += extra
    assert [each for each in named if not re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+", each)] == []


def test_a_constraint_names_a_version_and_no_place() -> None:
    lines = [line for line in PINS.read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[\w.]+", line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])


def test_all_that_is_installed_is_pinned() -> None:
    pinned = {line.split("==")[0] for line in PINS.read_text().splitlines() if "==" in line}
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct = {Requirement(each) for each in (*project["dependencies"], *project["optional-dependencies"]["test"])}
    unpinned = _brought(direct) - pinned - {canonicalize_name(each.name) for each in direct}
    assert unpinned == set()


def _brought(named: set[Requirement]) -> set[str]:
    """The names of all that these requirements bring along, on this machine."""
    asked: set[tuple[str, str]] = set()
    waiting = [(each.name, extra) for each in named for extra in ("", *each.extras)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in asked:
            continue
        asked.add((name, extra))
        try:
            wants = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:
            continue                               # an extra that is not installed: pip, too, would have to be asked for it
        wanted = [each for each in wants if each.marker is None or each.marker.evaluate({"extra": extra})]
        waiting += [(each.name, further) for each in wanted for further in ("", *each.extras)]
    return {canonicalize_name(name) for name, _ in asked}
