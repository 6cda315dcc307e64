"""The finished pages -> sheets for the author's own paper, printed on both sides, to fold and to staple or sew.

Pages are drawn as they are, none is laid out anew. What a sheet cannot have is left behind: bookmarks, links, tags, page labels.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, IndirectObject, NameObject, RectangleObject

from bookbuild.outputs import whole
from bookbuild.pdf.overlay import as_form, as_stream
from bookbuild.problems import BookError, Problem, Severity, many
from bookbuild.proofs.binding_marks import Bed, marks
from bookbuild.proofs.papers import MM, PAPERS, Paper
from bookbuild.proofs.signatures import FOLIO, Side, sides, signatures

POINTS = 72                                        # to the inch
THICK = 25                                         # sheets: an office stapler goes no deeper, and more do not fold flat
SMALLEST = 0.5                                     # printed smaller, ordinary type cannot be read
DEEPEST = 0.1                                      # of a page's width: what creep may take of the inner margin
NEARLY = 0.95                                      # of its size: a page that is printed so is still itself
LEFT, RIGHT = NameObject("/Left"), NameObject("/Right")
TOLD = ("/Title", "/Author", "/Subject", "/Keywords")
# What a printer's dialogue starts from, in viewers that heed it (ISO 32000-1 §12.2); the instructions say the same in words.
DIALOGUE = {"/Duplex": "/DuplexFlipShortEdge", "/PrintScaling": "/None"}


@dataclass(frozen=True, slots=True)
class Imposition:
    """How the sheets are to be. One signature of the whole book (None) is a booklet, which is stapled."""

    paper: Paper
    pages_in_signature: int | None
    creep: float = 0.0                             # points a sheet: how far each is pushed out by the one inside it
    marks: bool = False
    rtl: bool = False                              # a book in Arabic or Hebrew, whose spine is on the right


@dataclass(frozen=True, slots=True)
class Imposed:
    """What came out, what to choose in the printer's dialogue, and what to do with the sheets."""

    paper: Paper
    sheets: int
    signatures: tuple[int, ...]                    # pages in each, empty ones counted
    empty: int                                     # pages added at the end
    scale: float                                   # 1 or less
    instructions: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def sides(self) -> int:
        """Pages of the file: two of each sheet."""
        return 2 * self.sheets

    def __str__(self) -> str:
        of = f"{many(len(self.signatures), 'signature')}, " if len(self.signatures) > 1 else ""
        empty = f", {many(self.empty, 'empty page')} at the end" if self.empty else ""
        return f"{of}{many(self.sheets, 'sheet')} of {self.paper.name}{empty}"


def impose(pages: Path, out: Path, plan: Imposition) -> Imposed:
    """Write the sheets for the PDF `pages` to `out`, whole or not at all; the same pages give the same bytes.

    Raises BookError for signatures that cannot be folded, paper that is too small, and creep that would swallow the text.
    """
    reader = PdfReader(pages)
    trims = [page.trimbox for page in reader.pages]
    bed, scale = _bed(trims, plan.paper)
    if problems := [*_faults(plan, len(trims), bed, scale)]:
        raise BookError(problems)
    sizes = signatures(len(trims), plan.pages_in_signature)
    writer = _file(reader)
    forms = [as_form(writer, page) for page in reader.pages]
    for side in sides(sizes, len(trims), rtl=plan.rtl):
        content = _placed(side, trims, bed, scale, plan.creep)
        if plan.marks:
            content += marks(side, bed, len(sizes), plan.creep, stapled=plan.pages_in_signature is None)
        _add_side(writer, bed, content, {slot: forms[page] for slot, page in _slots(side)})
    with whole(out) as draft:
        writer.write(draft)
    told = (*_printing(plan.paper, scale), *_binding(plan, sizes), *_cutting(plan.paper, bed))
    return Imposed(plan.paper, sum(sizes) // FOLIO, sizes, sum(sizes) - len(trims), scale, told, tuple(_doubts(sizes)))


def _bed(trims: Sequence[RectangleObject], paper: Paper) -> tuple[Bed, float]:
    """The sheet, and how large a page is printed on half of it: as it is, or as large as fits."""
    width, height = max(float(trim.width) for trim in trims), max(float(trim.height) for trim in trims)
    scale = _scale(width, height, paper)
    return Bed(paper.landscape, width * scale, height * scale), scale


def _scale(width: float, height: float, paper: Paper) -> float:
    sheet = paper.landscape
    return min(1.0, sheet.width / 2 / width, sheet.height / height)


# ---- the file ----


def _file(reader: PdfReader) -> PdfWriter:
    """An empty one that says which book it is, and how it is to be printed. It has no date."""
    writer = PdfWriter()
    writer.pdf_header = "%PDF-1.7"
    said = reader.metadata or DictionaryObject()
    writer.add_metadata({name: str(said[name]) for name in TOLD if name in said} | {"/Creator": "bookbuild"})
    wishes = {NameObject(name): NameObject(value) for name, value in DIALOGUE.items()}
    writer.root_object[NameObject("/ViewerPreferences")] = DictionaryObject(wishes)
    if "/Lang" in reader.root_object:
        writer.root_object[NameObject("/Lang")] = reader.root_object["/Lang"]
    return writer


def _slots(side: Side) -> list[tuple[NameObject, int]]:
    return [(slot, page) for slot, page in ((LEFT, side.left), (RIGHT, side.right)) if page is not None]


def _placed(side: Side, trims: Sequence[RectangleObject], bed: Bed, scale: float, creep: float) -> bytes:
    """Both pages, spine to spine: at the fold, or beyond it by the creep. None reaches into the other's half."""
    moved, half = creep * side.sheet, (bed.fold, bed.sheet.height)
    drawn = b""
    for slot, page in _slots(side):
        trim, on_left = trims[page], slot == LEFT
        x = bed.fold + moved - float(trim.right) * scale if on_left else bed.fold - moved - float(trim.left) * scale
        y = (bed.sheet.height - float(trim.height) * scale) / 2 - float(trim.bottom) * scale
        drawn += b"q %.3f 0 %.3f %.3f re W n " % (0 if on_left else bed.fold, *half)
        drawn += b"%.6f 0 0 %.6f %.3f %.3f cm %b Do Q\n" % (scale, scale, x, y, slot.encode())
    return drawn


def _add_side(writer: PdfWriter, bed: Bed, content: bytes, forms: dict[NameObject, IndirectObject]) -> None:
    page = writer.add_blank_page(round(bed.sheet.width, 3), round(bed.sheet.height, 3))
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): DictionaryObject(forms)})
    page[NameObject("/Contents")] = as_stream(writer, content)


