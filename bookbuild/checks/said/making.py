"""What styles, pages and outputs may be told, and how manuscript, EPUB and PDF differ: code -> title and explanation."""

MAKING: dict[str, tuple[str, str]] = {
    # -- styles: c --------------------------------------------------------------------------------------------------------
    "c-001": (
        "not CSS",
        "A brace or a semicolon is missing on the line, or just above it.",
    ),
    "c-002": (
        "style that e-readers choke on",
        ("Some readers drop a whole style sheet for one rule they do not know, so it is kept out of the EPUB; print.css "
         "may hold it."),
    ),
    "c-003": (
        "a file the style sheet names is not there",
        "Fonts and images for styles belong into styles/.",
    ),
    "c-004": (
        "style the page does not know",
        "The typesetter knows CSS for print, but not all that browsers do; this line does nothing.",
    ),
    "c-005": (
        "a dial turned in vain",
        ("The custom properties of :root are a theme’s dials; this one is read by no rule, or cannot have that value. A length wants "
         "a unit, a name of several words quotes; the line to type is with the message."),
    ),
    "c-006": (
        "a font that may not be embedded",
        "Its own licence bits forbid it, so the EPUB does without. Fonts under an open licence may always be embedded.",
    ),
    "c-007": (
        "a font that cannot be read",
        "The file is damaged, not there, a collection, or of another kind. TrueType, OpenType, WOFF and WOFF2 are read.",
    ),
    "c-008": (
        "a font without a fallback",
        "Readers may switch a book’s fonts off; end the list with serif, sans-serif or monospace.",
    ),
    "c-009": (
        "a running head that stays empty",
        ("string(…) shows what `string-set` has taken from the text: `book`, `author` and `section` are always there; another name "
         "wants a rule of yours, such as `h2 { string-set: scene content() }`."),
    ),
    "c-010": (
        "a face without italic, bold or small capitals",
        ("On paper nothing is made up that a typeface does not have. A family is mostly four files, each with a rule of its own; "
         "where there is no fourth, its rule may name the file of another."),
    ),
    # -- outputs: p, o ----------------------------------------------------------------------------------------------------
    "p-001": (
        "the typesetter had something to say",
        "Most often a picture it could not draw.",
    ),
    "p-002": (
        "a character that no font has",
        ("It would be printed as an empty box, so no PDF is made. The theme's faces have Latin, Greek and Cyrillic letters; for "
         "other scripts and signs a font on this machine is taken, if there is one with the character. The message names a free "
         "one: install it as you install any font, and build again."),
    ),
    "p-003": (
        "a chapter's pages could not be set",
        "The typesetter broke down over it. That is a fault in bookbuild or in WeasyPrint: please report it with the chapter.",
    ),
    "p-004": (
        "the process that set a chapter's pages died",
        ("Most often the machine had no memory left. Chapters are set side by side, one on each core: `--jobs 1` needs the least "
         "memory. What was already set is kept, and is not set again."),
    ),
    "p-005": (
        "paragraphs are set line by line",
        ("The composer, which weighs all lines of a paragraph together, works inside WeasyPrint, and this is another WeasyPrint "
         "than it was tried with: it set a page of hard cases, and they did not come out right. All the words are in the book; "
         "their lines are less even."),
    ),
    # -- twins: w ---------------------------------------------------------------------------------------------------------
    "w-001": (
        "words are lost on the way to the EPUB",
        ("`bookbuild check` reads the manuscript a second time and looks for every word in the EPUB. What is missing was taken for "
         "something else: HTML, the address of a link, an attribute."),
    ),
    "w-002": (
        "words are lost on the way to the PDF",
        ("Every page of the PDF is read and laid beside the same page of the EPUB. A style sheet with `display: none` is the "
         "commonest cause."),
    ),
    "w-003": (
        "a heading is lost",
        "It is in the manuscript and no heading in the EPUB, or in the contents and not in the PDF's outline.",
    ),
    "w-004": (
        "a note is lost",
        "It is called and defined, and one of the two books does not hold it, or not all of it.",
    ),
    "w-005": (
        "a picture is lost",
        "It is shown in the manuscript or in the EPUB, and not in what is made of that.",
    ),
    "w-006": (
        "a link is lost",
        "Its address is in the manuscript or in the EPUB, and nothing in what is made of that leads there.",
    ),
    "k-001": (
        "a language Amazon does not list",
        ("Said when an EPUB is made for Kindle. Amazon's own programs answer books in other languages with an error that does "
         "not say why; by cable they can be read all the same."),
    ),
    "o-001": (
        "the system refused",
        ("A full disk, a folder that may not be written, or a library that is missing: `bookbuild doctor` looks for the "
         "last."),
    ),
    "o-002": (
        "EPUBCheck did not run",
        "It comes with bookbuild, and its Java too: `bookbuild doctor` says what is missing.",
    ),
    "o-003": (
        "the disk is full",
        ("A book needs room beside the last one, which stays until its successor is whole. `dist/.cache` may be deleted at any "
         "time; the next build then takes longer."),
    ),
    "o-004": (
        "dist is a file",
        "The book is put into a folder dist/ beside manuscript/. Give the file another name.",
    ),
    "o-005": (
        "dist leads out of the book’s folder",
        ("A link on the disk that points elsewhere is not followed: a book from somebody else could have yours overwritten. To have "
         "the book in two places, copy it there from dist/."),
    ),
    "o-006": (
        "the book may not be written where it belongs",
        "dist/ is locked, belongs to somebody else, or is on a disk that may only be read. Copy the book’s folder, and build the copy.",
    ),
    "o-007": (
        "a folder stands where the book has to go",
        "Something in dist/ has the name of the EPUB or the PDF, and is a folder. Give it another name.",
    ),
}
