"""The three novels -> CPU seconds and peak memory of their EPUB and PDF, beside pandoc's EPUB in the same run.

    make bench                           or: python -m tests.bench --runs 5 novel-120k

Whole processes, user and system time of all children. The first EPUB build of a book pays for EPUBCheck and is not
counted; after it the verdict is known by the EPUB's hash, so that what is measured is the making, as it is for pandoc.
Needs ../shared/corpora, and PyPI's pypandoc_binary for the comparison. Compare figures of one run only: machines differ.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
NOVELS = ("novel-30k", "novel-120k", "novel-560k")


def measure(command: list[str], cwd: Path) -> tuple[float, float]:
    """(CPU seconds, peak MB of the largest process) of a command, with its children."""
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
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def pandoc(book: Path) -> list[str] | None:
    """The command for the same EPUB by pandoc."""
    try:
        import pypandoc  # noqa: PLC0415
    except ImportError:
        return None
    files = (book / "book.txt").read_text().split()
    return [pypandoc.get_pandoc_path(), "metadata.yaml", *files, "-f", "markdown-citations", "-t", "epub3", "--toc",
            "--split-level=1", "-o", str(book.parent / "pandoc.epub")]  # fmt: skip


def rows(name: str, runs: int) -> None:
    """Print a line for each output of a book."""
    with tempfile.TemporaryDirectory() as temporary:
        book = Path(temporary) / name
        shutil.copytree(CORPORA / name, book)
        ours = [sys.executable, "-m", "bookbuild", "build", str(book), "--only"]
        measure([*ours, "epub"], book)
        commands = {"epub": [*ours, "epub"], "pdf": [*ours, "pdf"]}
        if peer := pandoc(book):
            commands["pandoc epub"] = peer
        seen: dict[str, list[tuple[float, float]]] = {kind: [] for kind in commands}
        for _ in range(runs):                      # in turn, so that the machine's moods hit all alike
            for kind, command in commands.items():
                seen[kind].append(measure(command, book))
        for kind, figures in seen.items():
            cpu, memory = (statistics.median(column) for column in zip(*figures, strict=True))
            spread = f"{min(f[0] for f in figures):.2f}–{max(f[0] for f in figures):.2f}"
            print(f"{name:12} {kind:12} {cpu:7.2f} s CPU ({spread})   {memory:6.0f} MB", flush=True)


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


main()
