"""What the sheet asks for becomes fonts in the EPUB: static, cut to the book, with their licences, and nothing else."""

import io
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path, PurePath

import brotli
import cffi
import pytest
from fontTools.designspaceLib import DesignSpaceDocument
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.ttLib.woff2 import WOFF2DirectoryEntry, woff2DirectorySize
from fontTools.varLib import build as build_variable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bookbuild.epub.fonts import Embedded, characters_of, embed
from bookbuild.foundry import subset
from bookbuild.kept import Kept
from bookbuild.styles import find_theme

FONTS = find_theme(Path(), "classic") / "fonts"
REGULAR, BOLD, MONO = (FONTS / f"{name}.ttf" for name in ("EBGaramond-Regular", "EBGaramond-Bold", "IBMPlexMono-Regular"))
TEXT = "The fjord’s official Voyage, AVATAR To Ty; 1234567890 – éÉ"
FACE = '@font-face { font-family: "EB Garamond"; src: url(a.ttf) }\n'
USE = 'h1 { font-family: "EB Garamond", serif }'


def opened(content: bytes) -> TTFont:
    return TTFont(io.BytesIO(content))


def saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def cut(file: Path, text: str, features: tuple[str, ...] = ()) -> TTFont:
    """A small font with all its names, so that tests are fast."""
    font, options = TTFont(file, recalcTimestamp=False), Options()
    options.glyph_names, options.layout_features, options.name_IDs = True, list(features), ["*"]
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    return font


def between(light: TTFont, heavy: TTFont) -> TTFont:
    """A variable font from 400 to 700."""
    design = DesignSpaceDocument()
    design.addAxisDescriptor(tag="wght", name="Weight", minimum=400, default=400, maximum=700)
    for font, weight in ((light, 400), (heavy, 700)):
        design.addSourceDescriptor(font=font, location={"Weight": weight})
    return build_variable(design)[0]


@pytest.fixture(scope="module")
def variable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """EB Garamond as its makers draw it: one file for all weights."""
    file = tmp_path_factory.mktemp("variable") / "EBGaramond[wght].ttf"
    features = ("liga", "kern", "smcp", "onum")
    file.write_bytes(saved(between(cut(REGULAR, TEXT, features), cut(BOLD, TEXT, features))))
    return file


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font of a few letters, in a folder of its own."""
    file = tmp_path_factory.mktemp("little") / "a.ttf"
    file.write_bytes(saved(cut(REGULAR, "abcAB")))
    return file


@pytest.fixture(autouse=True)
def here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fonts are cut without a process of their own, but where that is what is tried."""
    if "apart" not in request.function.__name__:
        monkeypatch.setattr("bookbuild.epub.fonts.cut_apart", lambda *asked: subset.cut(*asked[:-1]))


def made(css: str, file: Path, text: str = TEXT) -> Embedded:
    return embed(css, {"a.ttf": file}, [text])


def test_a_sheet_that_brings_no_fonts_costs_nothing() -> None:
    code = ("import sys; from bookbuild.epub.fonts import embed; made = embed('p { color: red }', {}, ['x']); "
            "assert made.css == 'p { color: red }' and not made.files; print('fontTools' in sys.modules)")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_faces_that_no_rule_sets_are_dropped_and_nothing_is_said() -> None:
    found = made(FACE + 'p { color: red; font-family: "Georgia", serif }', REGULAR)
    assert (found.files, found.licences, found.problems) == ((), (), ())
    assert found.css == 'p { color: red; font-family: "Georgia", serif }'


def test_what_a_sheet_names_that_is_no_font_is_left_to_others(little: Path) -> None:
    css = FACE + USE + "\nhr { background: url(leaf.svg) }"
    assert embed(css, {"a.ttf": little, "leaf.svg": Path("leaf.svg")}, ["a"]).others == {"leaf.svg": Path("leaf.svg")}
    assert embed("hr { background: url(leaf.svg) }", {"leaf.svg": Path("leaf.svg")}, []).others == {"leaf.svg": Path("leaf.svg")}


def test_a_face_becomes_one_static_file_and_the_rest_of_the_sheet_stays() -> None:
    found = made(f"@media screen {{ {FACE} }} p {{ margin: 0 }} " + USE, REGULAR)
    (font,) = found.files
    assert (font.name, font.media_type) == ("fonts/eb-garamond-400.ttf", "font/ttf")
    assert found.css == (
        '@media screen { @font-face { font-family: "EB Garamond"; font-weight: 400; font-style: normal; '
        'src: url(fonts/eb-garamond-400.ttf) } }\np { margin: 0 }\nh1 { font-family: "EB Garamond", serif }'
    )
    assert len(font.content) < REGULAR.stat().st_size / 5


