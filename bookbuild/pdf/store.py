"""Sheaves by what they were made of: dist/.cache/pages, with the font files that they need."""

from importlib.metadata import version
from pathlib import Path

from bookbuild.kept import Kept, digest_of, system_fonts
from bookbuild.press.sheaf import Sheaf

# WeasyPrint sets the pages, pydyf writes them; the others say what is read, and where words may break.
MAKERS = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "pyphen")


class Store(Kept):
    """The folder of sheaves."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.faces: set[str] = set()               # those known to be whole
        self.sheaves: dict[str, Sheaf] = {}

    def sheaf(self, key: str) -> Sheaf | None:
        """The sheaf of a key, if it is there, and whole, and its font files too."""
        if key not in self.sheaves:
            content = self.get(f"{key}.sheaf")
            sheaf = content and Sheaf.from_bytes(content)
            if not sheaf or not all(self._face(face["file"]) for face in sheaf.said.get("faces", {}).values()):
                return None
            self.sheaves[key] = sheaf
        return self.sheaves[key]

    def _face(self, name: str) -> bool:
        if name not in self.faces and self.get(f"{name}.face") is not None:
            self.faces.add(name)
        return name in self.faces


def surroundings(files: dict[str, Path]) -> tuple[str, ...]:
    """What all pages of a book depend on besides text and sheets: the fonts of this machine, the makers'
    versions, and the bytes of fonts and pictures.

    `files` are those that the sheets name, by their urls.
    """
    return (system_fonts(), *(f"{name} {version(name)}" for name in MAKERS), *(f"{url} {digest_of(file)}" for url, file in sorted(files.items())))
