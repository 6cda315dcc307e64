"""How the rooms lie: imports go left to right only, and every module says what goes in and what comes out."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import bookbuild

HOUSE = Path(bookbuild.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))
# What stands further down may import what stands further up; neighbours on one line do not know each other.
ROAD = (
    {"__init__"},
    {"problems"},
    {"book", "identifiers", "limits", "characters"},
    {"customs"},
    {"isbn", "phrases", "numerals", "relators", "languages", "punctuation", "outputs", "cover", "lengths", "disk"},
    {"kept", "workbench", "apart"},
    {"request"},
    {"manuscript", "markup", "foundry"},
    {"edition", "stylesheet", "dials"},
    {"press", "styles"},
    {"epub", "pdf"},
    {"proofs", "prepress", "delivery"},
    {"checks"},
    {"build", "checking"},
    {"proving", "sending", "mailing"},
    {"covering"},
    {"shelf"},
    {"report", "starter", "doctor"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
PLACE = {room: place for place, rooms in enumerate(ROAD) for room in rooms}
LONGEST = 400
SAY_NOTHING = {"util", "utils", "helper", "helpers", "common", "misc", "base", "core", "manager", "tools"}


def room_of(module: Path) -> str:
    return module.relative_to(HOUSE).parts[0].removesuffix(".py")


def imported_rooms(module: Path) -> Iterator[tuple[int, str]]:
    """(line, room) of every import of bookbuild's own, wherever in the module it stands."""
    tree = ast.parse(module.read_text("utf-8"))
    for_types = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
                 for inner in ast.walk(node)}  # fmt: skip
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [f"{node.module}.{name.name}" for name in node.names]
        for name in names:
            if name.split(".")[0] == "bookbuild" and id(node) not in for_types:
                room = name.split(".")[1]
                yield getattr(node, "lineno", 0), room if room in PLACE else "__init__"


def test_the_road_names_every_room_once() -> None:
    assert sorted(PLACE) == sorted({room_of(module) for module in MODULES})
    assert len(PLACE) == sum(map(len, ROAD))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(HOUSE).as_posix())
def test_imports_go_one_way(module: Path) -> None:
    here = room_of(module)
    wrong = [f"line {line}: {here} imports {room}" for line, room in imported_rooms(module)
             if room != here and PLACE[room] >= PLACE[here]]  # fmt: skip
    assert not wrong


def test_only_the_press_knows_weasyprint() -> None:
    """It takes a third of a second to load, and belongs to processes of its own; the doctor only tries whether it does."""
    knows = {room_of(module) for module in MODULES for node in ast.walk(ast.parse(module.read_text("utf-8")))
             if isinstance(node, (ast.Import, ast.ImportFrom)) and "weasyprint" in ast.unparse(node)}  # fmt: skip
    assert knows == {"press", "doctor"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(HOUSE).as_posix())
def test_a_module_is_short_has_a_name_that_says_something_and_a_first_line(module: Path) -> None:
    text = module.read_text("utf-8")
    assert text.count("\n") <= LONGEST
    assert module.stem not in SAY_NOTHING
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring
    first = docstring.splitlines()[0]
    assert first.endswith((".", ":", "?")), "a first line is a sentence"
    assert len(first) > 15
