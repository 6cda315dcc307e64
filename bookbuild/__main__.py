"""`bookbuild`, and `python -m bookbuild`: signals first, then the commands.

Ctrl-C, and what ends programs more gently than SIGKILL, is an end like any other: what is half done is tidied away, and
the status is the one that shells know (128 and the signal's number). A second signal does not disturb the tidying.
"""

import io
import os
import signal
import sys
from contextlib import suppress
from types import FrameType

STATUSES = {128 + number: number for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}


class Stopped(KeyboardInterrupt):
    """Ctrl-C, which a command may have its own mind about.

    A plain KeyboardInterrupt that has passed through code made from a string, as dataclasses are, ends Python by the signal
    itself, whatever status was wanted: seen with CPython 3.11.7, when it came while modules were loaded. One of its kind does not.
    """


def main() -> None:
    """Run a command from the line that was typed."""
    if sys.getfilesystemencoding() == "ascii":     # no locale, and what Python makes of that (PEP 538, PEP 540) switched off
        os.execve(sys.executable, sys.orig_argv, os.environ | {"PYTHONUTF8": "1"})  # noqa: S606 - the same command again
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")            # what the terminal cannot show is spelled out
    for number in STATUSES.values():
        if signal.getsignal(number) is not signal.SIG_IGN:     # nohup has its reasons
            signal.signal(number, _end)
    try:
        from bookbuild.cli import main as run  # noqa: PLC0415 - loading takes a while, in which one may think better of it

        run()
    except KeyboardInterrupt:
        _tell(128 + signal.SIGINT)
        sys.exit(128 + signal.SIGINT)
    except SystemExit as end:
        _tell(end.code)
        raise


def _end(number: int, _frame: FrameType | None) -> None:
    for each in STATUSES.values():
        signal.signal(each, signal.SIG_IGN)
    if number == signal.SIGINT:
        raise Stopped
    sys.exit(128 + number)


def _tell(status: object) -> None:
    if status in STATUSES:
        with suppress(OSError):                    # the terminal may be gone
            sys.stderr.write("Stopped. Nothing in dist/ is half made.\n")
            sys.stderr.flush()


if __name__ == "__main__":
    main()
