"""The novels, composed and set line by line -> how even their lines and pages are, and what that costs.

    python -m tests.bench.lines          or: python -m tests.bench.lines novel-120k --face "Liberation Serif" --runs 3

Lines are judged by ../shared/gates/linequality.py, from the finished PDF; pages by `bookbuild check --pages`. CPU is that
of the whole `build --only pdf --jobs 1` with nothing kept, the two in turn, medians. The taste of
bookbuild/press/composer/fit.py was chosen with this, on all four books and in the three faces.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .__main__ import CORPORA, SHARED, measure

BOOKS = ("novel-30k", "novel-120k", "novel-560k", "rust-book")
ONE = ("--only", "pdf", "--jobs", "1")
FACES = ("", "Liberation Serif", "P052")           # the theme's own, and two that Debian has


def main() -> None:
    """Print a row for every book and face."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("books", nargs="*", default=BOOKS)
    options.add_argument("--face", action="append", help="a face of this machine's, instead of all three")
    options.add_argument("--runs", type=int, default=1)
    told = options.parse_args()
    for name in told.books:
        for face in told.face or FACES:
            with tempfile.TemporaryDirectory() as folder:
                compare(name, face, Path(folder), told.runs)


def compare(name: str, face: str, folder: Path, runs: int) -> None:
    """Both ways to set a book, in turn."""
    ways = {way: prepared(name, face, folder / way) for way in ("composed", "greedy")}
    cpu: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(runs):
        for way, book in ways.items():
            shutil.rmtree(book / "dist", ignore_errors=True)
            cpu[way].append(measure([sys.executable, "-m", "bookbuild", "build", str(book), *ONE], folder).cpu)
    for way, book in ways.items():
        flaws = Counter(problem["code"] for problem in problems(book))
        said = {"book": name, "face": face or FACES[0], "set": way, "cpu": round(statistics.median(cpu[way]), 2), **lines(book), **flaws}
        print(json.dumps(said), flush=True)
    print(f"    CPU, composed to greedy: {statistics.median(cpu['composed']) / statistics.median(cpu['greedy']):.2f}", flush=True)


def prepared(name: str, face: str, book: Path) -> Path:
    """A copy of the book, with drop caps, in that face."""
    shutil.copytree(CORPORA / name, book, copy_function=shutil.copyfile)
    (book / "styles").mkdir()
    family = f' html {{ font-family: "{face}" }}' if face else ""
    (book / "styles" / "print.css").write_text(f":root {{ --opening: drop-cap }}{family}\n")
    if book.name == "greedy":
        with (book / "book.toml").open("a") as file:
            file.write("\n[pdf]\ncomposer = false\n")
    return book


def lines(book: Path) -> dict[str, float]:
    """What the judge says of the book's lines."""
    (pdf,) = (book / "dist").glob("*.pdf")
    said = subprocess.run([sys.executable, SHARED / "gates" / "linequality.py", pdf], capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(said[said.index("{") :])
    return found


def problems(book: Path) -> list[dict[str, str]]:
    """What is left on the book's pages."""
    command = [sys.executable, "-m", "bookbuild", "check", str(book), "--pages", "--json"]
    found: list[dict[str, str]] = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)["problems"]
    return found


if __name__ == "__main__":
    main()
