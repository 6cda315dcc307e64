"""A pack of hostile manuscripts: each is refused or washed, with file and line, and nothing outside the book's folder is touched.

The pack is built once, in processes that tell all they open (sitecustomize.py): the build's own, that which reads Markdown,
that which sets pages.
"""

import fcntl
import json
import os
import subprocess
import sys
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pack import PACK, PRINTED, WITHHELD
from tiny import PROJECT, TinyBook

from bookbuild.kept import FONTS

HERE = Path(__file__).parent
MERGED = "all in one"                              # a book with every hostile chapter that asks for no folder of its own
PRINTED_BOOK = "printed"
LOOKED_FOR_PANGO = ("ldconfig", "gcc", "ld")        # by Python's own ctypes.util.find_library
SHOWN = {"error", "warning"}
QUIET = {"m-031", "m-003", "c-004", "k-001", "c-002"}     # what is said beside the point: pictures that want describing, and the like


@dataclass(frozen=True)
class Watched:
    """What building the pack said, by book, and what its processes did."""

    root: Path
    said: dict[str, Any]
    done: list[tuple[int, str, list[Any]]]


def lay_out(root: Path) -> list[str]:
    """Write all books; gives their folders."""
    outside = root / "outside"
    TinyBook(outside).write({f"/secret.{kind}": WITHHELD for kind in ("md", "css", "toml", "yaml", "png")})
    TinyBook(outside).write({"/book.css": WITHHELD, "/paper.css": "", "/screen.css": ""})
    for number, (name, hostile) in enumerate(PACK.items()):
        for book in (name if hostile.alone else MERGED, *([PRINTED_BOOK] if name in PRINTED else [])):
            made = TinyBook(root / "books" / book)
            folder = f"{number:03d}/" if book in (MERGED, PRINTED_BOOK) else ""
            made.write({(each if each.startswith("/") else f"{folder}{each}"): content for each, content in hostile.files.items()})
            if hostile.lay:
                hostile.lay(made.folder, outside)
    return [f"+{each}" if each.name == PRINTED_BOOK else str(each) for each in sorted((root / "books").iterdir())]


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    """The pack, built once for all of pytest-xdist's workers."""
    base = tmp_path_factory.getbasetemp()
    root = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "pack"
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "said").exists():
            folders = lay_out(root)
            (root / "tmp").mkdir()
            environment = os.environ | {
                "PYTHONPATH": os.pathsep.join([str(HERE), str(PROJECT)]), "BOOKBUILD_WATCHED": str(root / "done"),
                "TMPDIR": str(root / "tmp"), "PYTHONDONTWRITEBYTECODE": "1",
            }
            command = [sys.executable, str(HERE / "building.py"), *folders]
            here = root / "books" / "a json.py in the folder"
            done = subprocess.run(command, cwd=here, env=environment, capture_output=True, text=True, check=True, timeout=900)
            (root / "said").write_text(done.stdout)
    said = json.loads((root / "said").read_text())
    lines = [json.loads(line) for line in (root / "done").read_text().splitlines()]
    return Watched(root, {Path(folder.removeprefix("+")).name: what for folder, what in said.items()}, lines)


@pytest.mark.parametrize("name", PACK)
def test_it_is_said_where_and_what(watched: Watched, name: str) -> None:
    hostile = PACK[name]
    said = watched.said[name if hostile.alone else MERGED]
    assert isinstance(said, list), said
    folder = f"manuscript/{list(PACK).index(name):03d}/"
    mine = [(code, place) for code, place, severity, _ in said if severity in SHOWN and code not in QUIET]
    if not hostile.alone:
        mine = [(code, place.replace(folder, "manuscript/")) for code, place in mine if place.startswith(folder)]
    assert sorted(f"{code} {place}".strip() for code, place in mine) == sorted(hostile.said)


def test_every_limit_is_told_by_the_setting_that_raises_it(watched: Watched) -> None:
    told = [message for said in watched.said.values() for code, _, _, message in said if code == "h-001"]
    assert len(told) >= 15
    assert all("BOOKBUILD_LIMIT_" in message and "at most" in message for message in told)


def test_nothing_outside_is_opened_and_nobody_is_asked(watched: Watched) -> None:
    """All there is to open: the books, Python and what it is made of, the system's fonts and tables."""
    ours = [watched.root / "books", watched.root / "tmp", PROJECT, *map(Path, (sys.prefix, sys.base_prefix, "/usr"))]
    ours += [Path(each).expanduser() for each in FONTS]
    allowed = {"/dev/null", "/dev/urandom", "/etc/mime.types", "/etc/localtime", "/etc/ld.so.cache"}
    asked = defaultdict(set)
    for _, event, arguments in watched.done:
        if event.startswith("socket.") or event in ("os.system", "os.exec", "os.posix_spawn"):
            asked[event].add(str(arguments))
        elif event == "subprocess.Popen":
            program = Path(str(arguments[0])).name
            asked[event].update({program} - {Path(sys.executable).name, "java", *LOOKED_FOR_PANGO})
        elif isinstance(arguments[0], str):
            place = Path(arguments[0])
            real = Path(os.path.realpath(place)) if event == "open" else place
            inside = not place.is_absolute() or any(real.is_relative_to(each) or real.is_relative_to(each.resolve()) for each in ours)
            if not inside and str(place) not in allowed and not str(place).startswith("/proc/"):
                asked[event].add(str(place))
    assert {event: places for event, places in asked.items() if places} == {}


def test_all_kinds_of_processes_were_watched(watched: Watched) -> None:
    opened = [str(arguments[0]) for _, event, arguments in watched.done if event == "open"]
    started = [str(arguments[1]) for _, event, arguments in watched.done if event == "subprocess.Popen"]
    assert all(any(room in each for each in started) for room in ("bookbuild.markup", "bookbuild.press"))
    assert any("bookbuild/press" in each for each in opened)
    assert len({process for process, _, _ in watched.done}) > 20


def test_what_is_made_of_them_holds_nothing_of_it(watched: Watched) -> None:
    assert isinstance(watched.said[PRINTED_BOOK], list), watched.said[PRINTED_BOOK]
    dist = watched.root / "books" / PRINTED_BOOK / "dist"
    (epub,), (pdf,) = dist.glob("*.epub"), dist.glob("*.pdf")
    with zipfile.ZipFile(epub) as package:
        written = [name for name in package.namelist() if name.endswith(("xhtml", "css", "opf", "ncx", "svg"))]
        texts = [package.read(name).decode() for name in written]
    pages = pypdfium2.PdfDocument(pdf)
    texts += [page.get_textpage().get_text_range() for page in pages]
    for trap in (WITHHELD, "javascript", "onclick", "evil.invalid", "file:", "/etc/passwd", "<script", "<iframe", "srcset"):
        assert not [text for text in texts if trap in text], trap
    assert b"evil.invalid" not in pdf.read_bytes()
