"""Evidence and demands -> checks of the file as such: fonts, locks, scripts, layers, annotations, version, forbidden words."""

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2

from bookbuild.prepress.preflight.demands import Demands
from bookbuild.prepress.preflight.evidence import Check, Evidence, pages

ANEW = "send the file as it was made, with nothing added"
FILES = ("/FontFile", "/FontFile2", "/FontFile3")
HARMLESS = {"/Link"}                               # leads somewhere on a screen; on paper it is nothing
SAYS_COPYRIGHT = re.compile(r"copyright|©|\bISBN\b|all rights reserved", re.IGNORECASE)
FRONT = 12                                         # pages among which a copyright page stands
VERSIONS = ("1.3", "1.4", "1.5", "1.6", "1.7")


def judge_file(evidence: Evidence, demands: Demands) -> Iterator[Check]:
    """Every check of this module."""
    yield _fonts(evidence)
    yield _locks(evidence)
    yield _scripts(evidence)
    yield _layers(evidence)
    yield _annotations(evidence)
    yield _version(evidence)
    yield _intent(evidence)
    if demands.rejected is not None:
        yield _copyright(evidence, demands.rejected)


def _fonts(evidence: Evidence) -> Check:
    """Every face that any page may use."""
    faces: dict[int, tuple[str, str]] = {}
    seen: set[int] = set()
    for page in evidence.reader.pages:
        if "/Resources" in page:
            _gather(page["/Resources"], faces, seen)
    wanted = "every face embedded, none drawn as pictures"
    wrong = {f"{name} is {fault}" for name, fault in faces.values() if fault}
    if wrong:
        more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        return Check.broken("fonts", f"{min(wrong)}{more}", wanted, "use a font that may be embedded, or another for that letter")
    count = len({name for name, _ in faces.values()})
    return Check.kept("fonts", f"{count} face{'' if count == 1 else 's'}, all embedded" if count else "none", wanted)


def _gather(resources: Any, faces: dict[int, tuple[str, str]], seen: set[int]) -> None:  # noqa: ANN401 - pypdf's objects
    """Faces by object, and what is wrong with each; those in forms and in patterns too."""
    for font in _shelf(resources, "/Font", seen):
        faces.setdefault(id(font), (_name(font), _fault(font)))
    for form in (*_shelf(resources, "/XObject", seen), *_shelf(resources, "/Pattern", seen)):
        if "/Resources" in form:
            _gather(form["/Resources"], faces, seen)


def _shelf(resources: Any, kind: str, seen: set[int]) -> Iterator[Any]:  # noqa: ANN401
    """The resources of a kind, each once, and those of a shelf that was seen not again. The reader keeps all of them alive."""
    resources = resources.get_object()
    shelf = resources[kind].get_object() if kind in resources else {}
    if id(shelf) not in seen:
        seen.add(id(shelf))
        for each in shelf.values():
            found = each.get_object()
            if id(found) not in seen:
                seen.add(id(found))
                yield found


def _name(font: Any) -> str:  # noqa: ANN401
    return str(font.get("/BaseFont", "/unnamed"))[1:].split("+")[-1]


def _fault(font: Any) -> str:  # noqa: ANN401
    if font.get("/Subtype") == "/Type3":
        return "drawn as pictures (Type 3)"
    if font.get("/Subtype") == "/Type0":
        font = font["/DescendantFonts"][0].get_object()
    descriptor = font.get("/FontDescriptor")
    embedded = descriptor is not None and any(each in descriptor.get_object() for each in FILES)
    return "" if embedded else "not embedded"


def _locks(evidence: Evidence) -> Check:
    locked = evidence.reader.is_encrypted
    return Check("security", not locked, "encrypted" if locked else "none", "none", "save it without a password")


def _scripts(evidence: Evidence) -> Check:
    """What a file may do besides being printed."""
    catalog = evidence.catalog
    names = catalog.get("/Names", {}).get_object()
    found = [what for where, key, what in (
        (names, "/JavaScript", "JavaScript"), (catalog, "/AA", "actions"), (names, "/EmbeddedFiles", "attached files"),
    ) if key in where]  # fmt: skip
    opening = catalog.get("/OpenAction")
    if opening is not None and "/S" in opening.get_object() and opening.get_object()["/S"] != "/GoTo":
        found.append("an action on opening")
    if "/AcroForm" in catalog and catalog["/AcroForm"].get("/Fields"):
        found.append("form fields")
    return Check("scripts and forms", not found, ", ".join(found) or "none", "none", ANEW)


def _layers(evidence: Evidence) -> Check:
    layers = evidence.catalog.get("/OCProperties")
    if layers is None:
        return Check.kept("layers", "none")
    layers = layers.get_object()
    count, hidden = len(layers.get("/OCGs", [])), len(layers.get("/D", {}).get("/OFF", []))
    if layers.get("/D", {}).get("/BaseState") == "/OFF":
        hidden = count - len(layers["/D"].get("/ON", []))
    measured = f"{count}, {hidden} of them hidden" if hidden else f"{count}, all shown"
    return Check("layers", not hidden, measured, "none that is hidden", "take the hidden layers out")


def _annotations(evidence: Evidence) -> Check:
    kinds: dict[str, set[int]] = {}
    for number, page in enumerate(evidence.reader.pages, 1):
        for each in page.get("/Annots") or ():
            kinds.setdefault(str(each.get_object().get("/Subtype", "/unknown")), set()).add(number)
    wrong = {kind: where for kind, where in kinds.items() if kind not in HARMLESS}
    wanted = "none but links"
    if wrong:
        kind, where = min(wrong.items())
        return Check.broken("annotations", f"{pages(where)}: {kind[1:]}", wanted, "take comments and stamps out")
    return Check.kept("annotations", "links, which paper does not show" if kinds else "none", wanted)


def _version(evidence: Evidence) -> Check:
    version = str(evidence.catalog.get("/Version", "/" + evidence.reader.pdf_header.removeprefix("%PDF-")))[1:]
    return Check("PDF version", version in VERSIONS, version, f"{VERSIONS[0]}–{VERSIONS[-1]}", ANEW)


def _intent(evidence: Evidence) -> Check:
    """Told, not judged."""
    intents = [each.get_object().get("/OutputConditionIdentifier", "unnamed") for each in evidence.catalog.get("/OutputIntents") or ()]
    named = f"{', '.join(map(str, intents))}" if intents else "none"
    return Check.told("output intent", f"{named}; whether a file is PDF/X no free program can vouch for, and nothing here does")


def _copyright(evidence: Evidence, rejected: re.Pattern[str]) -> Check:
    """Words by which a printer's own inspection turns a book away: he says himself where it is printed, and on what."""
    document = pypdfium2.PdfDocument(evidence.pdf)
    try:
        texts = [(at + 1, document[at].get_textpage().get_text_range()) for at in range(min(FRONT, len(document)))]
    finally:
        document.close()
    found = [(number, match[0]) for number, text in texts if SAYS_COPYRIGHT.search(text) for match in rejected.finditer(text)]
    wanted = "nothing of where and on what it is printed"
    if not found:
        return Check.kept("copyright page", "no words that the printer rejects", wanted)
    number, words = found[0]
    measured = f"page {number}: “{' '.join(words.split())}”"
    return Check.broken("copyright page", measured, wanted, "take these words out of the copyright page")
