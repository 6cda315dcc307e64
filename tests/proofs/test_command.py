"""`bookbuild proof` and `bookbuild cover`, typed as a person types them, and what is said."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from nasty import story
from outside import said
from PIL import Image
from tiny import PIXEL, TinyBook, bookbuild, typed

TOML = """\
title = "A Low Tide"
authors = ["Ann Writer"]
language = "en-US"
published = 2026-11-29
trim = "5x8in"
isbn = { paperback = "978-0-306-40615-7" }
description = "It is about the sea."

[edition.large-print]
trim = "7x10in"
"""
DAY = "1790000000"
Run = Callable[..., str]


@pytest.fixture(scope="module")
def novel(tmp_path_factory: pytest.TempPathFactory) -> TinyBook:
    """Long enough for a spine text nowhere, and for every printer's fewest pages."""
    book = TinyBook(tmp_path_factory.mktemp("tide") / "tide")
    book.write({"book.toml": TOML, **{f"{number:02}.md": f"# Chapter {number}\n\n{story(22)}" for number in range(1, 6)}})
    return book


@pytest.fixture
def run(novel: TinyBook, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Type a command that works, on a certain day; what it said."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)

    def type_it(*arguments: str) -> str:
        done = typed(arguments[0], novel.folder, *arguments[1:])
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return type_it


def pages_of(pdf: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_proofs_to_read_and_to_mark_up(novel: TinyBook, run: Run) -> None:
    assert "pages on Letter, 2026-09-21" in run("proof")
    assert "on A4, lines numbered, 2026-09-21" in run("proof", "--edit", "--paper", "a4")
    told = run("proof", "--manuscript")
    assert "on Letter, in standard manuscript format" in told
    assert "p-070: the manuscript does not say how to reach you" in told
    dist = novel.folder / "dist"
    assert "D R A F T" in pages_of(dist / "a-low-tide-proof.pdf")[0]
    assert "EDIT · 2026-09-21" in pages_of(dist / "a-low-tide-edit.pdf")[0]
    assert "Writer / LOW TIDE / 2" in pages_of(dist / "a-low-tide-manuscript.pdf")[2]


def test_sheets_to_fold(novel: TinyBook, run: Run) -> None:
    told = run("proof", "--booklet", "--creep", "0.1mm", "--marks")
    assert "flip on short edge" in told
    assert "staple through the fold at the ticks" in told
    assert "signatures, " in run("proof", "--signatures", "16", "--edition", "large-print", "--paper", "tabloid")
    assert (novel.folder / "dist" / "a-low-tide-large-print-signatures-16.pdf").exists()
    first, second, *_ = pages_of(novel.folder / "dist" / "a-low-tide-booklet.pdf")
    assert "A Low Tide" in first
    assert first != second


def test_what_has_changed_since_a_folder(novel: TinyBook, run: Run, tmp_path: Path) -> None:
    earlier = TinyBook(tmp_path / "draft")
    first = f"# Chapter 1\n\n{story(22)}\n\nA sentence that went."
    earlier.write({"book.toml": TOML, "01.md": first, "02.md": "# Chapter 2\n\nAll of it is gone."})
    told = run("proof", "--marked", str(earlier.folder))
    assert "words came" in told
    dist = novel.folder / "dist"
    assert "A sentence that went." in "".join(pages_of(dist / "a-low-tide-marked.pdf"))
    assert (dist / "a-low-tide-marked.epub").exists()
    assert not (earlier.folder / "dist").exists()
    shutil.copytree(novel.folder / "manuscript", tmp_path / "same" / "manuscript")
    assert "not a word has changed" in run("proof", "--marked", str(tmp_path / "same"))


def test_what_a_printer_takes(novel: TinyBook, run: Run) -> None:
    told = run("proof", "--print-ready", "kdp", "--stock", "cream")
    assert "no bleed, inside margin at least 0.375 in" in told
    assert "FAILED" not in told
    assert "All 22 checks passed." in told
    out = novel.folder / "dist" / "a-low-tide-kdp.pdf"
    assert "No syntax or stream encoding errors" in said("qpdf", "--check", str(out))
    inks = [line.split()[:4] for line in said("gs", "-q", "-o", "-", "-sDEVICE=inkcov", str(out)).splitlines()]
    assert {tuple(each[:3]) for each in inks} == {("0.00000",) * 3}, "black ink, and no other"
    assert any(float(each[3]) > 0 for each in inks)
    with pikepdf.open(out) as pdf:
        assert len(pdf.pages) % 2 == 0
        assert {tuple(map(float, page.trimbox)) for page in pdf.pages} == {(0, 0, 360, 576)}


def test_a_file_that_fails_has_another_name_and_the_good_one_stays(novel: TinyBook, run: Run) -> None:
    run("proof", "--print-ready", "kdp")
    good = novel.folder / "dist" / "a-low-tide-kdp.pdf"
    before, last = good.read_bytes(), (novel.folder / "manuscript" / "05.md").read_text("utf-8")
    novel.write({
        "/styles/print.css": "h1 { text-align: left; position: relative; left: -.6in }\n", "dot.png": PIXEL,
        "05.md": f"{last}\n\n![A dot](dot.png)\n",
    })  # fmt: skip
    done = typed("proof", novel.folder, "--print-ready", "kdp")
    assert done.returncode == 1
    assert "FAILED  inside margin" in done.stdout
    assert "manuscript/dot.png (manuscript/05.md:" in done.stdout
    assert "this file is not ready for Amazon KDP" in done.stdout
    assert (novel.folder / "dist" / "a-low-tide-kdp-not-ready.pdf").exists()
    assert good.read_bytes() == before
    (novel.folder / "styles" / "print.css").unlink()
    novel.write({"05.md": last})
    run("proof", "--print-ready", "kdp")
    assert not (novel.folder / "dist" / "a-low-tide-kdp-not-ready.pdf").exists()
    assert good.read_bytes() == before


def test_a_printers_rules_are_shown_with_their_sources() -> None:
    for name in ("kdp", "ingram", "lulu", "bod"):
        done = typed("proof", "--explain", name)
        assert done.returncode == 0
        assert "inside margin" in done.stdout
        assert "https://" in done.stdout
        assert "read 2" in done.stdout
    done = typed("proof", "--explain", "kpd")
    assert done.returncode == 1
    assert "did you mean kdp?" in done.stderr
    assert typed("proof", "--print-ready", "").returncode == 1
    assert typed("cover", "--wrap", "").returncode == 1
    told = json.loads(typed("proof", "--explain", "lulu", "--json").stdout)
    assert told["title"] == "Lulu"
    assert {"what", "rule", "source", "standing", "read"} == set(told["rules"][0])


@pytest.mark.parametrize(("arguments", "message"), [
    (("--edit", "--booklet"), "one proof at a time: --edit or --booklet"),
    (("--creep", "1mm"), "--creep goes with --booklet or --signatures"),
    (("--booklet", "--creep", "thick"), "'thick' is not a length: a number and its unit, such as 0.1mm or 1/2in"),
    (("--booklet", "--creep", "0.1"), "0.1 of what? --creep 0.1mm"),
    (("--edit", "--bleed"), "--bleed goes with --print-ready"),
    (("--print-ready", "kdp", "--paper", "a4"), "--paper is for what you print yourself: leave it out"),
])
def test_options_that_do_not_go_together(arguments: tuple[str, ...], message: str) -> None:
    done = typed("proof", *arguments)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


def test_impossible_wishes_are_problems_with_the_line_to_type(novel: TinyBook) -> None:
    for arguments, code, hint in (
        (("proof", "--paper", "a44"), "p-020", "--paper a4 "), (("proof", "--signatures", "6"), "p-021", "--signatures 8"),
        (("proof", "--print-ready", "bod"), "p-041", 'trim = "135x215mm"'),
        (("proof", "--print-ready", "kdp", "--stock", "pink"), "p-043", "--stock"),
        (("cover", "--wrap", "ingram"), "p-062", "--spine 12mm"),
        (("cover", "--wrap", "bod"), "p-041", 'trim = "135x215mm"'),
        (("cover", "--wrap", "kdp", "--stock", "Standard Color"), "p-042", "--stock white; or "),
    ):  # fmt: skip
        done = typed(arguments[0], novel.folder, *arguments[1:])
        assert (done.returncode, done.stdout) == (1, "")
        assert f"error: {code}: " in done.stderr
        assert f"    {hint}" in done.stderr
        assert "what is in dist/ is as it was" in done.stderr


def test_covers(novel: TinyBook, run: Run) -> None:
    assert "100 pixels wide, the title is read" in run("cover")
    dist = novel.folder / "dist"
    with Image.open(dist / "a-low-tide-cover.jpg") as cover, Image.open(dist / "a-low-tide-cover-small.png") as small:
        assert cover.size == (1600, 2560)
        assert small.height > 1000
    run("proof", "--print-ready", "kdp")
    told = run("cover", "--wrap", "kdp", "--stock", "cream")
    assert "cream paper" in told
    assert "p-063: too few pages for a spine text" in told
    with pikepdf.open(dist / "a-low-tide-kdp-cover.pdf") as pdf:
        page, pages = pdf.pages[0], len(pypdfium2.PdfDocument(dist / "a-low-tide-kdp.pdf"))
        assert float(page.mediabox[2]) == pytest.approx(72 * (2 * 5 + 0.0025 * pages + 0.25), abs=0.01)
    assert (dist / "a-low-tide-kdp-cover-guides.pdf").exists()


def test_somebody_stands_in_the_manuscript(novel: TinyBook) -> None:
    done = bookbuild("cover", cwd=novel.folder / "manuscript", environment={"SOURCE_DATE_EPOCH": DAY})
    assert (done.returncode, done.stderr) == (0, "")
    assert not (novel.folder / "manuscript" / "dist").exists()


def test_a_length_has_a_unit(novel: TinyBook) -> None:
    done = typed("cover", novel.folder, "--wrap", "ingram", "--spine", "12")
    assert done.returncode == 2
    assert "12 of what? --spine 12mm" in done.stderr


def test_programs_get_json(novel: TinyBook, run: Run) -> None:
    told = json.loads(run("proof", "--manuscript", "--json"))
    assert told["ok"]
    assert told["outputs"] == [str(novel.folder / "dist" / "a-low-tide-manuscript.pdf")]
    assert [each["code"] for each in told["problems"]] == ["p-070"]
    failed = typed("proof", novel.folder, "--paper", "a44", "--json")
    assert json.loads(failed.stdout)["problems"][0]["code"] == "p-020"
