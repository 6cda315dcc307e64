"""A length as people write it (`0.1mm`, `1/2 in`, `12 pt`) -> points."""

import re

POINTS = {"in": 72.0, "inch": 72.0, '"': 72.0, "″": 72.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "pt": 1.0, "": 1.0}
WRITTEN = re.compile(r"\s*(\d+(?:[.,]\d+)?|[.,]\d+)(?:\s*/\s*(\d+))?\s*(in|inch|\"|″|mm|cm|pt)?\s*$", re.IGNORECASE)


def points(written: str) -> float | None:
    """The length in points (1/72 in); None where it is none. A bare number is in points."""
    match = WRITTEN.match(written)
    if match is None or match[2] == "0":
        return None
    return float(match[1].replace(",", ".")) / int(match[2] or 1) * POINTS[(match[3] or "").lower()]