USES = {
    'p { font-family: "EB Garamond", serif }': True,
    "p { font-family: eb  garamond, serif }": True,
    "@media print { p { font-family: serif, 'EB GARAMOND', serif } }": True,
    'p { font: italic 600 1em/1.2 "EB Garamond", serif }': True,
    "p { font: medium/normal EB Garamond, serif }": True,
    "p { font: bold 12pt EB Garamond, serif }": True,
    "p { font: inherit } i { font: caption }": False,
    "p { font-family: EB, Garamond, serif }": False,
    'p::before { content: "EB Garamond" }': False,
}


@pytest.mark.parametrize("rule", USES)
def test_a_family_is_used_wherever_a_rule_sets_it(rule: str, little: Path) -> None:
    assert bool(made(FACE + rule, little).files) is USES[rule]


WEIGHTS = {                                        # (descriptor, rule): weights of the rules that are written
    ("400 700", "font-weight: normal"): ["400", "700"],
    ("400 700", "font-weight: 550"): ["400", "550", "700"],
    ("400 700", "font: 600 1em x, serif"): ["400", "600", "700"],
    ("400 700", "font-weight: 900"): ["400", "700"],
    ("500 600", "font-weight: normal"): ["500", "600"],
    ("bold", "font-weight: 900"): ["700"],
    ("normal", "font-weight: bold"): ["400"],
}


@pytest.mark.parametrize(("descriptor", "rule"), WEIGHTS)
def test_a_range_of_weights_becomes_the_weights_that_are_used(descriptor: str, rule: str, variable: Path) -> None:
    face = f'@font-face {{ font-family: "EB Garamond"; font-weight: {descriptor}; src: local("No"), url("a.ttf") }}'
    found = made(f"{face} {USE} p {{ {rule} }}", variable, "a")
    assert [line.split("font-weight: ")[1][:3] for line in found.css.splitlines() if "src" in line] == WEIGHTS[descriptor, rule]
    assert [opened(font.content)["OS/2"].usWeightClass for font in found.files] == [int(each) for each in WEIGHTS[descriptor, rule]]
    assert [opened(font.content)["head"].macStyle for font in found.files] == [each == "700" for each in WEIGHTS[descriptor, rule]]


# -- the oracle: HarfBuzz, and the font as it was ----------------------------------------------------------------------

ffi = cffi.FFI()
ffi.cdef("""
    typedef struct { uint32_t codepoint, mask, cluster, a, b; } info;
    typedef struct { int32_t x_advance, y_advance, x_offset, y_offset; uint32_t v; } place;
    typedef struct { uint32_t tag; float value; } variation;
    typedef struct { uint32_t tag; uint32_t value; unsigned int start, end; } feature;
    void * hb_blob_create(const char *, unsigned int, int, void *, void *);
    void * hb_face_create(void *, unsigned int);
    void * hb_font_create(void *);
    void hb_font_set_variations(void *, const variation *, unsigned int);
    void * hb_buffer_create(void);
    void hb_buffer_add_utf8(void *, const char *, int, unsigned int, int);
    void hb_buffer_guess_segment_properties(void *);
    void hb_shape(void *, void *, const feature *, unsigned int);
    info * hb_buffer_get_glyph_infos(void *, unsigned int *);
    place * hb_buffer_get_glyph_positions(void *, unsigned int *);
""")


def shaped(content: bytes, text: str, feature: str, weight: float) -> list[tuple[int, int, int]]:
    """(letter, advance, offset) of each glyph that a line of text becomes. What HarfBuzz holds, the test leaves to its end."""
    harfbuzz = ffi.dlopen("libharfbuzz.so.0" if sys.platform == "linux" else "harfbuzz")
    tag = int.from_bytes(feature.encode(), "big")
    face = harfbuzz.hb_face_create(harfbuzz.hb_blob_create(content, len(content), 0, ffi.NULL, ffi.NULL), 0)
    font, line, length, encoded = harfbuzz.hb_font_create(face), harfbuzz.hb_buffer_create(), ffi.new("unsigned int *"), text.encode()
    harfbuzz.hb_font_set_variations(font, ffi.new("variation[1]", [(int.from_bytes(b"wght", "big"), weight)]), 1)
    harfbuzz.hb_buffer_add_utf8(line, encoded, len(encoded), 0, -1)
    harfbuzz.hb_buffer_guess_segment_properties(line)
    harfbuzz.hb_shape(font, line, ffi.new("feature[1]", [(tag, 1, 0, 0xFFFFFFFF)]), 1)
    infos, places = harfbuzz.hb_buffer_get_glyph_infos(line, length), harfbuzz.hb_buffer_get_glyph_positions(line, length)
    return [(infos[at].cluster, places[at].x_advance, places[at].x_offset) for at in range(length[0])]


