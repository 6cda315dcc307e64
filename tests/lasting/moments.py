"""Two drafts of a book, built once -> builds in processes of their own, what is left when they are stopped, what comes next."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from nasty import SMALL
from tiny import LENIENT, Finished, TinyBook, bookbuild

SOON = 60                                          # seconds in which a process must have done what it does at once
FIRST_DRAFT = SMALL
# What is kept in dist/.cache: all; EPUBCheck's verdicts; or nothing.
ALL, JUDGED, NOTHING = ("builds", "hyphens", "pages", "passages", "starts", "verdicts", "words"), ("verdicts",), ()
SECOND_DRAFT = {**SMALL, "02-second.md": str(SMALL["02-second.md"]).replace("See", "Now see"), "04-fourth.md": "# Fourth\n\nNew."}


def until(seen: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while not seen():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def digests(folder: Path) -> dict[str, str]:
    """Of the book's outputs, as they are in dist/."""
    return {kind: hashlib.sha256((folder / "dist" / f"small.{kind}").read_bytes()).hexdigest() for kind in ("epub", "pdf")}


def opens(folder: Path) -> bool:
    """Whether both outputs are whole, as a reader's program would find."""
    with zipfile.ZipFile(folder / "dist" / "small.epub") as package:
        assert package.testzip() is None
        assert package.read("mimetype") == b"application/epub+zip"
    with pikepdf.open(folder / "dist" / "small.pdf") as pdf:
        return len(pdf.pages) > 0


def leftovers(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "dist").rglob(".bookbuild-*"))


@dataclass(frozen=True)
class Drafts:
    """The book as it was, and as it will be; the second was built where the first had been."""

    first: Finished
    second: Finished

    def revised(self, folder: Path, kept: tuple[str, ...] = ALL) -> Path:
        """The first draft built and the second written; of the cache there is so much as the second will ask for."""
        shutil.copytree(self.first.folder, folder, ignore=shutil.ignore_patterns(".cache"))
        for name in kept:
            shutil.copytree(self.second.folder / "dist" / ".cache" / name, folder / "dist" / ".cache" / name)
        shutil.copytree(self.second.folder / "manuscript", folder / "manuscript", dirs_exist_ok=True)
        return folder

    def finished(self, above: Path) -> Path:
        """The second draft, built: nothing is left to do. Its folder has the name it was built in, for that counts too."""
        return Path(shutil.copytree(self.second.folder, above / self.second.folder.name))

    def become(self, folder: Path, name: str) -> None:
        """Put a draft's outputs into a book's dist/, as a build would."""
        made: Finished = getattr(self, name)
        for file in (made.epub, made.pdf):
            shutil.copy2(file, folder / "dist" / file.name)

    def of(self, folder: Path) -> tuple[str, str]:
        """Which draft the EPUB and the PDF are of; each must be one of the two, and open."""
        assert opens(folder)
        known = {digest: name for name in ("first", "second") for digest in digests(getattr(self, name).folder).values()}
        epub, pdf = digests(folder).values()
        return known[epub], known[pdf]


@pytest.fixture(scope="session")
def drafts(once: Callable[..., Finished]) -> Drafts:
    first = once("lasting-first", lambda folder: TinyBook(folder).write(FIRST_DRAFT), leniently=True)

    def revise(folder: Path) -> None:
        shutil.copytree(first.folder, folder)
        TinyBook(folder).write(SECOND_DRAFT)

    made = Drafts(first, once("lasting-second", revise, leniently=True))
    assert made.of(made.first.folder) == ("first", "first")
    assert made.of(made.second.folder) == ("second", "second")
    assert not set(digests(made.first.folder).values()) & set(digests(made.second.folder).values())
    return made


@dataclass
class Build:
    """A build in a session of its own, with its own folder for temporary files; unless told otherwise, EPUBCheck is lenient."""

    folder: Path
    options: tuple[str, ...] = ()
    program: tuple[str, ...] = ("-m", "bookbuild")
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.temporary = self.folder.parent / f"{self.folder.name}-temporary"
        self.temporary.mkdir(exist_ok=True)
        self.told = self.folder.parent / f"{self.folder.name}-{time.monotonic_ns()}.told"
        surroundings = os.environ | LENIENT | {"TMPDIR": str(self.temporary)} | self.environment
        command = [sys.executable, *self.program, "build", str(self.folder), *self.options]
        with self.told.open("w") as told:
            self.process = subprocess.Popen(command, stdout=told, stderr=told, env=surroundings, start_new_session=True)

    @property
    def said(self) -> str:
        """All that it and its own processes have told so far."""
        return self.told.read_text("utf-8")

    @property
    def living(self) -> list[int]:
        """Its processes, and theirs."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, *_, session = stat.read_text().rpartition(") ")[2].split()[:4]
            except OSError:                        # it has just ended
                continue
            if int(session) == self.process.pid and state != "Z":
                found.append(int(stat.parent.name))
        return found

    @property
    def left(self) -> list[str]:
        """Temporary files, beside the book and elsewhere; Java's are its own affair."""
        return [*leftovers(self.folder), *(file.name for file in self.temporary.iterdir() if not file.name.startswith("hsperfdata"))]

    def listens(self) -> bool:
        """Whether it has come so far as to hear signals: before that, only Python's own start can be stopped."""
        try:
            caught = next(line for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
        except (OSError, StopIteration):
            return True                            # it is over already
        return self.process.poll() is not None or bool(int(caught.split()[1], 16) >> signal.SIGTERM - 1 & 1)

    def wait(self) -> int:
        """Its exit status, when it and all of its own are gone."""
        status = self.process.wait(SOON)
        until(lambda: not self.living)
        return status

    def strike(self, number: int, *, whom: str) -> None:
        """A signal to its parent process alone, to the group that a terminal's Ctrl-C goes to, or to all of its processes."""
        for each in self.living if whom == "all" else [self.process.pid]:
            try:
                (os.killpg if whom == "group" else os.kill)(each, number)
            except ProcessLookupError:
                continue

    def close(self) -> None:
        """Whatever a test has found, nothing of it goes on."""
        self.strike(signal.SIGKILL, whom="all")
        self.process.wait(SOON)


@pytest.fixture
def start() -> Any:  # noqa: ANN401 - Build, and its end
    """Begin a build; it ends with the test."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("processes are looked for in /proc")
    begun: list[Build] = []

    def start(*arguments: Any, **options: Any) -> Build:  # noqa: ANN401
        begun.append(Build(*arguments, **options))
        return begun[-1]

    yield start
    for each in begun:
        each.close()


def next_build(folder: Path) -> dict[str, Any]:
    """What the next build says, with the temporary files of the last."""
    done = bookbuild("build", folder, "--json", environment=LENIENT | {"TMPDIR": str(folder.parent / f"{folder.name}-temporary")})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said
