"""Loaded by every Python that a build starts, first of all -> a line in $BOOKBUILD_WATCHED for all it opens, asks and begins.

Only where that is set: tests/stranger/test_pack.py puts this folder on PYTHONPATH.
"""

import json
import os
import sys

WATCHED = ("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.symlink", "os.link", "subprocess.Popen",
           "os.exec", "os.posix_spawn", "os.system", "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")  # fmt: skip

if "BOOKBUILD_WATCHED" in os.environ:
    told = os.open(os.environ["BOOKBUILD_WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        """One line, written at once: whoever is killed has told all it did."""
        if event in WATCHED:
            plain = [os.fspath(each) if isinstance(each, os.PathLike) else each for each in arguments]
            line = json.dumps([os.getpid(), event, plain], default=repr)
            os.write(told, line.encode() + b"\n")

    sys.addaudithook(watch)
