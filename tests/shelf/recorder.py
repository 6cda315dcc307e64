"""bookbuild, with every file and folder that its process opens written down.

recorder.py LOG PATIENCE ARGUMENTS…, patience in seconds.

It ends with the process that started it, whose end of the standard input closes then.
"""

import os
import sys
import threading

LOG = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def note(event: str, arguments: tuple[object, ...]) -> None:
    """PEP 578: opens of files come as `open`, those of folders as `os.scandir` and `os.listdir`."""
    if event in ("open", "os.scandir", "os.listdir") and isinstance(arguments[0], (str, bytes, os.PathLike)):
        os.write(LOG, os.fsencode(arguments[0]).replace(b"\n", b" ") + b"\n")


def end_with_the_other() -> None:
    """A test that is killed leaves nothing running."""
    sys.stdin.read()
    os._exit(9)


threading.Thread(target=end_with_the_other, daemon=True).start()
sys.addaudithook(note)

from bookbuild.shelf.patience import Patient  # noqa: E402 - what it opens is written down too

Patient.patience = float(sys.argv[2])
sys.argv = ["bookbuild", *sys.argv[3:]]

from bookbuild.__main__ import main  # noqa: E402

main()
