"""Book, edition and outputs -> Problems, each at its manuscript line.

prose (what a copy-editor marks), package (what is wrong with an EPUB), twin (what manuscript, EPUB and PDF do not all hold), pages
(what the press left that a typesetter would mend), epubcheck (what the reference checker says), building (what a build itself may
say, explained).
"""
