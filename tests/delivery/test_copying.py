"""A device never holds half a book, and nothing on it is lost that we did not put there."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from drives import files, kobo, parcel
from tiny import PROJECT

from bookbuild.delivery import Parcel, Target, copying, deliver
from bookbuild.delivery.copying import PART
from bookbuild.delivery.ledger import NAME
from bookbuild.delivery.refusals import no_room
from bookbuild.problems import BookError

BOOK = "the-last-cell.kepub.epub"


def codes(parcel: Parcel, target: Target) -> list[str]:
    with pytest.raises(BookError) as stopped:
        deliver(parcel, target)
    return [problem.code for problem in stopped.value.problems]


@pytest.fixture
def reader(tmp_path: Path) -> Target:
    return kobo(tmp_path / "kobo")


@pytest.fixture
def root(reader: Target) -> Path:
    return Path(reader.where)


# ---- drafts ----


def test_a_first_draft_a_second_and_the_same_once_more(reader: Target, root: Path, tmp_path: Path) -> None:
    first, second = parcel(tmp_path, b"first"), parcel(tmp_path, b"second")
    assert [deliver(each, reader).done for each in (first, second, second)] == ["new", "replaced", "same"]
    assert (root / BOOK).read_bytes() == b"second"
    assert files(root) == {BOOK, NAME, ".kobo/version"}


def test_the_bar_is_told_of_every_byte_twice_there_and_back(reader: Target, tmp_path: Path) -> None:
    size = 3 * copying.CHUNK + 5
    told: list[tuple[str, int, int]] = []
    deliver(parcel(tmp_path, bytes(size)), reader, lambda *said: told.append(said))
    assert [(doing, done) for doing, done, _ in told if done == size] == [("Copying", size), ("Reading it back", size)]
    assert {total for _, _, total in told} == {size}


def test_a_book_keeps_its_name_when_its_title_changes(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)
    sent = deliver(parcel(tmp_path, b"two", stem="the-first-cell", title="The First Cell"), reader)
    assert (sent.path, sent.done, sent.problems) == (BOOK, "replaced", ())
    assert (root / BOOK).read_bytes() == b"two"


def test_a_book_without_an_identifier_of_its_own_is_told_how_to_go_on(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one", home="here"), reader)
    sent = deliver(parcel(tmp_path, b"two", "urn:uuid:2", "the-first-cell", home="here"), reader)
    assert sent.done == "new"
    assert [(problem.code, problem.hint) for problem in sent.problems] == [
        ("d-016", 'to go on with that file, book.toml wants: identifier = "urn:uuid:1"')]  # fmt: skip
    assert (root / BOOK).read_bytes() == b"one"
    stranger = deliver(parcel(tmp_path, b"three", "urn:uuid:3", "another", home="elsewhere"), reader)
    assert not stranger.problems
    (root / BOOK).unlink()
    (root / "the-first-cell.kepub.epub").unlink()
    gone = deliver(parcel(tmp_path, b"four", "urn:uuid:4", "the-third-cell", home="here"), reader)
    assert not gone.problems, "what is no longer there does not stay there"


def test_two_books_of_one_title_do_not_meet(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"mine"), reader)
    for content in (b"hers", b"hers, again"):
        sent = deliver(parcel(tmp_path, content, "urn:uuid:2"), reader)
        assert sent.path == "the-last-cell-2.kepub.epub"
    assert (root / BOOK).read_bytes() == b"mine"


def test_another_name_stays_and_the_old_copy_is_told(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)
    sent = deliver(replace(parcel(tmp_path, b"two", stem="proof"), stem_asked=True), reader)
    assert sent.path == "proof.kepub.epub"
    assert [problem.code for problem in sent.problems] == ["d-016"]
    assert deliver(parcel(tmp_path, b"three"), reader).path == "proof.kepub.epub"
    assert (root / BOOK).read_bytes() == b"one"


# ---- what is not ours ----


@pytest.mark.parametrize("taken", ["a book", "a folder", "a link", "a link to nowhere"])
def test_what_somebody_else_put_there_is_not_overwritten(taken: str, reader: Target, root: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious", "utf-8")
    if taken == "a book":
        (root / BOOK).write_text("precious", "utf-8")
    elif taken == "a folder":
        (root / BOOK).mkdir()
    else:
        (root / BOOK).symlink_to(precious if taken == "a link" else tmp_path / "nowhere")
    assert codes(parcel(tmp_path, b"mine"), reader) == ["d-010"]
    assert precious.read_text("utf-8") == "precious"
    assert not (tmp_path / "nowhere").exists()
    assert files(root) <= {BOOK, ".kobo/version"}


def test_our_own_book_that_somebody_changed_is_not_overwritten(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)
    (root / BOOK).write_bytes(b"one, with her notes")
    assert codes(parcel(tmp_path, b"two"), reader) == ["d-011"]
    assert (root / BOOK).read_bytes() == b"one, with her notes"


def test_a_book_that_changes_while_it_is_copied_is_not_overwritten(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)

    def told(doing: str, *_: int) -> None:
        if doing == "Reading it back":
            (root / BOOK).write_bytes(b"changed meanwhile")

    with pytest.raises(BookError, match="d-011"):
        deliver(parcel(tmp_path, b"two"), reader, told)
    assert (root / BOOK).read_bytes() == b"changed meanwhile"
    assert not (root / PART).exists()


def test_our_own_book_that_was_deleted_comes_back_under_its_name(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)
    (root / BOOK).unlink()
    assert deliver(parcel(tmp_path, b"two", stem="renamed"), reader).path == BOOK


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b'{"version": 1}', b'{"version": "x", "books": []}', b'{"version": 1, "books": [3]}', b"[" * 100_000,
    b"\xff\xfe",
    b'{"version": 1, "books": [{"path": "../../etc/passwd", "book": "urn:uuid:1", "title": "", "home": "", "digests": []}]}',
    b'{"version": 1, "books": [{"path": "/etc/passwd", "book": "urn:uuid:1", "title": "", "home": "", "digests": []}]}',
])  # fmt: skip
def test_a_damaged_ledger_means_that_nothing_is_known_to_be_ours(content: bytes, reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)
    (root / NAME).write_bytes(content)
    assert codes(parcel(tmp_path, b"two"), reader) == ["d-010"]
    sent = deliver(parcel(tmp_path, b"another", "urn:uuid:2", "another"), reader)
    assert [problem.code for problem in sent.problems] == ["d-014"]
    assert (root / BOOK).read_bytes() == b"one"
    assert not deliver(parcel(tmp_path, b"another, again", "urn:uuid:2"), reader).problems


def test_a_ledger_of_a_newer_bookbuild_is_left_alone(reader: Target, root: Path, tmp_path: Path) -> None:
    (root / NAME).write_text('{"version": 2, "shelves": []}', "utf-8")
    assert codes(parcel(tmp_path, b"one"), reader) == ["d-015"]
    assert (root / NAME).read_text("utf-8") == '{"version": 2, "shelves": []}'


def test_a_ledger_that_is_a_link_is_neither_read_nor_written_through(reader: Target, root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.json"
    outside.write_text('{"version": 1, "books": []}', "utf-8")
    (root / NAME).symlink_to(outside)
    assert [problem.code for problem in deliver(parcel(tmp_path, b"one"), reader).problems] == ["d-014"]
    assert outside.read_text("utf-8") == '{"version": 1, "books": []}'


def test_a_ledger_that_is_a_pipe_is_not_waited_for(reader: Target, root: Path, tmp_path: Path) -> None:
    os.mkfifo(root / NAME)
    assert [problem.code for problem in deliver(parcel(tmp_path, b"one"), reader).problems] == ["d-014"]


def test_nothing_is_written_through_a_folder_that_leads_off_the_device(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "Fiction").symlink_to(outside)
    target = replace(kobo(root), folder="Fiction")
    assert codes(parcel(tmp_path, b"one"), target) == ["d-012"]
    assert not files(outside)


# ---- when it goes wrong ----


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A real drive of two megabytes. Mounting takes a superuser."""
    where = tmp_path / "small"
    where.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", where], capture_output=True, check=False).returncode != 0:
        pytest.skip("a small drive can only be mounted by a superuser")
    yield where
    subprocess.run(["umount", "-l", where], check=True)


