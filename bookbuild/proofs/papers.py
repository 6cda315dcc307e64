"""A paper's name, or a language -> the sheet that lies in the author's printer."""

from dataclasses import dataclass, replace

from bookbuild.problems import BookError, Problem

MM = 72 / 25.4
# Where offices and shops have Letter paper: all others have ISO 216 (Unicode CLDR 46, supplemental data, paperSize).
LETTER_REGIONS = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, upright; sides in points."""

    name: str
    width: float
    height: float

    @property
    def landscape(self) -> "Paper":
        """The same sheet lying on its side."""
        return replace(self, width=self.height, height=self.width)

    @property
    def css(self) -> str:
        """Its size as `@page { size: … }` has it."""
        return f"{self.width:g}pt {self.height:g}pt"


PAPERS = {
    "a5": Paper("A5", 148 * MM, 210 * MM), "a4": Paper("A4", 210 * MM, 297 * MM), "a3": Paper("A3", 297 * MM, 420 * MM),
    "letter": Paper("Letter", 612, 792), "legal": Paper("Legal", 612, 1008), "tabloid": Paper("Tabloid", 792, 1224),
}  # fmt: skip


def paper_named(written: str | None, language: str) -> Paper:
    """The paper a person asked for, or the usual one where the book's language is at home. Raises BookError for an unknown one."""
    if written is None:
        region = next((part.upper() for part in language.split("-")[1:] if len(part) == 2), None)  # noqa: PLR2004 - ISO 3166-1
        return PAPERS["letter" if region in LETTER_REGIONS else "a4"]
    if paper := PAPERS.get(written.lower()):
        return paper
    raise BookError([Problem("p-020", f"no paper {written!r}", hint=f"--paper a4   (one of {', '.join(PAPERS)})")])