def outline(font: TTFont, character: str, weight: float | None = None) -> tuple[list[str], list[float]]:
    """(what a pen does, all its coordinates) when a character is drawn."""
    glyphs = font.getGlyphSet(location={"wght": weight} if weight else None)
    pen, glyph = DecomposingRecordingPen(glyphs), glyphs[font.getBestCmap()[ord(character)]]
    glyph.draw(pen)
    points = [number for _, points in pen.value for point in points if point for number in point]
    return [step for step, _ in pen.value], [glyph.width, *points]


@pytest.mark.parametrize("weight", [400, 550, 700])
def test_a_static_subset_draws_and_sets_what_the_variable_font_does(variable: Path, weight: int) -> None:
    face = f'@font-face {{ font-family: "EB Garamond"; font-weight: {weight}; src: url(a.ttf) }}'
    (file,) = made(face + USE, variable).files
    was, now = TTFont(variable), opened(file.content)
    assert not {"fvar", "gvar", "HVAR", "MVAR", "STAT", "avar"} & set(now.keys())
    assert now.getBestCmap().keys() == was.getBestCmap().keys()
    for character in TEXT:
        (steps, drawn), (other_steps, other) = outline(now, character), outline(was, character, weight)
        assert steps == other_steps
        assert drawn == pytest.approx(other, abs=1)
    for feature in ("liga", "smcp", "onum"):
        here, there = (shaped(content, TEXT, feature, weight) for content in (file.content, variable.read_bytes()))
        assert [letter for letter, *_ in here] == [letter for letter, *_ in there]
        assert [each for _, *moves in here for each in moves] == pytest.approx([each for _, *moves in there for each in moves], abs=1)


@pytest.mark.parametrize("file", sorted(FONTS.glob("*.ttf")), ids=lambda file: file.stem)
def test_the_themes_own_fonts_are_cut_and_set_the_same_lines(file: Path) -> None:
    (font,) = made(FACE + USE + " p { font-variant-numeric: tabular-nums }", file).files
    for feature in ("liga", "smcp", "c2sc", "onum", "lnum", "tnum"):
        assert shaped(font.content, TEXT, feature, 400) == shaped(file.read_bytes(), TEXT, feature, 400)


def test_features_are_kept_that_the_sheet_asks_for() -> None:
    def features(rule: str) -> set[str]:
        (font,) = made(f"{FACE} {USE} {rule}", REGULAR).files
        return {record.FeatureTag for record in opened(font.content)["GSUB"].table.FeatureList.FeatureRecord}

    assert {"liga", "smcp", "c2sc", "onum", "locl"} <= features("")
    assert not {"dlig", "swsh", "frac"} & features("")
    assert {"dlig", "frac"} <= features("p { font-variant: discretionary-ligatures; font-variant-numeric: diagonal-fractions }")
    assert "swsh" in features('p { font-feature-settings: "swsh" 1 }')


# -- what else fonts are -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_fonts_of_the_web_become_plain_ones(flavor: str, little: Path, tmp_path: Path) -> None:
    font = TTFont(little)
    font.flavor = flavor
    (tmp_path / "a").write_bytes(saved(font))
    assert (tmp_path / "a").read_bytes()[:3] in (b"wOF", b"wO2")
    (file,) = made(FACE + USE, tmp_path / "a").files
    assert file.content[:4] == b"\0\1\0\0"
    assert outline(opened(file.content), "a") == outline(TTFont(little), "a")