def test_a_full_device_keeps_its_draft(small: Path, tmp_path: Path) -> None:
    target = kobo(small)
    deliver(parcel(tmp_path, b"one"), target)
    (small / "ballast").write_bytes(bytes(1_000_000))
    assert codes(parcel(tmp_path, bytes(500_000)), target) == ["d-007"]
    assert (small / BOOK).read_bytes() == b"one"
    assert files(small) == {BOOK, NAME, ".kobo/version", "ballast"}


@pytest.mark.parametrize(("free", "said"), [
    (0, "0 KB"), (1, "1 KB"), (412_300, "412 KB"), (999_499, "999 KB"), (999_500, "1.0 MB"), (1_234_567_890, "1,234.6 MB"),
])  # fmt: skip
def test_how_much_room_there_is_is_told_as_people_say_it(free: int, said: str) -> None:
    (problem,) = no_room(12_345_678, free).problems
    assert problem.message == f"there is no room on the device: the book needs 12.3 MB, and {said} are free"


def test_a_device_that_fills_up_while_we_write_keeps_its_draft(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = kobo(small)
    deliver(parcel(tmp_path, b"one"), target)
    monkeypatch.setattr(copying, "MARGIN", -10_000_000)
    assert codes(parcel(tmp_path, bytes(3_000_000)), target) == ["d-007"]
    assert (small / BOOK).read_bytes() == b"one"
    assert files(small) == {BOOK, NAME, ".kobo/version"}


def test_a_device_that_can_only_be_read_says_so(small: Path, tmp_path: Path) -> None:
    target = kobo(small)
    subprocess.run(["mount", "-o", "remount,ro", small], check=True)
    assert codes(parcel(tmp_path, b"one"), target) == ["d-006"]


def test_a_drive_that_was_unplugged_is_not_written_to_where_it_was(small: Path, tmp_path: Path) -> None:
    target = kobo(small)
    subprocess.run(["umount", "-l", small], check=True)
    try:
        assert codes(parcel(tmp_path, b"one"), target) == ["d-008"]
        assert not files(small)
    finally:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", small], check=True)


def test_a_drive_that_is_unplugged_while_we_write_is_told(small: Path, tmp_path: Path) -> None:
    target = kobo(small)

    def told(doing: str, *_: int) -> None:
        if doing == "Reading it back":
            subprocess.run(["umount", "-l", small], check=True)

    try:
        with pytest.raises(BookError, match="d-008"):
            deliver(parcel(tmp_path, b"one"), target, told)
        assert not files(small)
    finally:
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", small], check=True)


@pytest.mark.parametrize(("number", "code"), [
    (errno.EIO, "d-008"), (errno.ENODEV, "d-008"), (errno.ENOSPC, "d-007"), (errno.EROFS, "d-006"), (errno.EACCES, "d-018"),
    (errno.EINVAL, "d-019"), (errno.ENAMETOOLONG, "d-019"), (errno.EFBIG, "d-020"),
])  # fmt: skip
def test_what_the_system_refuses_is_told_and_the_draft_stays(
    number: int, code: str, reader: Target, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    deliver(parcel(tmp_path, b"one"), reader)

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(copying, "_sync", refuse)
    assert codes(parcel(tmp_path, b"two"), reader) == [code]
    assert (root / BOOK).read_bytes() == b"one"
    assert not (root / PART).exists()


def test_memory_that_gives_back_something_else_is_told(reader: Target, root: Path, tmp_path: Path) -> None:
    deliver(parcel(tmp_path, b"one"), reader)

    def told(doing: str, *_: int) -> None:
        if doing == "Copying":
            (root / PART).write_bytes(b"twp")

    with pytest.raises(BookError, match="d-009"):
        deliver(parcel(tmp_path, b"two"), reader, told)
    assert (root / BOOK).read_bytes() == b"one"
    assert files(root) == {BOOK, NAME, ".kobo/version"}


def test_two_at_once_do_not_meet(reader: Target, root: Path, tmp_path: Path) -> None:
    met: list[str] = []

    def told(doing: str, *_: int) -> None:
        if doing == "Copying":
            met.extend(codes(parcel(tmp_path, b"hers", "urn:uuid:2", "hers"), reader))

    deliver(parcel(tmp_path, b"mine"), reader, told)
    assert met == ["d-013"]
    assert files(root) == {BOOK, NAME, ".kobo/version"}


def test_a_rehearsal_writes_nothing(reader: Target, root: Path, tmp_path: Path) -> None:
    assert deliver(parcel(tmp_path, b"one"), reader, rehearse=True).done == "new"
    assert files(root) == {".kobo/version"}
    deliver(parcel(tmp_path, b"one"), reader)
    before = {name: (root / name).stat().st_mtime_ns for name in files(root)}
    assert deliver(parcel(tmp_path, b"two"), reader, rehearse=True).done == "replaced"
    assert {name: (root / name).stat().st_mtime_ns for name in files(root)} == before


def test_what_macos_lays_beside_our_book_goes_and_nothing_else(reader: Target, root: Path, tmp_path: Path) -> None:
    apple = copying.APPLE_DOUBLE + bytes(40)
    (root / "._hers.epub").write_bytes(apple)
    (root / f"._{PART}").write_text("no such file", "utf-8")

    def told(doing: str, *_: int) -> None:
        (root / f"._{BOOK}").write_bytes(apple)

    deliver(parcel(tmp_path, b"one"), reader, told)
    assert files(root) == {BOOK, NAME, ".kobo/version", "._hers.epub", f"._{PART}"}


# ---- killed ----

# One process that has everything loaded, and for each line it reads a child that sends drafts until it is killed; a child whose
# `victim` is named kills itself just before or after that step. It answers with the child's number, and with how it died.
NURSERY = """
import json, os, signal, sys
from itertools import cycle
from pathlib import Path
from bookbuild.delivery import Parcel, copying, deliver
from bookbuild.delivery.detection import target_at

copying.CHUNK = 1 << 12
copying._sync = lambda descriptor: None            # it is for power cuts; what a killed process wrote, the system keeps

def dying(step, before):
    def die(*arguments):
        if not before:
            step(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

for line in sys.stdin:
    wish = json.loads(line)
    child = os.fork()
    if not child:
        if wish["victim"]:
            setattr(copying, wish["victim"], dying(getattr(copying, wish["victim"]), wish["before"]))
        for number, draft in enumerate(cycle(map(Path, wish["drafts"]))):
            deliver(Parcel(draft, "urn:uuid:1", "The Last Cell", "the-last-cell", ".kepub.epub"), target_at(Path(wish["root"])))
            if number == 1:
                print(os.getpid(), flush=True)
    print("died of", os.WTERMSIG(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass
class Nursery:
    process: "subprocess.Popen[str]"

    def send(self, root: Path, drafts: list[Parcel], victim: str = "", *, before: bool = False) -> None:
        wish = {"root": str(root), "drafts": [str(draft.file) for draft in drafts], "victim": victim, "before": before}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT, text=True,
    ) as process:  # fmt: skip
        yield Nursery(process)


def test_killed_at_any_moment_the_book_is_whole_and_the_next_send_goes_through(root: Path, tmp_path: Path, nursery: Nursery) -> None:
    target = kobo(root)
    drafts = [parcel(tmp_path, bytes([number]) * 300_000) for number in range(2)]
    whole = {draft.file.read_bytes() for draft in drafts}
    deliver(drafts[0], target)
    chance = random.Random(1)                      # noqa: S311 - moments, not secrets
    left_over = 0
    for _ in range(30):
        nursery.send(root, drafts)
        child = int(nursery.said())                # it has sent twice, and goes on: from now on any moment will do
        time.sleep(chance.uniform(0, 0.01))
        os.kill(child, signal.SIGKILL)
        assert nursery.said() == "died of 9"
        left_over += (root / PART).exists()
        assert (root / BOOK).read_bytes() in whole
        json.loads((root / NAME).read_text("utf-8"))
        assert deliver(chance.choice(drafts), target).done in {"replaced", "same"}
        assert files(root) - {PART, f"{NAME}.part"} == {BOOK, NAME, ".kobo/version"}
    assert left_over, "none was killed while it copied: the test has tried nothing"
    deliver(parcel(tmp_path, b"the last one"), target)
    assert files(root) == {BOOK, NAME, ".kobo/version"}, "what the killed ones left is written over, and goes"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("victim", ["_read_back", "_replace", "_sync_folder"])
def test_killed_at_the_worst_moments_whichever_draft_is_there_is_ours(
    victim: str, before: bool, reader: Target, root: Path, tmp_path: Path, nursery: Nursery,
) -> None:  # fmt: skip
    """Around the ledger and the rename; a drive may lose the rename, too, and have the older draft again."""
    one, two, three = (parcel(tmp_path, content) for content in (b"one", b"two", b"three"))
    deliver(one, reader)
    nursery.send(root, [two], victim, before=before)
    assert nursery.said() == "died of 9"
    assert (root / BOOK).read_bytes() in {b"one", b"two"}
    (root / BOOK).write_bytes(b"one")
    assert deliver(three, reader).done == "replaced"
