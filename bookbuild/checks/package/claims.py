"""What the metadata promises who cannot see the book: Package -> Spots (EPUB Accessibility 1.1; schema.org's vocabulary)."""

import re
from collections.abc import Iterator

from bookbuild.checks.package.contents import Element, Package, Spot, resolve, roles
from bookbuild.checks.package.navigation import links, part
from bookbuild.checks.package.page_numbers import breaks

WANTED = ("accessMode", "accessModeSufficient", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary")
MODES = set(
    "auditory chartOnVisual chemOnVisual colorDependent diagramOnVisual mathOnVisual musicOnVisual tactile textOnVisual textual "
    "visual".split(),
)
FEATURES = set(
    "annotations ARIA bookmarks index pageBreakMarkers pageNavigation printPageNumbers readingOrder structuralNavigation tableOfContents "
    "taggedPDF alternativeText audioDescription captions closedCaptions describedMath longDescription openCaptions rubyAnnotations "
    "fullRubyAnnotations signLanguage transcript displayTransformability synchronizedAudioText timingControl unlocked ChemML latex "
    "latex-chemistry MathML MathML-chemistry ttsMarkup highContrastAudio highContrastDisplay largePrint braille tactileGraphic "
    "tactileObject horizontalWriting verticalWriting withAdditionalWordSegmentation withoutAdditionalWordSegmentation none unknown".split(),
)
HAZARDS = set(
    "flashing noFlashingHazard unknownFlashingHazard motionSimulation noMotionSimulationHazard unknownMotionSimulationHazard sound "
    "noSoundHazard unknownSoundHazard none unknown".split(),
)
VALUES = {"accessMode": MODES, "accessModeSufficient": {"auditory", "tactile", "textual", "visual"}, "accessibilityFeature": FEATURES,
          "accessibilityHazard": HAZARDS}  # fmt: skip
OPPOSED = (("flashing", "noFlashingHazard"), ("motionSimulation", "noMotionSimulationHazard"), ("sound", "noSoundHazard"))
CONFORMS = re.compile(r"EPUB Accessibility 1\.[12] - WCAG 2\.[0-2] Level (?:A|AA|AAA)|none|http://www\.idpf\.org/epub/a11y/\S+")


def told(package: Package, name: str) -> list[tuple[Element, str]]:
    """The values of one of schema.org's properties."""
    return list(package.meta(f"schema:{name}"))


def metadata_is_there(package: Package) -> Iterator[Spot]:
    """Shops show it beside the book, and European law asks for it."""
    if package.opf:
        for name in WANTED:
            values = {text for _, text in told(package, name)} - {""}
            if not values or (name == "accessibilityFeature" and values <= {"none", "unknown"}):
                why = f"schema:{name} is {' '.join(sorted(values))}" if values else f"no schema:{name}"
                yield package.opf.spot(package.opf.root, why)


def values_are_known(package: Package) -> Iterator[Spot]:
    """A mistyped value is shown to nobody."""
    if package.opf:
        for name, known in VALUES.items():
            for element, text in told(package, name):
                for value in text.split(",") if name == "accessModeSufficient" else [text]:
                    if value.strip() not in known and text:
                        yield package.opf.spot(element, f"schema:{name} has no value {value.strip()!r}")


def hazards_agree(package: Package) -> Iterator[Spot]:
    """`none` and `unknown` stand alone; what flashes does not not flash."""
    if package.opf:
        found = told(package, "accessibilityHazard")
        values = {text for _, text in found}
        if ({"none", "unknown"} & values and len(values) > 1) or any(set(pair) <= values for pair in OPPOSED):
            yield package.opf.spot(found[-1][0], f"hazards that cannot all be: {', '.join(sorted(values))}")


def features_are_true(package: Package) -> Iterator[Spot]:
    """No promise the book does not keep."""
    if package.opf is None:
        return
    broken = {spot.name for spot in package.not_xml}
    kept = {
        "alternativeText": _all_described(package), "pageNavigation": bool(links(part(package, "page-list"))),
        "pageBreakMarkers": next(breaks(package), None) is not None, "printPageNumbers": next(breaks(package), None) is not None,
        "tableOfContents": bool(links(part(package, "toc"))), "unlocked": "META-INF/encryption.xml" not in package.files,
        "MathML": any("math:math" in page.named for page in package.pages),
        "rubyAnnotations": any("ruby" in page.named for page in package.pages),
    }  # fmt: skip
    for element, text in told(package, "accessibilityFeature"):
        if not kept.get(text, True) and not broken:
            yield package.opf.spot(element, f"{text} is promised, and is not kept")


def _pictures(package: Package) -> Iterator[Element]:
    """All but the cover."""
    covers = {item.name for item in package.items if "cover-image" in item.properties}
    for page in package.pages:
        for image in page.all("img"):
            if "doc-cover" not in roles(image) and resolve(page.name, image.get("src", ""))[0] not in covers:
                yield image


def _all_described(package: Package) -> bool:
    images = list(_pictures(package))
    return bool(images) and all("alt" in image.attrib or {"presentation", "none"} & set(roles(image)) for image in images)


def modes_are_true(package: Package) -> Iterator[Spot]:
    """`visual` if pictures say something, which ornaments and the cover do not; `textual` if there is text."""
    if package.opf is None or package.not_xml:
        return
    modes = {text for _, text in told(package, "accessMode")}
    drawn = any("svg:svg" in page.named for page in package.pages)
    pictures = drawn or any(image.get("alt", "?").strip() for image in _pictures(package))
    if modes and pictures and not {mode for mode in modes if "visual" in mode.lower()}:
        yield package.opf.spot(package.opf.root, "there are pictures, and no schema:accessMode is visual")
    if "visual" in modes and not drawn and next(_pictures(package), None) is None:
        yield package.opf.spot(package.opf.root, "schema:accessMode is visual, and there are no pictures")
    if modes and "textual" not in modes:
        yield package.opf.spot(package.opf.root, "there is text, and no schema:accessMode is textual")


def conformance_is_certified(package: Package) -> Iterator[Spot]:
    """A claim to conform says by whom, in the very words that programs look for."""
    if package.opf is None:
        return
    certifiers = (meta for meta in package.opf.all("meta") if meta.get("property") == "a11y:certifiedBy")
    certified = {meta.get("refines", "").removeprefix("#") for meta in certifiers}
    for element, text in package.meta("dcterms:conformsTo"):
        if not CONFORMS.fullmatch(text) and "EPUB" in text:
            yield package.opf.spot(element, f"“{text}” is not how conformance is told")
        elif CONFORMS.fullmatch(text) and text != "none" and element.get("id") not in certified:
            yield package.opf.spot(element, "the book says that it conforms, and not who says so (a11y:certifiedBy)")
