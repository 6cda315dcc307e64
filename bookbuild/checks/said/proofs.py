"""What making a proof, a printer's file or a cover may say: each code -> its title and an explanation for authors."""

PROOFS: dict[str, tuple[str, str]] = {
    # -- on your own printer -------------------------------------------------------------------------------------------
    "p-020": (
        "a paper nobody makes",
        "`--paper` takes a name: a4, letter … Without it, proofs are for the paper that is usual where the book’s language is at home.",
    ),
    "p-021": (
        "a signature that cannot be folded",
        "A sheet folded once has four pages. So a signature has 4, 8, 12, 16 … pages; binders like 16 or 32.",
    ),
    "p-022": (
        "the pages are too large for the sheet",
        ("Two pages stand side by side on a sheet. They are shrunk where they do not fit, but not to less than half: nobody could "
         "read that. Take larger paper, or make the book smaller with `trim`."),
    ),
    "p-023": (
        "too many sheets to fold as one",
        ("Folded together, many sheets spring open, and the innermost stick out far. `--signatures 16` makes several thin "
         "booklets of them, to be sewn one to the other."),
    ),
    "p-024": (
        "an impossible creep",
        ("Creep is how far each sheet is pushed outwards by the one inside it: about the thickness of the paper, 0.1mm. Each sheet "
         "adds that much again, and so a large one would push the text into the fold."),
    ),
    "p-026": (
        "the page and its foot are larger than the paper",
        "A reading proof shows the page at its true size with a line below it. Take larger paper, or make the book smaller with `trim`.",
    ),
    # -- what has changed ------------------------------------------------------------------------------------------------
    "p-030": (
        "there is no git",
        ("A tag, a commit or a day is looked up in git, and this machine has none. A draft that you kept as a folder needs no git: "
         "`--marked ../earlier-draft`."),
    ),
    "p-031": (
        "git has no answer",
        ("The book's folder is in no git repository, or git refuses to read it: most often because the folder belongs to another "
         "user, and then `git status` says what to type. `bookbuild` only reads what git keeps; it runs nothing that a repository "
         "asks for, and changes nothing in it."),
    ),
    "p-032": (
        "no such draft",
        ("What stands after `--marked` is a git tag, branch or commit, a day, or a folder, and it is none of them. `git log --oneline` "
         "lists the commits; a folder's path begins with `../`, `./`, `~` or `/`."),
    ),
    "p-033": (
        "no such day",
        "Days are written year-month-day: `--marked 2026-10-01` compares with the last commit of that day, or the last one before it.",
    ),
    "p-034": (
        "the book was not there yet",
        ("In that commit there is no manuscript in this place. Where the book stood elsewhere in the repository, the message says "
         "where: `git worktree add ../then COMMIT` copies everything out as it was, and then the folder can be named."),
    ),
    "p-035": (
        "no draft was kept by that day",
        "The first commit is younger. Name a later day.",
    ),
    "p-036": (
        "no book in that folder",
        "It has no Markdown files. Name the folder that `manuscript/` is in, or that the chapters are in.",
    ),
    "p-037": (
        "not a draft",
        "After `--marked` stands what to compare with: `--marked v1`, `--marked 2026-10-01`, `--marked ../earlier-draft`.",
    ),
    "p-038": (
        "the draft is the book itself",
        "That folder is the one the proof is to be made of. Name the folder of an earlier draft.",
    ),
    # -- for printers --------------------------------------------------------------------------------------------------
    "p-040": (
        "a printer nobody told us of",
        "The printers whose rules are known: kdp, ingram, lulu, bod. `bookbuild proof --explain kdp` shows them, and where they stand.",
    ),
    "p-041": (
        "the printer does not cut this size",
        "Each printer cuts certain sizes. The message names the nearest; set one with `trim` in book.toml.",
    ),
    "p-042": (
        "too few pages, or too many",
        ("A thin book has no spine to be glued, and a thick one does not stay whole. Make the page smaller or larger with `trim`, or "
         "the type smaller or larger in styles/print.css. Some papers take more pages than others: `--stock`."),
    ),
    "p-043": (
        "a paper the printer does not have",
        "`--stock` is the printer’s paper. It decides how many pages may be bound and how thick the spine is.",
    ),
    "p-044": (
        "the margins leave no room for the text",
        ("The more pages a book has, the wider its inside margin has to be, or lines vanish in the spine. On a small page that "
         "leaves too little: make the page larger with `trim`."),
    ),
    "p-045": (
        "something stands too near the edge",
        ("Running heads, page numbers, wide tables: all has to keep the printer’s distance from the cut and from the spine. "
         "Margins are widened for you; this is what no margin could mend."),
    ),
    "p-047": (
        "pages of several sizes",
        "All pages of a book are cut alike. A rule in styles/print.css gives some of them another `size`.",
    ),
    "p-050": (
        "a colour in a book printed in black",
        ("The machine would turn it into a grey of its own choice, or refuse it. Choose the grey yourself: the message names the one "
         "that is as dark. With `--colour` the pages are printed in colour."),
    ),
    "p-051": (
        "something half transparent",
        "Printers take nothing one can look through. It is mixed with white, as if nothing lay behind it.",
    ),
    "p-052": (
        "a mask, or a blend with what lies behind",
        "Printers take nothing one can look through, and this cannot be mixed with white. Bring the picture as a PNG without it.",
    ),
    # -- covers --------------------------------------------------------------------------------------------------------
    "p-062": (
        "how wide the spine is nobody knows",
        ("Some printers do not publish how thick their papers are. Ask their calculator, with the number of pages that the message "
         "names, and say what it says: `--spine 12mm`."),
    ),
    "p-063": (
        "the spine has no text",
        "It is too narrow: a fold a hair beside its place would put the letters on the front. The spine stays blank, as is usual.",
    ),
    "p-064": (
        "the cover has no barcode",
        ('A barcode is made from the ISBN of the printed book: `isbn = { paperback = "978-…" }`. Without one a white box is left; '
         "some printers put their own there."),
    ),
    "p-065": (
        "the cover’s picture is too coarse",
        ("Printers ask for 300 pixels to the inch, and this has fewer: edges will look soft. Making it larger in a program adds "
         "nothing; ask who made it for the original."),
    ),
    "p-066": (
        "part of the cover’s picture is cut away",
        "It has another shape than the page with its bleed, and fills it: what is too much is cut away on both sides alike.",
    ),
    "p-067": (
        "the description is too long for the back",
        "It is set as small as can be read, and ends at a whole sentence. Shops cut long descriptions too.",
    ),
    "p-068": (
        "the back of the book says nothing",
        "Its text is the `description` in book.toml, which shops show as well. An empty line begins a new paragraph.",
    ),
    "p-069": (
        "letters of the cover that no font has",
        "Install a font that has them; the message names one.",
    ),
    # -- for editors ---------------------------------------------------------------------------------------------------
    "p-070": (
        "nobody could answer your manuscript",
        ("Its first page tells editors your name, address, telephone and e-mail. They stand under `[contact]` in book.toml, and "
         "never in the book itself."),
    ),
}
