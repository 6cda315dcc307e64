"""Fake drives, parcels and programs for the tests of delivery."""

import hashlib
import os
from pathlib import Path

from bookbuild.delivery import Parcel, Target
from bookbuild.delivery.detection import target_at
from bookbuild.delivery.devices import Mark

# What stands in a marker file that is read: a Kobo Libra Colour's version, and a tolino shine color's (calibre's kobo driver).
KOBO = "N428A0000000,4.9.77,4.42.23296,4.9.77,4.9.77,00000000-0000-0000-0000-000000000390"
TOLINO = "T428A0000000,4.9.77,5.8.223440,4.9.77,4.9.77,00000000-0000-0000-0000-000000000693\n"


def drive(root: Path, marks: tuple[Mark, ...]) -> Path:
    """A folder with these marks in it."""
    root.mkdir(parents=True, exist_ok=True)
    for mark in marks:
        path = root / mark.path
        if Path(mark.path).suffix == ".db" or mark.path.endswith("version"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(TOLINO if mark.says else KOBO, "utf-8")
        else:
            path.mkdir(parents=True, exist_ok=True)
    return root


def kobo(root: Path) -> Target:
    return target_at(drive(root, (Mark(".kobo/version"),)))


def parcel(folder: Path, content: bytes, book: str = "urn:uuid:1", stem: str = "the-last-cell", **more: str) -> Parcel:
    """A draft of a book: what is in it does not matter here."""
    file = folder / f"draft-{hashlib.sha256(content).hexdigest()[:8]}.epub"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return Parcel(file, book, more.get("title", "The Last Cell"), stem, ".kepub.epub", more.get("home", ""))


def program(folder: Path, name: str, text: str) -> Path:
    """A program of this name, first on the PATH that `searched` gives."""
    file = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    file.chmod(0o755)
    return file


def searched(folder: Path) -> str:
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def files(root: Path) -> set[str]:
    return {each.relative_to(root).as_posix() for each in root.rglob("*") if not each.is_dir()}
