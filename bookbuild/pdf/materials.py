"""Edition and Style -> what pages are set from besides the text: sheets, and the files that urls stand for."""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from bookbuild.edition import Edition
from bookbuild.kept import digest_of, makers, system_fonts
from bookbuild.styles import Style
from bookbuild.stylesheet import Sheet


@dataclass(frozen=True)
class Materials:
    """`pictures` and `fonts` are files by the urls that documents and sheets name them by."""

    sheets: tuple[Sheet, ...]
    pictures: dict[str, Path]
    fonts: dict[str, Path]
    ink: str = "rgb"

    @classmethod
    def of(cls, edition: Edition, style: Style) -> "Materials":
        """What every theme gets, the style's own sheets, and the trim that book.toml asks for."""
        base = Sheet((files(__package__) / "base.css").read_text(encoding="utf-8"), None)
        trim = edition.design.trim
        size = (Sheet(f"@page {{ size: {trim.width:g}{trim.unit} {trim.height:g}{trim.unit} }}", None),) if trim else ()
        return cls((base, *style.paper, *size), {each.name: each.picture.file for each in edition.illustrations}, style.fonts, style.ink)

    @property
    def served(self) -> dict[str, Path]:
        """All files, by their urls."""
        return self.fonts | self.pictures

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """What all pages depend on: what their measures do, and the ink they are drawn in, unless it is the screen's."""
        return (*self.measures, *(() if self.ink == "rgb" else (f"ink {self.ink}",)))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """What the width of every word depends on: this machine's fonts, the makers, and the bytes of files that the sheets name."""
        shown = {url: file for url, file in self.pictures.items() if any(url in sheet.css for sheet in self.sheets)}
        return (system_fonts(), *makers(), *(f"{url} {digest_of(file)}" for url, file in sorted((self.fonts | shown).items())))

    @cached_property
    def digests(self) -> dict[str, str]:
        """Of each picture shown."""
        return {name: digest_of(file) for name, file in self.pictures.items()}
