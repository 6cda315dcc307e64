"""The colours a cover is printed in: a tinted ground, the ink on it, a second ink, and a paper for panels."""

from dataclasses import dataclass

Colour = tuple[int, int, int]
LINEAR = 10                                        # of 255: below it sRGB has no gamma (IEC 61966-2-1)


@dataclass(frozen=True, slots=True)
class Palette:
    """Three inks and a paper. Lettering is `ink` on `ground` or `paper_ink` on `paper`: both 7:1 or better."""

    name: str
    ground: Colour
    ink: Colour
    accent: Colour                                 # ornament only: too close to the ground for small letters
    paper: Colour
    paper_ink: Colour


def luminance(colour: Colour) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    red, green, blue = (
        part / 255 / 12.92 if part <= LINEAR else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def colour(code: str) -> Colour:
    """`7A1F24` as red, green and blue."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def palette(name: str, codes: str) -> Palette:
    """A palette from its five colours' codes, in the order of the fields."""
    ground, ink, accent, paper, paper_ink = map(colour, codes.split())
    return Palette(name, ground, ink, accent, paper, paper_ink)


# On dark grounds the panel's lettering takes the ground's own colour: two inks and a paper, as if
# it had been through the press twice. Light grounds keep one dark ink for all lettering.
PALETTES = (
    palette("oxblood", "6B1B22 F6EAD2 D59A5B F4E8D0 5C151C"),
    palette("prussian", "15304E F3EAD6 C8A563 F1E8D5 15304E"),
    palette("bottle green", "17392F F2E9D2 A9B77E F0E8D3 17392F"),
    palette("ultramarine", "1C3A94 FBF7EC 8FAEEB F7F3E8 1C3A94"),
    palette("aubergine", "3B1E3D F5E8DC C68A9B F3E7DC 3B1E3D"),
    palette("lamp black", "1B1B1E F1E8D8 CF5638 EFE6D6 1B1B1E"),
    palette("chamois", "EADCBD 2A1D18 A5352A FAF4E4 2A1D18"),
    palette("celadon", "C3D3C1 16302A 45705C F2F2E4 16302A"),
    palette("shell", "EFD0C4 43141F A8433F FBF1E8 43141F"),
    palette("saffron", "E5B544 2B1A10 8E3B1B FBF2DA 2B1A10"),
    palette("pearl", "D8DCDB 1C262D 3F6A86 F6F6F1 1C262D"),
    palette("glaze", "A9C8CF 10283A 2B5F7C F1F4EE 10283A"),
)
