"""Sheaves by what they were made of: dist/.cache/pages, with the font files that they need."""

from pathlib import Path

from bookbuild.kept import Kept
from bookbuild.press.sheaf import Sheaf


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

    def forget_unset(self) -> None:
        """Keep no sheaf with a character that no font has: the next build may find one."""
        for key, sheaf in self.sheaves.items():
            if sheaf.said.get("missing"):
                (self.folder / f"{key}.sheaf").unlink(missing_ok=True)

    def _face(self, name: str) -> bool:
        if name not in self.faces and self.get(f"{name}.face") is not None:
            self.faces.add(name)
        return name in self.faces
