"""A dict of names and texts -> a tiny book on the disk, and every stage of the road from it; books built once for all."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree  # noqa: N813 - as lxml says it

import pytest
from typer.testing import CliRunner

from bookbuild.book import Book
from bookbuild.cli import app
from bookbuild.edition import Document, Edition, compose
from bookbuild.epub import write_epub
from bookbuild.manuscript import load
from bookbuild.styles import Style, load_style

HERE = Path(__file__).parent
PROJECT = HERE.parent
SHARED = PROJECT.parent / "shared"                 # corpora and gates, on machines that have them
# The smallest PNG there is: one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c6368000000820081dd436af40000000049454e44ae426082",
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'
# The surroundings of a command whose EPUBCheck finds no fault, and at once: the true one computes for four seconds, and what it
# says is what few tests are of.
LENIENT = {"PYTHONPATH": os.pathsep.join((str(HERE / "lenient"), str(PROJECT)))}
Files = dict[str, str | bytes]


@dataclass(frozen=True)
class TinyBook:
    """A book's folder, and the stages of the road from it."""

    folder: Path

    def load(self, edition: str | None = None) -> Book:
        return load(self.folder, edition)

    def compose(self, edition: str | None = None, faces: tuple[str, ...] = ()) -> Edition:
        return compose(self.load(edition), faces)

    def style(self) -> Style:
        return load_style(self.folder, "classic")

    def document(self, name: str) -> Document:
        return next(each for each in self.compose().documents if each.name == name)

    def body(self, name: str) -> str:
        """The XHTML of one document of the edition."""
        return self.document(name).body

    def problems(self) -> list[str]:
        """All that composing the book complains of, as a person reads it."""
        return [str(problem) for problem in self.compose().problems]

    def codes(self) -> list[str]:
        return [problem.code for problem in self.compose().problems]

    def epub(self, name: str = "book.epub") -> "Package":
        out = self.folder / "dist" / name
        write_epub(self.compose(), self.style(), out)
        return Package(out)

    def write(self, files: Files) -> None:
        """Names are those in manuscript/; one with a slash in front is in the book's folder."""
        for name, content in files.items():
            file = self.folder / name[1:] if name.startswith("/") else self.folder / "manuscript" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())


@dataclass(frozen=True)
class Package:
    """An EPUB, to look into."""

    path: Path

    @property
    def names(self) -> list[str]:
        with zipfile.ZipFile(self.path) as package:
            return package.namelist()

    def read(self, name: str) -> bytes:
        """A file of the package; `EPUB/` may be left out."""
        with zipfile.ZipFile(self.path) as package:
            return package.read(name if name in package.namelist() else f"EPUB/{name}")

    def text(self, name: str) -> str:
        return self.read(name).decode()

    def tree(self, name: str) -> etree.Element:
        return etree.fromstring(self.read(name))  # noqa: S314 - our own book


@dataclass(frozen=True)
class Finished:
    """A book that has been built from the command line, and what the command said (`--json`)."""

    folder: Path
    said: dict[str, Any]

    @property
    def epub(self) -> Path:
        return Path(self.said["epub"]["path"])

    @property
    def pdf(self) -> Path:
        return Path(self.said["pdf"]["path"])


@dataclass(frozen=True)
class Answer:
    """What a command said, and its status."""

    returncode: int
    stdout: str
    stderr: str


Make = Callable[..., TinyBook]


def few(cases: Iterable[Any], tried: int) -> list[Any]:
    """The first of many cases of one kind; the others are tried with `-m thorough`."""
    listed = [case if isinstance(case, tuple) else (case,) for case in cases]
    return [pytest.param(*case, marks=() if at < tried else pytest.mark.thorough) for at, case in enumerate(listed)]


def bookbuild(*arguments: object, cwd: Path | None = None, environment: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """The command as a person runs it, in a process of its own."""
    paths = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-m", "bookbuild", *map(str, arguments)], capture_output=True, text=True, check=False, cwd=cwd,
        env=os.environ | {"PYTHONPATH": paths, "COLUMNS": "100"} | (environment or {}), timeout=600,
    )  # fmt: skip


def typed(*arguments: object) -> Answer:
    """The same in this very process, for tests to which it is no matter where a command runs: Python need not start for them."""
    done = CliRunner(env={"COLUMNS": "100"}).invoke(app, [str(each) for each in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Answer(done.exit_code, done.stdout, done.stderr)


def be_lenient(patched: pytest.MonkeyPatch) -> None:
    """EPUBCheck finds no fault, and at once, in builds by this process and by the commands it starts."""
    patched.setattr("bookbuild.checks.epubcheck.java", lambda: str(HERE / "lenient" / "java"))
    patched.setenv("PYTHONPATH", LENIENT["PYTHONPATH"])


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what comes before EPUBCheck's verdict, and after it."""
    be_lenient(monkeypatch)


@pytest.fixture
def book(tmp_path: Path) -> Make:
    """`book({"01-a.md": "# A"})` is a book of one chapter; a text alone is its only chapter; `toml` is its book.toml."""

    def make(files: Files | str, toml: str = 'title = "Tiny"\n', folder: str = "tiny") -> TinyBook:
        made = TinyBook(tmp_path / folder)
        made.write({"01-one.md": files} if isinstance(files, str) else files)
        if toml and "book.toml" not in files:
            made.write({"book.toml": toml})
        return made

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with `tests/golden/NAME`; `--update-golden` writes it instead."""

    def compare(name: str, text: str) -> None:
        file = HERE / "golden" / name
        if request.config.getoption("--update-golden"):
            file.write_text(text, "utf-8")
        assert text == file.read_text("utf-8")

    return compare


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Finished]:
    """Build a book once for all workers of pytest-xdist: the first to come builds, the others wait for it.

    `leniently` where EPUBCheck judges the book elsewhere, or where its judgement is beside the point.
    """
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root

    def build(name: str, write: Callable[[Path], object], *, leniently: bool = False) -> Finished:
        folder, told = root / name, root / f"{name}.json"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not told.exists():
                write(folder)
                built = bookbuild("build", folder, "--json", environment=LENIENT if leniently else None)
                assert built.returncode == 0, built.stdout + built.stderr
                told.write_text(built.stdout, "utf-8")
        return Finished(folder, json.loads(told.read_text("utf-8")))

    return build


@pytest.fixture(scope="session")
def sample(once: Callable[..., Finished]) -> Finished:
    """The sample book of this repository, built."""

    def write(folder: Path) -> None:
        for name in ("manuscript", "styles"):
            if (PROJECT / name).exists():
                shutil.copytree(PROJECT / name, folder / name)

    return once("sample", write)
