"""bookbuild: a folder of Markdown -> a validated EPUB and a typeset PDF."""

__version__ = "0.1.0"
