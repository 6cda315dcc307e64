"""Composed lines -> drawn with the scale and the tracking that they were set with.

Both are put around whatever draws a line's text: the letters are scaled by the text matrix (ISO 32000-1 §9.4.2), and set
apart by character spacing (§9.3.2), so that the words in the file stay whole.
"""

from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.matrix import Matrix
from weasyprint.text.line_break import Layout


def draw_as_composed() -> None:
    """From now on text in this process is drawn as it was composed. What was not is drawn as before."""
    Layout.scale, Layout.tracking = 1.0, 0.0
    draw = drawing.draw_first_line

    def draw_scaled(stream: Any, box: Any, text_overflow: str, block_ellipsis: Any, matrix: Any) -> Any:  # noqa: ANN401 - WeasyPrint is untyped
        """What `draw_first_line` does."""
        layout = box.pango_layout
        if layout.scale == 1 and not layout.tracking:
            return draw(stream, box, text_overflow, block_ellipsis, matrix)
        stream.stream.append(f"{layout.tracking:.4f} Tc".encode())
        emojis = draw(stream, box, text_overflow, block_ellipsis, Matrix(layout.scale, *matrix.values[1:]))
        stream.stream.append(b"0 Tc")              # it would outlast the text object
        return emojis

    drawing.draw_first_line = draw_scaled
