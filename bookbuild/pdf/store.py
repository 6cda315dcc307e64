"""Sheaves on the disk, by what they were made of: dist/.cache/pages.

A sheaf's key is a digest of everything its pages depend on, so one that is there is right, and one that is no longer
wanted is merely old. Damaged ones are made again. The folder is kept below a bound, those last used longest.
"""

import hashlib
import json
import os
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bookbuild.press.sheaf import Sheaf

BOUND = 512 * 1024 * 1024                          # bytes
# WeasyPrint sets the pages, pydyf writes them; tinyhtml5, tinycss2, cssselect2 and pyphen say what is read and where it breaks.
MAKERS = ("weasyprint", "pydyf", "tinyhtml5", "tinycss2", "cssselect2", "pyphen")


class Store:
    """The folder of sheaves. `used` are the keys that this build has asked for, which stay."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, key: str) -> Sheaf | None:
        """The sheaf of a key, if it is there and whole."""
        self.used.add(key)
        file = self.folder / f"{key}.sheaf"
        try:
            sheaf = Sheaf.from_bytes(file.read_bytes())
        except FileNotFoundError:
            return None
        if sheaf is None:
            file.unlink(missing_ok=True)
            return None
        for face in sheaf.said.get("faces", {}).values():
            self.used.add(face["file"])
            if not self._face_is_whole(face["file"]):
                return None
        return sheaf

    def _face_is_whole(self, name: str) -> bool:
        file = self.folder / f"{name}.face"
        if name in _checked:
            return True
        try:
            whole = hashlib.sha256(file.read_bytes()).hexdigest().startswith(name)
        except FileNotFoundError:
            return False
        if whole:
            _checked.add(name)
        else:
            file.unlink(missing_ok=True)
        return whole

    def trim(self) -> None:
        """Keep below the bound: what this build did not use goes, the longest unused first. Used files are marked so."""
        files = []
        now = time.time()
        for entry in os.scandir(self.folder):
            status = entry.stat()
            if entry.name.partition(".")[0] in self.used:
                if status.st_mtime < now - 3600:
                    os.utime(entry.path)
            else:
                files.append((status.st_mtime, status.st_size, entry.path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= BOUND:
                return
            Path(path).unlink(missing_ok=True)
            total -= size


_checked: set[str] = set()


def key_of(*parts: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """The key of what these make."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()[:40]


def surroundings(files: dict[str, Path]) -> tuple[str, ...]:
    """What all pages of a book depend on besides text and sheets: the makers' versions, and the bytes of fonts and pictures.

    `files` are those that the sheets name, by their urls.
    """
    return (*(f"{name} {version(name)}" for name in MAKERS), *(f"{url} {digest_of(file)}" for url, file in sorted(files.items())))


def digest_of(file: Path) -> str:
    """The digest of a file's bytes."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
