"""The faces that sheaves were set in -> one subset of each, as a sheaf without pages.

WeasyPrint keeps a face's glyph numbers when it takes a subset, and names a face by what it is, not by when it was met.
So all sheaves of a book already agree on every glyph, and need only one font file with the glyphs of them all.
"""

import hashlib
from functools import cache
from typing import Any

import cffi
import pydyf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text.ffi import _dlopen
from weasyprint.text.ffi import ffi as weasyprint_ffi

from bookbuild.kept import Kept
from bookbuild.press.objects import Packer
from bookbuild.press.sheaf import Sheaf

# What WeasyPrint knows of a face, all plain data; glyphs, widths and text are gathered from every sheaf.
KNOWN = ("family", "index", "font_size", "style", "weight", "variations", "tables", "bitmap", "italic_angle", "upem", "png", "svg",
         "colr", "ascent", "descent", "glyph_count", "stemv", "stemh", "flags", "used_in_forms")  # fmt: skip

ffi = cffi.FFI()
ffi.cdef("""
    void * hb_blob_create(const char * data, unsigned int length, int mode, void * user_data, void * destroy);
    void * hb_face_create(void * blob, unsigned int index);
    void hb_blob_destroy(void * blob);
    void hb_face_destroy(void * face);
""")
COPY = 0                                           # HB_MEMORY_MODE_DUPLICATE


def describe(fonts: list[Font], kept: Kept) -> tuple[dict[str, Any], str]:
    """(what a sheaf says of its faces, the characters none of them has). Font files are kept."""
    faces: dict[str, Any] = {}
    missing: set[int] = set()
    for font in fonts:
        name = _name(font, kept)
        missing |= font.missing.keys()
        face = faces.setdefault(
            font.hash,
            {**{what: getattr(font, what) for what in KNOWN}, "name": font.name.decode(), "file": name, "widths": {}, "to_unicode": {}},
        )
        face["widths"].update(font.widths)
        face["to_unicode"].update(font.to_unicode)
    return faces, "".join(map(chr, sorted(missing)))


def _name(font: Font, kept: Kept) -> str:
    """The digest of a face's file, which is kept. Looked at once: a process meets no two faces of one description."""
    if font.hash not in _names:
        _names[font.hash] = hashlib.sha256(font.file_content).hexdigest()[:32]
        if kept.get(f"{_names[font.hash]}.face") is None:
            kept.hand_on(f"{_names[font.hash]}.face", font.file_content)
    return _names[font.hash]


_names: dict[str, str] = {}


def embed(faces: dict[str, Any], kept: Kept) -> Sheaf:
    """One subset of each face. `faces` is what sheaves said, merged; object 0 is the dictionary of them all."""
    fonts = {name: _font(name, face, kept) for name, face in sorted(faces.items())}
    pdf = pydyf.PDF()
    dictionary = build_fonts_dictionary(pdf, fonts, True, True, DEFAULT_OPTIONS)  # noqa: FBT003 - compressed, subset
    pdf.add_object(dictionary)
    packer = Packer(pdf, {}, [dictionary.number])
    references: list[int] = []
    line = packer.text(dictionary, references)
    packed = packer.pack([(line, references)], [])
    return Sheaf(packed.template, packed.references, packed.streams, {"plain": packed.plain})


def _font(name: str, face: dict[str, Any], kept: Kept) -> Font:
    font = Font.__new__(Font)
    for what in KNOWN:
        setattr(font, what, face[what])
    font.hash, font.name, font.missing = name, face["name"].encode(), {}
    font.widths = {int(glyph): width for glyph, width in sorted(face["widths"].items(), key=lambda pair: int(pair[0]))}
    font.to_unicode = {int(glyph): text for glyph, text in sorted(face["to_unicode"].items(), key=lambda pair: int(pair[0]))}
    font.file_content = kept.get(f"{face['file']}.face") or b""
    font.hb_face = _harfbuzz_face(font.file_content, font.index)
    return font


@cache
def _library() -> Any:  # noqa: ANN401 - a C library
    """HarfBuzz, by the names of Linux and macOS first: for every other one Linux asks the compiler."""
    return _dlopen(ffi, "libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll", "harfbuzz", "harfbuzz-0.0", "libharfbuzz-0")


def _harfbuzz_face(content: bytes, index: int) -> Any:  # noqa: ANN401 - a C pointer
    harfbuzz = _library()
    blob = harfbuzz.hb_blob_create(content, len(content), COPY, ffi.NULL, ffi.NULL)
    face = harfbuzz.hb_face_create(blob, index)
    harfbuzz.hb_blob_destroy(blob)
    return weasyprint_ffi.cast("hb_face_t *", int(ffi.cast("uintptr_t", face)))
