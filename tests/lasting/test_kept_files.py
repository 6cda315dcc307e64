"""Whatever happens to what is kept, the book comes out right: it is only kept to save time."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from moments import ALL, Build, Drafts, drafts, start  # noqa: F401 - fixtures
from tiny import few

Start = Callable[..., Build]


def damage(file: Path, chance: random.Random) -> None:
    content = bytearray(file.read_bytes())
    match chance.choice(("flip", "flip", "cut", "longer", "zero", "empty", "gone")):
        case "flip":
            for _ in range(chance.randint(1, 9)):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        case "cut":
            del content[chance.randrange(len(content)) :]
        case "longer":
            content += chance.randbytes(99)
        case "zero":                               # as file systems leave a file that was not on the disk when the power went
            content = bytearray(len(content))
        case "empty":
            content.clear()
        case "gone":
            file.unlink()
            return
    file.write_bytes(content)


def comes_out_right(folder: Path, drafts: Drafts, start: Start, seed: int, kinds: tuple[str, ...]) -> None:  # noqa: F811
    chance = random.Random(seed)  # noqa: S311 - for trying, not for secrets
    drafts.revised(folder)
    files = sorted(file for kind in kinds for file in (folder / "dist" / ".cache" / kind).iterdir())
    for file in chance.sample(files, chance.randint(1, len(files))):
        damage(file, chance)
    build = start(folder)
    assert build.wait() == 0, build.said
    assert "Traceback" not in build.said
    assert drafts.of(folder) == ("second", "second")


@pytest.mark.parametrize("seed", few(range(5), 1))
def test_damaged_at_random(drafts: Drafts, start: Start, tmp_path: Path, seed: int) -> None:  # noqa: F811
    comes_out_right(tmp_path / "book", drafts, start, seed, tuple(kind for kind in ALL if kind != "verdicts"))


@pytest.mark.corpora
def test_damaged_in_forty_ways(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    for seed in range(100, 140):
        comes_out_right(tmp_path / str(seed), drafts, start, seed, ALL)
        shutil.rmtree(tmp_path / str(seed))


@pytest.mark.parametrize("seed", few(range(4), 2))
def test_the_record_of_the_last_build_is_not_believed_when_it_is_damaged(
    drafts: Drafts, start: Start, tmp_path: Path, seed: int,  # noqa: F811
) -> None:  # fmt: skip
    folder = drafts.finished(tmp_path)
    for record in (folder / "dist" / ".cache" / "builds").iterdir():
        damage(record, random.Random(seed))  # noqa: S311
    build = start(folder)
    assert build.wait() == 0
    assert "Traceback" not in build.said
    assert "Nothing has changed" not in build.said
    assert drafts.of(folder) == ("second", "second")


def test_a_folder_in_the_place_of_a_file_is_told(drafts: Drafts, start: Start, tmp_path: Path) -> None:  # noqa: F811
    folder = drafts.revised(tmp_path / "book")
    sheaf = next((folder / "dist" / ".cache" / "pages").glob("*.sheaf"))
    for each in sheaf.parent.glob("*.sheaf"):
        each.unlink()
        (each / "inside").mkdir(parents=True)
    build = start(folder)
    assert build.wait() == 1
    assert "o-007" in build.said
    assert "Traceback" not in build.said
