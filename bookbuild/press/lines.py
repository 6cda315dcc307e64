"""Lines drawn from the shapes they were measured by.

WeasyPrint 70 throws a line's Pango layout away once it is measured, and when it draws the line has it shaped again, word
by word, since Pango keeps words apart when there is extra space between them. Here a line keeps its layout until it is
drawn, and justification is added to the spaces' widths. What is rare (glyphs that are raised, missing, or pictures) or
goes from right to left is left to WeasyPrint.
"""

import struct
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

# PangoGlyphInfo: glyph; geometry: width, x_offset, y_offset; attr.
GLYPH = struct.Struct("=Iiiii")
LAST_GLYPH = 0xFFFF                                # of a font; Pango's marks for empty and missing ones are above
SPACE, NBSP = b" ", "\u00a0".encode()

_reactivate = Layout.reactivate
_draw_first_line = drawing.draw_first_line
_add_word_spacing = inline.add_word_spacing


def draw_as_measured() -> None:
    """From now on lines in this process keep their shapes."""
    Layout.deactivate = lambda _layout: None
    Layout.reactivate = lambda _layout, _style: None
    inline.add_word_spacing = _add_space
    drawing.draw_first_line = _draw


def _add_space(context: Any, box: Any, spacing: float, advance: float) -> float:  # noqa: ANN401 - WeasyPrint is untyped
    """What `add_word_spacing` does, without a new layout for each text."""
    if not isinstance(box, boxes.TextBox) or box.pango_layout is None or box.pango_layout.text != box.text:
        added: float = _add_word_spacing(context, box, spacing, advance)
        return added
    box.justification_spacing = box.pango_layout.justification_spacing = spacing
    box.position_x += advance
    extra: float = spacing * inline.count_expandable_spaces(box)
    box.width += extra
    return advance + extra


def _draw(stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> list[Any]:  # noqa: ANN401
    """What `draw_first_line` does. Gives the pictures that glyphs of some fonts are: none."""
    layout, size = box.pango_layout, box.style["font_size"]
    plain = text_overflow != "ellipsis" and block_ellipsis == "none" and box.style["direction"] == "ltr"
    if plain and size and box.text.strip() and "\n" not in layout.text:
        runs = _runs(stream, layout)
        if runs is not None:
            stream.set_text_matrix(*matrix.values)
            shown = ""
            for font, font_size, pieces in runs:
                if shown and (font, font_size) != stream._current_font:
                    stream.show_text(shown)
                    shown = ""
                stream.set_font_size(font, font_size)
                shown += pieces
            stream.show_text(shown)
            return []
    _reactivate(layout, box.style)
    emojis: list[Any] = _draw_first_line(stream, box, text_overflow, block_ellipsis, matrix)
    return emojis


def _runs(stream: Any, layout: Layout) -> list[tuple[str, float, str]] | None:  # noqa: ANN401
    """(font, its size, glyphs as TJ takes them) of each run of the layout's line; None if there is anything rare in it."""
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    text = layout.text.encode()
    spread = int(layout.justification_spacing * TO_UNITS)
    found = []
    run = line.runs
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        font, font_size = stream.add_font(item.analysis.font)
        if font.bitmap or font.png or font.svg or font.colr or not font_size or item.analysis.level % 2:
            return None
        infos = list(GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * GLYPH.size)))
        if any(glyph > LAST_GLYPH or rise or offset for glyph, _, offset, rise, _ in infos):
            return None
        clusters = ffi.unpack(glyphs.log_clusters, glyphs.num_glyphs)
        shaped = _Run(stream, font, font_size, item, text)
        found.append((font.hash, font_size, shaped.pieces(infos, clusters, spread)))
    return found


class _Run:
    """Glyphs of one font, and the text they stand for."""

    def __init__(self, stream: Any, font: Any, size: float, item: Any, text: bytes) -> None:  # noqa: ANN401
        self.stream, self.font, self.size, self.item, self.text = stream, font, size, item, text

    def pieces(self, infos: list[tuple[int, ...]], clusters: list[int], spread: int) -> str:
        """The glyphs in hexadecimal, with a number wherever one is not as wide as its font says."""
        known: dict[tuple[int, int, int], str] = self.font.__dict__.setdefault("pieces", {}).setdefault(self.size, {})
        start, text, last = self.item.offset, self.text, len(self.text) - 1
        shown = []
        for place, (glyph, width, _, _, _) in enumerate(infos):
            extra = left = 0
            if spread:
                at = start + clusters[place]
                if text[at : at + 1] == SPACE or text[at : at + 2] == NBSP:
                    extra, left = spread, _left(spread, at, last)
            piece = known.get((glyph, width + extra, left))
            if piece is None:
                piece = known[glyph, width + extra, left] = self.piece(glyph, width + extra, left)
                if glyph not in self.font.to_unicode:
                    self.font.to_unicode[glyph] = self.letters(clusters, place)
            shown.append(piece)
        return f"<{''.join(shown)}>"

    def piece(self, glyph: int, width: int, left: int) -> str:
        """A glyph, and how much narrower it is than its font says, in thousandths of an em."""
        widths, stream = self.font.widths, self.stream
        if glyph not in widths:
            pango.pango_font_get_glyph_extents(self.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect)
            widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / self.size)
        shift = left / self.size
        kerning = int(widths[glyph] + shift - width * 1000 * FROM_UNITS / self.size) - shift
        return f"{glyph:04x}>{kerning:.4f}<" if left else f"{glyph:04x}>{kerning:.0f}<" if kerning else f"{glyph:04x}"

    def letters(self, clusters: list[int], place: int) -> str:
        """What a glyph stands for: its cluster, up to the next one's."""
        item = self.item
        end = item.length if place == len(clusters) - 1 else clusters[place + 1]
        return self.text[item.offset + clusters[place] : item.offset + end].decode()


def _left(spread: int, at: int, last: int) -> int:
    """How much of a space's extra width Pango sets to the left of it: half, and none or all at the ends of a text.

    It makes no difference that is seen, but for how WeasyPrint rounds: its lines are ours to the hundredth of a point.
    """
    if at in (0, last):
        return 0 if at == 0 else spread
    half = int(spread / 2)
    return (half + 512) & ~1023 if spread & 1023 == 0 else half
