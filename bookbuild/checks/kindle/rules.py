"""Every rule for a book that goes to Amazon: its code, what it says, why, how bad it is, and the function that finds it.

An error is what Amazon has answered with its E999, which does not say why, or what spoils the book; a warning is what its
guidelines forbid, or what it has refused some of the time. Sources, as of 2026-11: the Kindle Publishing Guidelines 2026.1, and
what others found out by trying (kindle-epub-fix; calibre). k-001 is said while a book is made.
"""

from bookbuild.checks.kindle import contents, cover, documents, look, package_document, pictures
from bookbuild.checks.package import container
from bookbuild.checks.package import documents as any_documents
from bookbuild.checks.package import images as any_images
from bookbuild.checks.package.contents import Find
from bookbuild.checks.rule import Rule
from bookbuild.problems import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING


KINDLE_RULES: tuple[Rule[Find], ...] = (
    # -- the book as a whole ----------------------------------------------------------------------------------------
    Rule("k-002", "a language that Amazon does not list",
        "Its programs answer books in other languages with an error that does not say why; some get through. Wrong: `ru`, `cs`. "
        "Right: `en`, `de`, `pt-BR`. By cable any language can be read.", WARNING, package_document.unlisted_language),
    Rule("k-003", "the book does not say its language",
        "Amazon refuses it. Wrong: no `dc:language`. Right: `<dc:language>en</dc:language>`.", ERROR, package_document.no_language),
    Rule("k-010", "the file cannot be opened",
        "An EPUB is a zip file with a description of the book in it. Wrong: a download that stopped. Right: build it again.",
        ERROR, package_document.cannot_be_opened),
    Rule("k-011", "files are encrypted",
        "Amazon takes no book with copy protection, and Kindles leave out fonts that are disguised. Wrong: `META-INF/encryption.xml`. "
        "Right: none.", WARNING, container.encryption),
    # -- the cover --------------------------------------------------------------------------------------------------
    Rule("k-004", "no picture is said to be the cover",
        'The shelf then shows a grey tile. Wrong: a cover that is only a page. Right: `properties="cover-image"` on the picture.',
        WARNING, cover.undeclared),
    Rule("k-005", "the cover is too small",
        "Its shorter side wants 500 pixels and more. Wrong: 300 × 480. Right: 1600 × 2560.", WARNING, cover.too_small),
    Rule("k-006", "the cover is there twice",
        "A Kindle shows the picture by itself, and then the page too. Wrong: `cover.xhtml` in the spine. "
        "Right: `bookbuild build --for kindle`, which leaves the page out.", WARNING, cover.on_a_page),
    # -- contents ---------------------------------------------------------------------------------------------------
    Rule("k-020", "no table of contents",
        "Amazon asks for one that programs can read. Wrong: neither nav nor NCX. Right: both.", ERROR, contents.missing),
    Rule("k-021", "contents or guide lead to nothing",
        'Wrong: `<reference type="text" href="start.xhtml"/>` without the file. Right: a document of the spine.',
        ERROR, contents.leads_nowhere),
    Rule("k-022", "the contents are not in the order of the book",
        "Books have come back for it. Wrong: chapter 2 above chapter 1 in the NCX. Right: as the spine has them.",
        WARNING, contents.out_of_order),
    # -- documents --------------------------------------------------------------------------------------------------
    Rule("k-030", "a file is not XML",
        "Wrong: `<br>`, `&nbsp;`, `R & D`. Right: `<br/>`, `&#160;`, `R &amp; D`.", ERROR, any_documents.not_xml),
    Rule("k-031", "Amazon would misread its letters",
        "Without this line it takes a file for ISO-8859-1, and “é” comes out as “Ã©”. Wrong: `<!DOCTYPE html>` on the first line. "
        'Right: `<?xml version="1.0" encoding="utf-8"?>` above it.', ERROR, documents.undeclared_encoding),
    Rule("k-032", "XML of another kind",
        'Wrong: `<?xml version="1.1"?>`, `<!DOCTYPE html [<!ENTITY …>]>`. Right: version 1.0, and no entities of its own.',
        ERROR, documents.other_xml),
    Rule("k-033", "epub: does not mean what it should",
        'Wrong: `xmlns:epub="http://www.idpf.org/2011/epub"`. Right: `xmlns:epub="http://www.idpf.org/2007/ops"`.',
        ERROR, documents.wrong_prefix),
    Rule("k-034", "scripts, forms or frames",
        "Amazon refuses them. Wrong: `<script>`, `<input/>`, `<iframe>`. Right: none.", ERROR, any_documents.live),
    Rule("k-035", "a paragraph in a paragraph",
        "Wrong: `<p>One <span><p>two</p></span></p>`. Right: `<p>One</p><p>two</p>`.", ERROR, documents.nested_paragraphs),
    Rule("k-036", "a link to the body of a document",
        'One of the commonest causes of E999. Wrong: `href="b.xhtml#top"` where b.xhtml has `<body id="top">`. '
        'Right: `href="b.xhtml"`.', ERROR, documents.links_to_body),
    Rule("k-037", "a link or picture to a file that is not there",
        "Wrong: `images/map.png` without the file. Right: the file, or no link.", ERROR, documents.lost_files),
    Rule("k-038", "capitals that differ from the file’s name",
        "Wrong: `images/Map.png` where the file is `images/map.png`. Right: as the file is called.", ERROR, documents.wrong_capitals),
    # -- pictures ---------------------------------------------------------------------------------------------------
    Rule("k-041", "a picture without a file",
        'Another common cause of E999. Wrong: `<img alt=""/>`. Right: `<img src="images/map.png" alt="A map"/>`, or none.',
        ERROR, pictures.without_source),
    Rule("k-042", "a picture of a kind that Kindles do not show",
        "Wrong: WebP, TIFF, BMP. Right: JPEG, PNG, GIF, SVG.", ERROR, pictures.of_other_kinds),
    Rule("k-043", "a picture of more than five million pixels",
        "Wrong: 4000 × 3000. Right: 2400 × 1800.", WARNING, pictures.too_large),
    Rule("k-044", "a picture that cannot be read",
        "Wrong: a file that was cut off. Right: export it again.", ERROR, any_images.unreadable),
    # -- how it looks -----------------------------------------------------------------------------------------------
    Rule("k-050", "a margin below zero",
        "Text is cut off at the edge of the screen. Wrong: `margin-left: -1em`. Right: `margin-left: 0`.", WARNING, look.negative_margins),
    Rule("k-051", "running text in a dress of its own",
        "Readers choose face, size and colour themselves. Wrong: `p { font-size: 14px; color: #000 }`. "
        "Right: nothing; `bookbuild build --for kindle` leaves it out.", WARNING, look.dressed_text),
    Rule("k-052", "a table too large for a small screen",
        "Amazon asks for no more than 100 rows and 10 columns. Wrong: a year, day by day. Right: a table for each month.",
        WARNING, look.large_tables),
)  # fmt: skip
