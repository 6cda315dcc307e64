"""Links and pictures as the author wrote them -> names inside the book; what leads nowhere becomes a Problem."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import PurePath, PurePosixPath
from urllib.parse import quote, unquote
from xml.etree.ElementTree import Element

from bookbuild.book import Picture
from bookbuild.edition.document import Illustration
from bookbuild.kept import Kept
from bookbuild.manuscript.pictures import MEDIA_TYPES, prove
from bookbuild.markup import HEADINGS, LINE, slug
from bookbuild.problems import Problem, Severity

OUTSIDE = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
NUMBERED = re.compile(r"0*(\d*)[-_. ]*(.*)", re.DOTALL)
COVERS = {"images/cover-image.jpg"}                # the name that the package keeps for its cover
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/svg+xml": ".svg"}
SAFE = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered section on its way to becoming a Document."""

    name: str
    path: PurePath | None
    roots: tuple[Element, ...]                     # its content, then its notes


@dataclass(slots=True)
class Places:
    """All that can be linked to: documents by file, and ids by document."""

    by_file: dict[PurePosixPath, list[str]] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)     # document -> letters of the fragment -> id

    def add(self, page: Page) -> None:
        """Note a page's file and the ids in it."""
        if page.path:
            self.by_file.setdefault(_composed(page.path.as_posix()), []).append(page.name)
        known = self.ids.setdefault(page.name, {})
        for root in page.roots:
            for element in root.iter():
                if written := element.get("id"):
                    known.setdefault(_letters(written.removeprefix(f"{page.name}-")), written)
                    if element.tag in HEADINGS:    # which answers to its own words, too, when it has been given an id
                        known.setdefault(_letters("".join(element.itertext())), written)


def _composed(path: str) -> PurePosixPath:
    """A path with its accents in one piece: macOS writes `é` as two characters on the disk, and authors type one."""
    return PurePosixPath(unicodedata.normalize("NFC", path))


def _letters(fragment: str) -> str:
    """Tools disagree on the hyphens in a heading's anchor, so they do not count."""
    return slug(fragment).replace("-", "")


def resolve_links(page: Page, places: Places) -> Iterator[Problem]:
    """Point every link of a page at a document of the book, or the outside; a dead one becomes plain text."""
    for root in page.roots:
        for element, line in with_lines(root):
            if element.tag != "a" or "href" not in element.attrib or element.get("class") == "noteref":
                continue
            href = element.attrib.pop("href").strip()
            if OUTSIDE.match(href):
                element.set("href", quote(unquote(href), safe=SAFE))
                continue
            target, problem = _target(href, page, places, line)
            if target:
                element.set("href", target)
            else:
                element.tag = "span"
            if problem:
                yield problem


def _target(href: str, page: Page, places: Places, line: int | None) -> tuple[str | None, Problem | None]:
    if SCHEME.match(href):
        message = f"a link may not lead to {href.split(':', maxsplit=1)[0]}:"
        return None, Problem("m-033", message, page.path, line, severity=Severity.WARNING)
    file, _, fragment = unquote(href).partition("#")
    names = [page.name] if not file else _documents(file, page.path, places)
    if not names:
        hint = _near(file, places, page.path)
        return None, Problem("m-032", f"link to {file}, which is not in the book", page.path, line, hint=hint, severity=Severity.WARNING)
    if not fragment:
        return f"{names[0]}.xhtml", None
    for name in names:
        if found := places.ids.get(name, {}).get(_letters(fragment)):
            return f"{name}.xhtml#{found}", None
    message = f"link to #{fragment}, which is nowhere in {file or 'this file'}"
    hint = f"write {{#{slug(fragment)}}} after the heading it should lead to"
    known = Problem("m-034", message, page.path, line, hint=hint, severity=Severity.WARNING)
    return (f"{names[0]}.xhtml" if file else None), known


def _documents(file: str, path: PurePath | None, places: Places) -> list[str]:
    here = PurePosixPath(path.as_posix()).parent if path else PurePosixPath()
    wanted = _composed(posixpath.normpath(here / file))
    for candidate in (wanted, wanted.with_suffix(".md") if wanted.suffix == ".html" else wanted):
        if candidate in places.by_file:
            return places.by_file[candidate]
    return []


def _near(file: str, places: Places, here: PurePath | None) -> str | None:
    """A file of nearly these words; or else of this number, which has been given other words."""
    wanted = PurePosixPath(file).name
    names = [path.name for path in places.by_file if here is None or path != _composed(here.as_posix())]
    number = _said(wanted)[0]
    near = nearest(wanted, names) or next((name for name in names if number and _said(name)[0] == number), None)
    return f"did you mean {near}?" if near else None


def nearest(wanted: str, names: Iterable[str]) -> str | None:
    """The file that was probably meant: alike in its words, whatever its number and its ending."""
    said = {_said(name)[1]: name for name in reversed([*names])}
    return next((said[words] for words in get_close_matches(_said(wanted)[1], said, 1)), None)


