"""pyphen's dictionaries, read once and kept: taking a dictionary's fourteen thousand lines apart takes longer than a page."""

import json
from pathlib import Path

import pyphen

from bookbuild.kept import Kept, digest_of, key_of

DIGITS = bytes.maketrans(b"0123456789", bytes(range(10)))
HIGHEST = 9                                        # of the values in a pattern, by TeX's rules


class _Dictionary(pyphen.HyphDict):  # type: ignore[misc]  # pyphen is untyped
    """A dictionary whose patterns are kept, unless it respells words at a break: `Schiff-fahrt`, in Hungarian and old German."""

    kept: Kept

    def __init__(self, path: Path) -> None:
        name = f"{key_of('hyphens', path.name, digest_of(path))}.json"
        if content := self.kept.get(name):
            listed = json.loads(content)
            self.patterns = {letters: (start, values.encode().translate(DIGITS)) for letters, (start, values) in listed.items()}
            self.cache: dict[str, list[int]] = {}
            self.maxlen = max(map(len, self.patterns))
            return
        super().__init__(path)
        if all(type(value) is int and value <= HIGHEST for _, values in self.patterns.values() for value in values):
            listed = {letters: (start, "".join(map(str, values))) for letters, (start, values) in self.patterns.items()}
            self.kept.put(name, json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode())


def keep_dictionaries(kept: Kept) -> None:
    """From now on dictionaries are taken from where they are kept: beside the sheaves, so that none is in another's way."""
    _Dictionary.kept = Kept(kept.folder.parent / "hyphens")
    pyphen.HyphDict = _Dictionary