def drawn_in_curves(width: int) -> TTFont:
    """A font of one letter with PostScript outlines: a bar as wide as this."""
    def bar(wide: int) -> object:
        pen = T2CharStringPen(600, None)
        pen.moveTo((50, 0))
        for point in ((50 + wide, 0), (50 + wide, 700), (50, 700)):
            pen.lineTo(point)
        pen.closePath()
        return pen.getCharString()

    builder = FontBuilder(1000, isTTF=False)
    builder.setupGlyphOrder([".notdef", "a"])
    builder.setupCharacterMap({ord("a"): "a"})
    builder.setupCFF("Reserved", {"FamilyName": "Reserved"}, {".notdef": bar(10), "a": bar(width)}, {})
    builder.setupHorizontalMetrics({".notdef": (600, 50), "a": (width + 100, 50)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Reserved", "styleName": "Regular", "copyright": "© A. Drawer"})
    builder.setupOS2()
    builder.setupPost()
    return builder.font


def test_a_variable_font_with_postscript_outlines_becomes_one_that_e_readers_know(tmp_path: Path) -> None:
    font = between(drawn_in_curves(100), drawn_in_curves(300))
    assert "CFF2" in font
    (tmp_path / "a.otf").write_bytes(saved(font))
    face = '@font-face { font-family: "EB Garamond"; font-weight: 550; src: url(a.ttf) }'
    (file,) = made(face + USE, tmp_path / "a.otf").files
    assert (file.name, file.media_type, file.content[:4]) == ("fonts/eb-garamond-550.otf", "font/otf", b"OTTO")
    assert opened(file.content)["hmtx"]["a"] == (300, 50)
    assert b"Reserved" not in saved(opened(file.content))


def test_a_face_that_leans_or_is_narrow_says_so(little: Path) -> None:
    face = '@font-face { font-family: "Ä “B”"; font-style: oblique 12deg; font-stretch: condensed; src: url(a.ttf) }'
    found = made(face + " p { font-family: 'Ä “B”', serif }", little, "a")
    assert [file.name for file in found.files] == ["fonts/a-b-400-75-oblique.ttf"]
    assert "font-style: oblique; font-stretch: 75%; src" in found.css


def test_two_faces_of_one_name_are_two_files(little: Path) -> None:
    css = FACE.replace("}", "; unicode-range: U+41-5A }") + FACE.replace("}", "; unicode-range: U+61-7A, U+1F00 }") + USE
    found = made(css, little, "abcAB")
    assert [file.name for file in found.files] == ["fonts/eb-garamond-400.ttf", "fonts/eb-garamond-400-2.ttf"]
    assert ["".join(map(chr, opened(file.content).getBestCmap())) for file in found.files] == ["AB", "abc"]
    assert "src: url(fonts/eb-garamond-400-2.ttf); unicode-range: U+61-7A, U+1F00" in found.css


def test_a_font_without_the_books_letters_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(saved(cut(REGULAR, "ЖШ")))
    assert made(FACE + USE, tmp_path / "a.ttf", "No Russian.").files == ()
    assert len(made(FACE + USE, tmp_path / "a.ttf", "Жизнь").files) == 1


def test_all_that_may_be_shown_counts_as_the_books() -> None:
    found = characters_of(["<p>&#x2766; ž straße e\u0301</p>"], ["→"])
    assert set("❦žŽßSéÉ→\u0301\u00ad“Qq7&") <= set(found)
    assert not set("\n\tÿЖ") & set(found)


def test_what_a_sheet_writes_itself_is_in_the_font(tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(saved(cut(REGULAR, "abЖ→")))
    (file,) = made(FACE + USE + r' hr::after { content: "\2192" }', tmp_path / "a.ttf", "ab").files
    assert "".join(map(chr, opened(file.content).getBestCmap())) == "ab→"


# -- licences ----------------------------------------------------------------------------------------------------------


def test_a_subset_keeps_its_makers_and_has_a_name_of_its_own() -> None:
    (file,) = made(FACE + USE, MONO).files
    was, now = TTFont(MONO)["name"], opened(file.content)["name"]
    for number in (0, 7, 8, 9, 11, 13, 14):
        assert now.getDebugName(number) == was.getDebugName(number)
    for number in (1, 2, 3, 4, 5, 6, 16, 17):
        assert "Plex" not in (now.getDebugName(number) or "")
    assert now.getDebugName(1).startswith("Subset ")


def test_the_licence_beside_a_font_goes_with_it() -> None:
    css = FACE + "@font-face { font-family: Mono; src: url(m.ttf) } pre { font-family: Mono, monospace } " + USE
    one, both = made(FACE + USE, REGULAR), embed(css, {"a.ttf": REGULAR, "m.ttf": MONO}, ["a"])
    assert [(each.name, each.fonts) for each in one.licences] == [("fonts/OFL-EBGaramond.txt", ("fonts/eb-garamond-400.ttf",))]
    assert one.licences[0].content == (FONTS / "OFL-EBGaramond.txt").read_bytes()
    assert [(each.name, each.fonts) for each in both.licences] == [
        ("fonts/OFL-EBGaramond.txt", ("fonts/eb-garamond-400.ttf",)), ("fonts/OFL-IBMPlexMono.txt", ("fonts/mono-400.ttf",)),
    ]  # fmt: skip


def test_licences_have_many_names_but_lie_beside_the_font(little: Path, tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(little.read_bytes())
    for name in ("Licence", "COPYING.md", "OFL.txt", "OFL-Other.txt", "README.txt", "relicensed.txt"):
        (tmp_path / name).write_text(name)
    (tmp_path / "LICENSE.pdf").write_bytes(b"%PDF\0")
    (tmp_path / "LICENSE-a").symlink_to(REGULAR.parent / "OFL-EBGaramond.txt")
    found = made(FACE + USE, tmp_path / "a.ttf", "a").licences
    assert {each.name: each.content.decode() for each in found} == {
        "fonts/Licence.txt": "Licence", "fonts/COPYING.txt": "COPYING.md", "fonts/OFL.txt": "OFL.txt",
    }  # fmt: skip


BITS = {0x0000: "cut", 0x0002: "out", 0x0004: "cut", 0x0008: "cut", 0x000A: "cut", 0x0100: "whole", 0x0200: "out", 0x0104: "whole"}


@pytest.mark.parametrize("bits", BITS)
def test_what_a_licence_forbids_is_not_done(bits: int, little: Path, tmp_path: Path) -> None:
    font = TTFont(little)
    font["OS/2"].fsType = bits
    (tmp_path / "a.ttf").write_bytes(saved(font))
    found = embed(FACE + USE, {"a.ttf": tmp_path / "a.ttf"}, [""], None, {"a.ttf": (PurePath("styles/epub.css"), 7)})
    if BITS[bits] == "out":
        (problem,) = found.problems
        assert (problem.code, problem.place, problem.severity.value) == ("c-006", "styles/epub.css:7", "warning")
        assert "may not be embedded: a.ttf" in problem.message
        assert (found.files, found.css) == ((), USE)
    else:
        names = [opened(file.content)["name"].getDebugName(1) for file in found.files]
        assert [name == "EB Garamond" for name in names] == [BITS[bits] == "whole"]


# -- faults ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"not a font", b"ttcf" + bytes(40), b"\0\1\0\0" + bytes(8), b"wOF2" + bytes(60)])
def test_a_broken_font_is_told_where_it_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.ttf").write_bytes(content)
    found = embed(FACE + USE, {"a.ttf": tmp_path / "a.ttf"}, ["a"], None, {"a.ttf": (PurePath("styles/epub.css"), 7)})
    (problem,) = found.problems
    assert (problem.code, problem.place, problem.severity.value) == ("c-007", "styles/epub.css:7", "error")
    assert problem.message.startswith("not a font that can be read: a.ttf: ")
    assert (found.files, found.css) == ((), USE)


def swollen(little: Path) -> bytes:
    """A WOFF2 of half a kilobyte, which unpacks to 400 MB and does not say so."""
    font, out = TTFont(little), io.BytesIO()
    font.flavor = "woff2"
    font.save(out)
    air = brotli.compress(bytes(400_000_000), quality=1)
    out.seek(woff2DirectorySize)
    for _ in font.reader.tables if font.reader else ():
        WOFF2DirectoryEntry().fromFile(out)
    head = bytearray(out.getvalue()[: out.tell()])
    struct.pack_into(">L", head, 8, len(head) + len(air))            # length, and totalCompressedSize (WOFF2 §4.1)
    struct.pack_into(">L", head, 20, len(air))
    return bytes(head + air)


def greedy(little: Path) -> bytes:
    """A font whose table of characters claims four billion of them."""
    font, table = TTFont(little), DefaultTable("cmap")
    table.data = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + struct.pack(">HHLLLLLL", 12, 0, 28, 0, 1, 0, 0xFFFFFF00, 1)
    font["cmap"] = table
    return saved(font)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not hold processes to a size")
@pytest.mark.parametrize("liar", [swollen, greedy])
def test_a_font_that_lies_of_its_size_is_cut_apart_and_told(
    liar: Callable[[Path], bytes], little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOKBUILD_LIMIT_FONT_MEMORY", "300")
    (tmp_path / "liar.ttf").write_bytes(liar(little))
    css = FACE + FACE.replace("EB Garamond", "Liar").replace("a.ttf", "liar.ttf") + USE + "p { font-family: Liar, serif }"
    found = embed(css, {"a.ttf": little, "liar.ttf": tmp_path / "liar.ttf"}, ["a"], None, {"liar.ttf": (PurePath("styles/epub.css"), 7)})
    (problem,) = found.problems
    assert (problem.code, problem.place) == ("h-001", "styles/epub.css:7")
    assert "liar.ttf: this takes too much memory to be cut; at most 300 MB are allowed" in problem.message
    assert "BOOKBUILD_LIMIT_FONT_MEMORY=1200 bookbuild build" in (problem.hint or "")
    assert len(found.files) == 1


def test_a_font_is_cut_apart_as_it_would_be_here(little: Path) -> None:
    (file,) = made(FACE + USE, little, "ab").files
    assert file.content == subset.cut(little, characters_of(["ab"], ["EB Garamond", "serif"]), ("c2sc", "lnum", "onum", "smcp"), ())


def test_a_font_that_takes_for_ever_is_cut_apart_and_told(little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKBUILD_LIMIT_FONT_SECONDS", "0")
    (problem,) = made(FACE + USE, little).problems
    assert "a.ttf: this takes too long to be cut; at most 0 seconds are allowed" in problem.message


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_damage_to_a_font_is_a_traceback(data: st.DataObject, little: Path, tmp_path: Path) -> None:
    content = bytearray(little.read_bytes())
    for at in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[at] = data.draw(st.integers(0, 255))
    (tmp_path / "a.ttf").write_bytes(content[: data.draw(st.integers(0, len(content)))])
    found = made(FACE + USE, tmp_path / "a.ttf", "abc")
    assert {problem.code for problem in found.problems} <= {"c-006", "c-007"}


FALLBACKS = {
    'h1 { font-family: "EB Garamond" }': ["c-008"],
    "h1 { font: 1em EB Garamond, Georgia }": ["c-008"],
    "h1 { font-family: EB Garamond, 'serif' }": ["c-008"],
    "h1 { font-family: EB Garamond, Georgia, serif }": [],
    "h1 { font-family: EB Garamond, SYSTEM-UI }": [],
    "h1 { font-family: EB Garamond, serif } p { font-family: Georgia }": [],
}


@pytest.mark.parametrize("rule", FALLBACKS)
def test_a_family_without_a_generic_one_after_it_is_told(rule: str, little: Path) -> None:
    assert [problem.code for problem in made(FACE + rule, little, "a").problems] == FALLBACKS[rule]


HALF = ("@font-face { }", "@font-face { font-family: X }", "@font-face;", "@font-face { src: url(a.ttf) }",
        "@font-face { font-family: ; src: }", "@font-face { font-family: X; src: url(no.ttf) } p { font-family: X, serif }")  # fmt: skip


@pytest.mark.parametrize("css", HALF)
def test_half_a_rule_is_no_font(css: str, little: Path) -> None:
    found = made(css + "\np { margin: 0 }", little)
    assert (found.files, found.problems) == ((), ())
    assert "url(" not in found.css


# -- the same again ----------------------------------------------------------------------------------------------------


def test_the_same_book_gets_the_same_bytes(variable: Path) -> None:
    face = '@font-face { font-family: "EB Garamond"; font-weight: 500; src: url(a.ttf) }' + USE
    assert made(face, variable, "ab") == made(face, variable, "ba")
    code = ("import sys, zlib; from pathlib import Path; from bookbuild.epub.fonts import embed; "
            "print(zlib.crc32(embed(sys.argv[1], {'a.ttf': Path(sys.argv[2])}, ['ab']).files[0].content))")  # fmt: skip
    runs = {subprocess.run([sys.executable, "-c", code, face, str(variable)], capture_output=True, text=True, check=True).stdout
            for _ in range(2)}  # fmt: skip
    assert len(runs) == 1


def test_what_was_made_once_is_not_made_again(variable: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    css, fonts = FACE.replace("src", "font-weight: 400 700; src") + USE, {"a.ttf": variable}
    first = embed(css, fonts, [TEXT], Kept(tmp_path))
    monkeypatch.setattr("bookbuild.epub.fonts.cut_apart", lambda *_: pytest.fail("made again"))
    assert embed(css, fonts, [TEXT], Kept(tmp_path)) == first
    with pytest.raises(pytest.fail.Exception):
        embed(css, fonts, [TEXT + "Q→"], Kept(tmp_path))


# -- in a package ------------------------------------------------------------------------------------------------------