# ---- what cannot be done, and what had better not ----


def _faults(plan: Imposition, pages: int, bed: Bed, scale: float) -> Iterator[Problem]:
    size = plan.pages_in_signature
    if size is not None and (size < FOLIO or size % FOLIO):
        near = max(FOLIO, FOLIO * round(size / FOLIO))
        yield Problem("p-021", f"{many(size, 'page')} make no signature: every folded sheet has {FOLIO}", hint=f"--signatures {near}")
        return
    if scale < SMALLEST:
        width, height = bed.width / scale, bed.height / scale
        message = f"a page of {_inches(width, height)} would be printed at {scale:.0%} on half a sheet of {plan.paper.name}"
        yield Problem("p-022", message, hint=_larger(width, height))
    deep = plan.creep * (max(signatures(pages, size)) // FOLIO - 1)
    if not 0 <= deep <= DEEPEST * bed.width:
        message = f"a creep of {plan.creep / MM:g} mm a sheet would move the innermost pages {deep / MM:.0f} mm into the fold"
        yield Problem("p-024", message, hint="--creep 0.1mm   (the thickness of ordinary paper)")


def _larger(width: float, height: float) -> str:
    """The papers that would do."""
    holding = [name for name, paper in PAPERS.items() if _scale(width, height, paper) >= NEARLY]
    if not holding:
        return "a smaller `trim` in manuscript/book.toml"
    return f"--paper {holding[0]}" + (f"   (or {', '.join(holding[1:])})" if holding[1:] else "")


def _doubts(sizes: Sequence[int]) -> Iterator[Problem]:
    sheets = max(sizes) // FOLIO
    if sheets > THICK:
        message = f"{sheets} sheets are too many to fold as one: more than {THICK} neither lie flat nor can be stapled"
        yield Problem("p-023", message, hint="--signatures 16", severity=Severity.WARNING)


# ---- what to tell who prints and who binds ----


def _printing(paper: Paper, scale: float) -> Iterator[str]:
    yield f"Print on {paper.name}, landscape, two-sided, flip on short edge, at actual size (100 %, not “fit to page”)."
    yield ("With a printer that prints one side only: print the odd pages, put the stack back turned over on its short edge, "
           "print the even pages. Try it with two sheets first.")  # fmt: skip
    if scale < 1:
        yield f"The pages are shrunk to {scale * 100:.3g} %, so that two of them fit on {paper.name}."


def _binding(plan: Imposition, sizes: Sequence[int]) -> Iterator[str]:
    where = " at the ticks" if plan.marks else ""
    together = "Lay the sheets in order, the first one outermost, and fold them together in the middle"
    if max(sizes) == FOLIO:
        together = "Fold the sheet in the middle" if len(sizes) == 1 else "Fold each sheet in the middle"
    if len(sizes) == 1:
        yield f"{together}; {'staple' if plan.pages_in_signature is None else 'sew'} through the fold{where}."
    else:
        yield f"Make {len(sizes)} signatures{_counted(sizes)}. {together}."
        stairs = " The black bars go down their spines like a staircase." if plan.marks else ""
        yield f"Stack the signatures in order, the first on top.{stairs} Pierce each fold{where} and sew it to the one before."
    yield f"The spine is on the {'right' if plan.rtl else 'left'}, with page 1 on top."


def _counted(sizes: Sequence[int]) -> str:
    kinds = Counter(size // FOLIO for size in sizes)
    if len(kinds) == 1:
        return f" of {many(sizes[0] // FOLIO, 'sheet')}"
    return ": " + ", then ".join(f"{number} of {many(count, 'sheet')}" for count, number in kinds.items())


def _cutting(paper: Paper, bed: Bed) -> Iterator[str]:
    """In the measures of the country in which the paper is at home."""
    if max(bed.beside, bed.below) >= MM:
        metric = paper.name.startswith("A")
        size = f"{bed.width / MM:.0f} × {bed.height / MM:.0f} mm" if metric else _inches(bed.width, bed.height)
        yield f"Cut last: the finished page is {size}, measured from the fold."


def _inches(width: float, height: float) -> str:
    return f"{width / POINTS:.4g} × {height / POINTS:.4g} in"
