"""Programs that judge our PDFs and are not ours -> what they say; a test that wants one that is missing is skipped."""

import shutil
import subprocess

import pytest


def said(tool: str, *arguments: str) -> str:
    """The output of a program, which must succeed."""
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed (Debian: poppler-utils, qpdf)")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=True).stdout
