"""What the manuscript and its book.toml may be told: each code -> its title and an explanation for authors."""

MANUSCRIPT: dict[str, tuple[str, str]] = {
    # -- manuscript: m ----------------------------------------------------------------------------------------------------
    "m-000": (
        "there is no book here",
        "A book is a folder with Markdown files, best in a folder manuscript/. `bookbuild new my-book` begins one.",
    ),
    "m-001": (
        "a file cannot be read",
        "The system refuses it: look at its permissions, or whether a disk or cloud folder is away.",
    ),
    "m-002": (
        "a file is not UTF-8",
        ("Old Windows programs save “curly quotes” in their own way. Open the file in an editor and save it as UTF-8; the "
         "message names the byte and what it probably was."),
    ),
    "m-003": (
        "an invisible control character",
        "Word processors leave them behind; one is enough to make an e-book unreadable, so it is left out.",
    ),
    "m-004": (
        "a file’s name is no text",
        "Its name has letters in an encoding of long ago, or signs that no text may hold. Your file manager can give it another.",
    ),
    "m-005": (
        "a file’s front matter is not understood",
        ("The lines between `---` at the top of a file are YAML: `key: value`, one a line. A value with a colon in it "
         'needs quotes: `title: "Home: A Story"`.'),
    ),
    "m-006": (
        "a role nobody knows",
        "`role:` says what a file is: chapter, prologue, dedication, authors-note … The message lists them.",
    ),
    "m-007": (
        "a file leads out of the book’s folder",
        "A link on the disk that points elsewhere is not followed: only what is in the folder can be in the book.",
    ),
    "m-010": (
        "`contents` names a file that is not there",
        ("`contents = […]` in book.toml lists files of manuscript/ in reading order. Leave it out and the files’ names "
         "give the order."),
    ),
    "m-011": (
        "an image cannot be read",
        "The file is broken, or is not what its ending says. Open it and export it again.",
    ),
    "m-012": (
        "a contents page typed by hand",
        ("The contents are made from the chapters at every build; a typed page would be out of date soon, so it is left "
         "out."),
    ),
    "m-020": (
        "something is opened and never closed",
        "A `:::` block or a listing runs on to the end of the file. Close it with a line of its own.",
    ),
    "m-021": (
        "a `:::` block of no known kind",
        "It is set as plain text, with its name as a class: style it in styles/book.css, or choose a known kind.",
    ),
    "m-022": (
        "HTML that is left out",
        "Scripts, frames, forms and embedded objects are not for books: no shop takes them.",
    ),
    "m-023": (
        "a note that is called but not written",
        "`[^map]` in the text wants a line `[^map]: the note’s text` somewhere in the same file.",
    ),
    "m-025": (
        "two notes of one name",
        "The second takes the place of the first, whose words would be in no book. Notes of different chapters may share a name.",
    ),
    "m-026": (
        "a note that is never called",
        "Nothing in the text leads to it, so it is left out. Write `[^map]` where it belongs, or delete it.",
    ),
    "m-027": (
        "an editor’s comment",
        "pandoc brings comments out of Word when it is told to. They are in neither book; delete them when you have read them.",
    ),
    "m-030": (
        "an image is not found",
        "Its path is read from the file it stands in, and from the folders above. Mind upper and lower case.",
    ),
    "m-031": (
        "an image without a description",
        ("A reader who cannot see hears the words in the brackets: `![A lamp on the sands](lamp.png)`. European law asks "
         "it of e-books."),
    ),
    "m-032": (
        "a link to a file that is not in the book",
        "Readers could not follow it, so its words stay and the link goes. Link to a chapter’s .md file, or to https://…",
    ),
    "m-033": (
        "a link that may not be in a book",
        "Links lead to chapters, to the web or to a mail address; `file:`, `javascript:` and `data:` lead nowhere good.",
    ),
    "m-034": (
        "a link to a place that is nowhere",
        "`chapter.md#place` needs a heading with these words, or one that says `{#place}`.",
    ),
    "m-035": (
        "the cover is not found",
        "`cover` in book.toml names an image in manuscript/. Without one, a cover is made from title and author.",
    ),
    "m-036": (
        "a picture that moves",
        "A page on paper stands still, and so does most e-ink: export the one picture of it that tells most as PNG or JPEG.",
    ),
    "m-037": (
        "a picture too large to be opened",
        ("Above 100 million pixels a file is a mistake, or made to choke whoever opens it. A full page in print needs about "
         "4,000 pixels on its longer side."),
    ),
    "m-038": (
        "a drawing with something in it that no book may hold",
        ("An SVG file is a small program at times: scripts, animation, HTML, and pictures or styles fetched from elsewhere are "
         "refused by shops, and some would tell strangers who reads your book. Export it as plain SVG, or as PNG."),
    ),
    "m-039": (
        "a cover some shops refuse or cut",
        "Each shop asks for its own size; an upright JPEG of 1600 × 2560 pixels suits them all.",
    ),
    # -- book.toml: b -----------------------------------------------------------------------------------------------------
    "b-001": (
        "book.toml is not TOML",
        'Each line is `key = "value"`, texts in straight quotes.',
    ),
    "b-002": (
        "a key nobody knows",
        "A mistyped key would do nothing, silently; the message names the nearest known one.",
    ),
    "b-003": (
        "a value of the wrong kind",
        "A text where a list is wanted, or the like; the message shows how it is written.",
    ),
    "b-004": (
        "not a language",
        ('Languages are written as tags: "en", "en-GB", "fr", "pt-BR". Quotes, hyphenation and the generated pages follow '
         "it."),
    ),
    "b-005": (
        "a contributor’s role nobody knows",
        "Shops know the roles of the Library of Congress: illustrator, translator, editor, cover designer …",
    ),
    "b-006": (
        "somebody or something without a name",
        "A contributor or a series needs its name.",
    ),
    "b-007": (
        "not an ISBN",
        "The last of its thirteen digits is computed from the others; if it does not fit, one of them is mistyped.",
    ),
    "b-008": (
        "not an identifier",
        "Leave `identifier` out: a stable one is made from title and authors.",
    ),
    "b-009": (
        "a disclaimer of no known kind",
        "fan-work, fiction, memoir and advice have ready words in twelve languages; `text` holds your own.",
    ),
    "b-010": (
        "chapter numbers of no known kind",
        "as-written leaves them alone; words, arabic and roman rewrite them; none takes them away.",
    ),
    "b-011": (
        "a page size that cannot be",
        'Printers know `trim = "5.5x8.5in"`, "129x198mm", or a name such as digest, a5, us-trade.',
    ),
    "b-013": (
        "no such edition",
        "`--edition paperback` wants a table [edition.paperback] in book.toml.",
    ),
    "b-014": (
        "something to leave out that is not there",
        ('`leave-out = ["also-by", "90-bonus.md"]` names what a section is, or its file or folder in manuscript/. The title page, the '
         "copyright page, the contents and all chapters at once cannot be left out."),
    ),
    "b-015": (
        "an output of no known kind",
        '`outputs = ["pdf"]` or `["epub"]` says which of the two an edition is; without it, it is both.',
    ),
    "b-016": (
        "one ISBN for two forms of the book",
        ("Shops and libraries tell the e-book from the paperback by it, so each has its own. The first keeps the number; the other has "
         "none until you give it one."),
    ),
    "b-020": (
        "no such theme",
        "A theme is shipped, or a folder beside the manuscript with screen.css and paper.css.",
    ),
    # -- what may not come into the house: h ------------------------------------------------------------------------------
    "h-001": (
        "more than a book may ask for",
        ("A manuscript may come from anybody, and some are made to keep a machine busy for ever. So there is a limit to the size of "
         "files, the length of lines, how deep things stand in things, and to time and memory. The message names the limit and the "
         "setting that raises it, which only you can: nothing in a book does. SECURITY.md lists them all."),
    ),
    "h-002": (
        "something that is no file",
        "A pipe, a socket or a device: reading it would wait for ever, or do something. A book is made of plain files.",
    ),
    "h-003": (
        "a style sheet that leads out of the book",
        ("Fonts and pictures for styles lie in styles/ and are named without a path from outside. Nothing is fetched from the web: a "
         "book that does so tells strangers who reads it, and breaks when they move."),
    ),
    "h-004": (
        "HTML that would do something",
        "Handlers such as `onclick`, `javascript:` and styles that fetch something are taken out; the words and the tags stay.",
    ),
    "h-005": (
        "a file that could not be understood",
        "The process that reads Markdown broke down over it. That is a fault in bookbuild: please report it with the file.",
    ),
}
