"""A kind of book -> a folder to begin it in."""

import json
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from string import capwords

from bookbuild.problems import Problem

KINDS = ("novel", "fan-fiction", "non-fiction", "poetry")


def begin(folder: Path, kind: str) -> Problem | None:
    """Copy the starter of a kind to `folder`, its title made from the folder's name; nothing there is overwritten."""
    if folder.exists() and any(folder.iterdir() if folder.is_dir() else [folder]):
        return Problem("n-001", f"{folder} is not empty", hint="choose another name; nothing was changed")
    with as_file(files(__package__) / "books" / kind) as starter:
        shutil.copytree(starter, folder, dirs_exist_ok=True)
    for file in folder.rglob("*.toml"):
        title = json.dumps(capwords(folder.resolve().name.replace("-", " ").replace("_", " ")), ensure_ascii=False)
        file.write_text(file.read_text("utf-8").replace('"MY TITLE"', title), "utf-8")
    (folder / "dist").mkdir(exist_ok=True)
    (folder / "dist" / ".gitignore").write_text("*\n!.gitignore\n", "utf-8")
    return None
