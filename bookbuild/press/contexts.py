"""WeasyPrint's text, in Pango contexts that are made once for each kind of type and not once for each line.

WeasyPrint 70 sets up a context, a font description and a list of features for every piece of text that it measures or
draws, three or four times a line: a twelfth of all the time a book takes. Here they stay with the fonts they belong to.
"""

from typing import Any

from weasyprint.text.ffi import ffi, gobject, pango
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import PANGO_DIRECTION, Layout

FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip
# Everything of a style that makes a kind of type.
KIND = (*FEATURES, "direction", "lang", "font_family", "font_size", "font_style", "font_stretch", "font_weight", "font_variation_settings")
_set_up = Layout.setup


def keep_contexts() -> None:
    """From now on all text in this process shares contexts."""
    Layout.setup = _share


def _share(layout: Layout, style: Any) -> None:  # noqa: ANN401 - WeasyPrint is untyped
    """What `Layout.setup` does, with what is kept. Text with lines through or under it, which is rare, it does itself."""
    if style["text_decoration_line"] != "none" or style["font_language_override"] != "normal":
        _set_up(layout, style)
        return
    kinds = style.font_config.__dict__.setdefault("kinds", {})
    key = tuple(tuple(value) if isinstance(value := style[what], list) else value for what in KIND)
    kind = kinds.get(key)
    if kind is None:
        _set_up(layout, style)
        kinds[key] = (_context(layout, style), layout.language, get_font_description(style), _features(style))
        return
    context, layout.language, font, features = kind
    layout.style, layout.first_line_direction = style, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)  # noqa: FBT003 - C
    pango.pango_layout_set_font_description(layout.layout, font)
    if features is not None:
        listed = pango.pango_attr_list_new()       # of its own: spacing is added to it
        pango.pango_attr_list_insert(listed, features)
        pango.pango_layout_set_attributes(layout.layout, listed)


def _context(layout: Layout, style: Any) -> Any:  # noqa: ANN401
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)  # noqa: FBT003 - C
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    if style["lang"]:
        pango.pango_context_set_language(context, layout.language)
    return context


def _features(style: Any) -> Any:  # noqa: ANN401
    """The attribute that WeasyPrint has made of the style's OpenType features and keeps, or None."""
    features = font_features(*map(style.__getitem__, FEATURES))
    return style.font_config.font_features[",".join(f"{name} {value}" for name, value in features.items()).encode()] if features else None
