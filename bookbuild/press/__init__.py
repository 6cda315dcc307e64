"""HTML and style sheets -> sheaves of finished pages: the one room that knows WeasyPrint, in processes of its own.

`bookbuild.pdf` starts the processes (`python -m bookbuild.press`) and binds what they make; nothing here knows what a
book is. WeasyPrint takes a third of a second to load, so this package is only ever imported by those processes, save
for `bookbuild.press.sheaf`, which says what a sheaf is and needs nothing.
"""