def _said(name: str) -> tuple[str, str]:
    """`01-The-Causeway.md` is 1 and the-causeway."""
    number, words = NUMBERED.fullmatch(PurePosixPath(name).stem.casefold()).groups()  # type: ignore[union-attr] # it matches anything
    return number, words


@dataclass(slots=True)
class Gallery:
    """The pictures a book has, and those it shows. `kept` is where it is noted that a picture can be decoded."""

    pictures: dict[PurePosixPath, Picture]
    kept: Kept | None = None
    shown: dict[PurePosixPath, Illustration] = field(default_factory=dict)
    proofs: dict[PurePosixPath, tuple[Problem, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, pictures: Iterable[Picture], kept: Kept | None = None) -> "Gallery":
        """All pictures, by their path from the book's folder."""
        return cls({_composed(picture.path.as_posix()): picture for picture in pictures}, kept)

    def hang(self, page: Page) -> Iterator[Problem]:
        """Give every image of a page the name it has in the book."""
        for root in page.roots:
            ornaments = {image for figure in root.iter("figure") if _has_class(figure) for image in figure.iter("img")}
            for image, line in with_lines(root):
                if image.tag == "img":
                    yield from self._hang(image, page, line, ornament=image in ornaments or _has_class(image))

    def _hang(self, image: Element, page: Page, line: int | None, *, ornament: bool) -> Iterator[Problem]:
        source = unquote(image.attrib.pop("src", "")).strip()
        found = None if SCHEME.match(source) or source.startswith(("/", "\\")) else self._find(source, page.path)
        decorative = not image.get("alt", "").strip() and (ornament or image.get("role") in ("presentation", "none"))
        image.attrib.pop("role", None)             # a picture with a description is one to those who cannot see, too
        if found is None:
            yield self._missing(source, page, line)
        elif faults := self._proof(found):
            yield from (replace(each, message=f"{each.message}: {source}", path=page.path, line=line) for each in faults)
        else:
            image.set("src", self._name(found, decorative=decorative))
            if decorative:
                image.attrib |= {"alt": "", "role": "presentation"}
            elif not image.get("alt", "").strip():
                hint = f"![what it shows]({source}), or ![]({source}){{.decorative}} for an ornament"
                yield Problem("m-031", f"image without a description: {source}", page.path, line, hint=hint, severity=Severity.WARNING)
        image.attrib.setdefault("alt", "")

    def _missing(self, source: str, page: Page, line: int | None) -> Problem:
        if source.startswith("data:"):
            hint: str | None = "save the picture as a file in manuscript/images/, and name that"
            return Problem("m-030", "an image inside the text, as word processors export them", page.path, line, hint=hint)
        near = self._near(source, page.path)
        return Problem("m-030", f"image not found: {source}", page.path, line, hint=f"did you mean {near}?" if near else None)

    def _proof(self, path: PurePosixPath) -> tuple[Problem, ...]:
        if path not in self.proofs:
            self.proofs[path] = prove(self.pictures[path], self.kept)
        return self.proofs[path]

    def _near(self, source: str, path: PurePath | None) -> str | None:
        """The picture that was probably meant: first by letters alone, then by likeness."""
        names = [*self._relative(path), *(each.name for each in self.pictures)]
        same = [name for name in names if name.casefold() == source.casefold()]
        return next(iter(same), None) or nearest(source, names)

    def _find(self, source: str, path: PurePath | None) -> PurePosixPath | None:
        here = PurePosixPath(path.as_posix()).parent if path else PurePosixPath()
        for base in (here, *here.parents):
            candidate = _composed(posixpath.normpath(base / source))
            if candidate in self.pictures:
                return candidate
        return None

    def _relative(self, path: PurePath | None) -> list[str]:
        here = path.parent.as_posix() if path else "."
        return [posixpath.relpath(each.as_posix(), here) for each in self.pictures]

    def _name(self, path: PurePosixPath, *, decorative: bool) -> str:
        """A file name every device takes (Kobo: ASCII, no spaces), unique in the book, with an ending that is true there."""
        if path not in self.shown:
            picture = self.pictures[path]
            stem = re.sub(r"[^A-Za-z0-9._-]+", "-", path.stem).strip("-.") or "picture"
            ending = path.suffix.lower() if MEDIA_TYPES.get(path.suffix.lower()) == picture.screen_type else ENDINGS[picture.screen_type]
            taken = {illustration.name.lower() for illustration in self.shown.values()} | COVERS
            name, number = f"images/{stem}{ending}", 2
            while name.lower() in taken:
                name, number = f"images/{stem}-{number}{ending}", number + 1
            self.shown[path] = Illustration(name, picture, decorative)
        elif not decorative:
            self.shown[path] = replace(self.shown[path], decorative=False)
        return self.shown[path].name


def _has_class(element: Element) -> bool:
    return "decorative" in element.get("class", "").split()


def with_lines(root: Element, line: int | None = None) -> Iterator[tuple[Element, int | None]]:
    """Every element, with the manuscript line of the block it stands in."""
    here = int(root.get(LINE, "0")) or line
    yield root, here
    for child in root:
        yield from with_lines(child, here)
