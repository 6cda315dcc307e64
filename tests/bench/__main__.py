"""The three novels -> what making them costs: outputs cold, after one word, after nothing; peers in the same run.

    make bench                           or: python -m tests.bench --runs 5 novel-120k

Whole processes. CPU is user and system time of a command and its children, memory the largest process among them; the
peers' rows (JSON) have the memory of all processes together. The first EPUB of a book pays for EPUBCheck and is not
counted; after it the verdict is known by the EPUB's hash, so that what is measured is the making, as it is for pandoc.
Needs ../shared; PyPI's pypandoc_binary and typst and Debian's texlive-xetex for the comparisons, each left out where it
is missing. Compare figures of one run only: machines differ, and the same machine from hour to hour.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import cycle
from pathlib import Path

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPORA = SHARED / "corpora"
NOVELS = ("novel-30k", "novel-120k", "novel-560k")


@dataclass(frozen=True)
class Cost:
    """CPU and wall seconds, and MB of the largest process."""

    cpu: float
    wall: float
    memory: float


def measure(command: list[str], cwd: Path) -> Cost:
    """What a command costs, with its children."""
    begun = time.monotonic()
    child = os.fork()
    if child == 0:
        os.chdir(cwd)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os.execvp(command[0], command)  # noqa: S606
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"failed: {' '.join(command)}")
    return Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - begun, usage.ru_maxrss / 1024)


def pandoc(book: Path) -> list[str] | None:
    """The command for the same EPUB by pandoc."""
    try:
        import pypandoc  # noqa: PLC0415
    except ImportError:
        return None
    files = (book / "book.txt").read_text().split()
    return [pypandoc.get_pandoc_path(), "metadata.yaml", *files, "-f", "markdown-citations", "-t", "epub3", "--toc",
            "--split-level=1", "-o", str(book.parent / "pandoc.epub")]  # fmt: skip


def cases(book: Path) -> Iterator[tuple[str, list[str], Callable[[], None]]]:
    """(name, command, what to do before it) of everything that is measured."""
    ours = [sys.executable, "-m", "bookbuild", "build", str(book), "--only"]
    chapter = sorted(book.glob("*.md"))[len(list(book.glob("*.md"))) // 2]
    text, words = chapter.read_text("utf-8"), cycle(f"word{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")

    def cold() -> None:
        shutil.rmtree(book / "dist" / ".cache" / "pages", ignore_errors=True)
        shutil.rmtree(book / "dist" / ".cache" / "passages", ignore_errors=True)
        shutil.rmtree(book / "dist" / ".cache" / "builds", ignore_errors=True)
        chapter.write_text(text, "utf-8")

    def one_word() -> None:
        chapter.write_text(text.replace(" the ", f" {next(words)} ", 1), "utf-8")

    yield "epub", [*ours, "epub"], cold
    if peer := pandoc(book):
        yield "epub, pandoc", peer, lambda: None
    yield "pdf in one piece", [*ours, "pdf", "--one-document"], cold
    yield "pdf", [*ours, "pdf"], cold
    yield "pdf, one word", [*ours, "pdf"], one_word
    yield "pdf, nothing", [*ours, "pdf"], lambda: None


def rows(name: str, runs: int) -> None:
    """Print a line for each case, and what the peers' own programme prints of the same book."""
    with tempfile.TemporaryDirectory() as temporary:
        book = Path(temporary) / name
        shutil.copytree(CORPORA / name, book)
        measure([sys.executable, "-m", "bookbuild", "build", str(book), "--only", "epub"], book)
        listed = list(cases(book))
        seen: dict[str, list[Cost]] = {case: [] for case, *_ in listed}
        sizes: dict[str, int] = {}
        for _ in range(runs):                      # in turn, so that the machine's moods hit all alike
            for case, command, before in listed:
                before()
                seen[case].append(measure(command, book))
                sizes[case] = max((file.stat().st_size for file in (book / "dist").glob("*.pdf")), default=0)
        for case, costs in seen.items():
            cpu, wall, memory = (statistics.median(getattr(cost, what) for cost in costs) for what in ("cpu", "wall", "memory"))
            size = f"{sizes[case] / 1000:8.0f} KB" if case.startswith("pdf") else ""
            print(f"{name:12} {case:18} {cpu:7.2f} s CPU {wall:7.2f} s wall {memory:6.0f} MB {size}", flush=True)
        peers(name, book, runs)


def peers(name: str, book: Path, runs: int) -> None:
    """XeLaTeX and Typst beside us, everything made anew."""
    found = ["xelatex.pdf"] * bool(shutil.which("xelatex")) + ["typst.pdf"] * bool(find_spec("typst"))
    if not found or not find_spec("pypandoc"):
        return
    mine = f"rm -rf dist/.cache/pages dist/.cache/passages dist/.cache/builds; {sys.executable} -m bookbuild build --only pdf -q"
    command = [sys.executable, str(SHARED / "bench" / "peers.py"), str(CORPORA / name), *found, "--mine", mine, "--in", str(book)]
    subprocess.run([*command, "-n", str(runs)], check=True)


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", nargs="*", default=NOVELS)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if not CORPORA.is_dir():
        sys.exit(f"no corpora at {CORPORA}")
    for name in options.books:
        rows(name, options.runs)


if __name__ == "__main__":
    main()
