"""An EPUB -> AZW3, which Kindles read by cable, through calibre's `ebook-convert`.

No library in Python writes AZW3, and pandoc does not (its issue 1865). calibre must add nothing of its own: no contents
at the end, no sizes of its own, no rules before what it takes for chapters; the book has all that. Tried with calibre 6.13.
"""

import re
import shutil
import subprocess
import uuid
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from xml.sax.saxutils import escape

from bookbuild.kept import Kept, digest_of, key_of
from bookbuild.outputs import whole
from bookbuild.problems import BookError, Problem

OPTIONS = (
    "--no-inline-toc", "--disable-font-rescaling", "--chapter=/", "--chapter-mark=none", "--output-profile=kindle_pw3",
)  # fmt: skip
# calibre's installer for macOS leaves its commands in the app (calibre's manual, Command line interface).
IN_THE_APP = Path("/Applications/calibre.app/Contents/MacOS/ebook-convert")
PERCENT = re.compile(rb"(\d+)%")
MAKING = "Making AZW3 of it, with calibre"
UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
SHEET = """\
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="uuid_id">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
    <dc:identifier id="uuid_id" opf:scheme="uuid">{number}</dc:identifier>
    <dc:title>{title}</dc:title>
  </metadata>
</package>
"""


def converter() -> Path:
    """calibre's command. Raises BookError d-017 where it is not installed."""
    if found := shutil.which("ebook-convert"):
        return Path(found)
    if IN_THE_APP.exists():
        return IN_THE_APP
    message = "a Kindle reads no EPUB by cable, and what makes AZW3 of it, calibre, is not installed here"
    hint = "sudo apt-get install calibre, or from calibre-ebook.com; or by mail: bookbuild send --mail ADDRESS"
    raise BookError([Problem("d-017", message, hint=hint)])


def convert(epub: Path, out: Path, cache: Path, known_as: tuple[str, str], say: Callable[[str], None] = lambda _: None) -> None:
    """Make the AZW3, or take the one that was made of the same EPUB: calibre puts the time into it, and never makes two alike.

    `known_as` is the book's identifier and its title. Raises BookError d-021 with the last thing calibre said.
    """
    program = converter()
    kept = Kept(cache / "azw3")
    key = key_of(digest_of(epub), str(program.resolve()), program.stat().st_mtime_ns, OPTIONS, known_as)
    content = kept.get(key)
    if content is None:
        say(MAKING)
        content = _converted(program, epub, _sheet(*known_as), say)
        kept.put(key, content)
        kept.trim()
    with whole(out) as draft:
        draft.write_bytes(content)


def _sheet(book: str, title: str) -> str:
    """What the book is called in it. calibre would draw a new number at each conversion, and a Kindle files its notes by it (EXTH 113)."""
    number = book.removeprefix("urn:uuid:") if UUID.match(book) else str(uuid.uuid5(uuid.NAMESPACE_URL, book))
    return SHEET.format(number=number, title=escape(title))


def _converted(program: Path, epub: Path, sheet: str, say: Callable[[str], None]) -> bytes:
    with TemporaryDirectory(prefix="bookbuild-") as scratch, TemporaryFile() as complaints:
        opf, out = Path(scratch, "book.opf"), Path(scratch, "book.azw3")
        opf.write_text(sheet, "utf-8")
        command = [str(program), str(epub), str(out), *OPTIONS, f"--read-metadata-from-opf={opf}"]
        try:
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=complaints, stdin=subprocess.DEVNULL, cwd=scratch) as process:  # noqa: S603
                for line in process.stdout or ():
                    if found := PERCENT.match(line):
                        say(f"{MAKING}: {int(found[1])} %")
        except OSError as error:
            raise _stopped(error.strerror or str(error)) from error
        if process.returncode != 0 or not out.is_file() or not out.stat().st_size:
            complaints.seek(0)
            said = complaints.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise _stopped(said or f"it ended with status {process.returncode}")
        return out.read_bytes()


def _stopped(why: str) -> BookError:
    hint = "ebook-convert --version    shows whether it runs"
    return BookError([Problem("d-021", f"calibre could not make AZW3 of the book: {why}", hint=hint)])
