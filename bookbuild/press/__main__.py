"""Jobs on standard input, one JSON object a line -> sheaves in the cache; an answer a line on standard output.

The first line says where the cache is, and what in it all jobs share: sheets, and the files that urls stand for. A job has a `kind`, a
`key` (the name of the sheaf to write) and what its kind needs; its answer repeats the key, with `fault` if it failed,
`refused` if that was the disk's doing, and `limit` if the job went beyond one. For too long a job the system ends the process.
The process ends when its input does: when the build that started it is done, or dead. Its temporary files, WeasyPrint's
copies of fonts, are in a folder that the build removes.
"""

import gc
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from bookbuild.press import lean  # noqa: F401 - before anything that loads WeasyPrint

# isort: split
from bookbuild.disk import REFUSED
from bookbuild.kept import Kept
from bookbuild.limits import hold_memory, hold_time
from bookbuild.press.book import write_book
from bookbuild.press.broadside import write_broadside
from bookbuild.press.composer.inking import draw_as_composed
from bookbuild.press.composer.words import TypeCase
from bookbuild.press.contexts import keep_contexts
from bookbuild.press.drawing import draw
from bookbuild.press.faces import embed
from bookbuild.press.furniture import furnish
from bookbuild.press.hyphens import keep_dictionaries
from bookbuild.press.layout import Case
from bookbuild.press.lines import draw_as_measured
from bookbuild.press.sheaf import Sheaf
from bookbuild.stylesheet import Sheet

LIMITED: dict[type[Exception], str] = {RecursionError: "NESTING", MemoryError: "SETTING_MEMORY"}


def main() -> None:
    """Serve jobs until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)   # Ctrl-C is for the build, which then ends this process
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)                                  # whatever a library prints is no answer
    lines = (line for line in sys.stdin if line.endswith("\n"))       # one that breaks off is the last word of a build that was killed
    if not (said := next(lines, None)):
        return
    begin = json.loads(said)
    kept = Kept(Path(begin["cache"]))
    try:
        types, case, sheets = _composing_room(kept, begin["shared"])
    except OSError as error:                       # the first job's answer, though it is not to blame
        if not _refused(error):
            raise
        answers.write(json.dumps({"fault": None, "refused": _refused(error)}) + "\n")
        return
    gc.freeze()
    hold_memory("SETTING_MEMORY")
    for number, line in enumerate(lines):
        if number:
            gc.collect()                           # what the job before left; after the last there is no need
        job = json.loads(line)
        fault = refusal = limit = None
        hold_time("SETTING_SECONDS", 0)
        try:
            KINDS[job["kind"]](job, case, sheets, kept)
        except Exception as error:  # noqa: BLE001 - whatever WeasyPrint raises is told by the build, with the chapter's name
            fault, refusal, limit = traceback.format_exc(), _refused(error), LIMITED.get(type(error))
        answers.write(json.dumps({"key": job["key"], "fault": fault, "refused": refusal, "limit": limit}) + "\n")
        answers.flush()
    types.keep()
    os._exit(0)                                    # Python would take pages and fonts apart piece by piece: a tenth of a second


def _composing_room(kept: Kept, shared_name: str) -> tuple[TypeCase, Case, dict[str, tuple[Sheet, ...]]]:
    """What all jobs have in common, ready to hand."""
    shared = json.loads(kept.get(shared_name) or b"")
    keep_contexts()
    draw_as_measured()
    draw_as_composed()
    keep_dictionaries(kept)
    types = TypeCase(Kept(kept.folder.parent / "words"), shared["basis"])
    case = Case({name: Path(file) for name, file in shared["served"].items()}, types)
    sheets = {name: tuple(map(Sheet.heard, some)) for name, some in shared["sheets"].items()}
    for sheet in sheets["document-right"]:         # with them come the faces, whatever is set first: furniture brings none
        case.sheet(sheet)
    return types, case, sheets


def _refused(error: Exception) -> list[Any] | None:
    """What the disk has refused, if that is what it was."""
    return [error.errno, error.strerror, error.filename] if isinstance(error, OSError) and error.errno in REFUSED else None


def _document(job: dict[str, Any], case: Case, sheets: dict[str, tuple[Sheet, ...]], kept: Kept) -> None:
    laid = case.lay_out(job["html"], sheets[job["sheets"]], job["elsewhere"], composer=job["composer"])
    sheaf = draw(laid, job["name"], set(job["elsewhere"]), kept, first=job["first"], ink=job["ink"])
    _keep(sheaf, kept, job["key"])


def _furniture(job: dict[str, Any], case: Case, sheets: dict[str, tuple[Sheet, ...]], kept: Kept) -> None:
    made = furnish(case, job["frame"], sheets["furniture"], list(job["runs"].values()), kept, job["ink"])
    for key, sheaf in zip(job["runs"], made, strict=True):
        _keep(sheaf, kept, key)


def _faces(job: dict[str, Any], _case: Case, _sheets: dict[str, tuple[Sheet, ...]], kept: Kept) -> None:
    _keep(embed(job["faces"], kept), kept, job["key"])


def _book(job: dict[str, Any], case: Case, sheets: dict[str, tuple[Sheet, ...]], kept: Kept) -> None:
    _keep(Sheaf(b"", (), (), write_book(case, job, sheets["whole"], kept)), kept, job["key"])


def _broadside(job: dict[str, Any], case: Case, sheets: dict[str, tuple[Sheet, ...]], kept: Kept) -> None:
    _keep(Sheaf(b"", (), (), write_broadside(case, job, sheets["whole"])), kept, job["key"])


KINDS = {"document": _document, "furniture": _furniture, "faces": _faces, "book": _book, "broadside": _broadside}


def _keep(sheaf: Sheaf, kept: Kept, key: str) -> None:
    kept.hand_on(f"{key}.sheaf", sheaf.to_bytes())


try:
    main()
except BrokenPipeError:                            # nobody is left to hear the answer
    os._exit(1)
