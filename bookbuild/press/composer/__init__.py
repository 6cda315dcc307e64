"""Paragraphs and pages of a document -> lines and depths chosen together, not one by one.

WeasyPrint fills a line with what fits, and a page likewise. A compositor looks at the whole paragraph before the first
line is locked up, and at facing pages together: so does this package. fit (the choice of breaks), words (what things
measure), paragraph (WeasyPrint's boxes as text), setting (text as WeasyPrint's boxes), seam (how it comes to be asked).
"""
