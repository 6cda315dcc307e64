"""Every rule there is: its code, what it says, why, how bad it is, and the function that finds it.

The codes are the author's to name (`<!-- bookbuild: allow t-041 -->`): they are never reused. Where Standard Ebooks
has the same rule, it has the same number (facts on typography, 4.5).
"""

from dataclasses import replace

from bookbuild.checks.prose import manuscript, speech, structure, typography, typos
from bookbuild.checks.prose.findings import Find
from bookbuild.checks.rule import Rule
from bookbuild.problems import Severity

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


_TABLE: tuple[Rule[Find], ...] = (
    # -- typography -------------------------------------------------------------------------------------------------
    Rule("t-001", "two spaces in the middle of a sentence",
         "Markdown makes one of them, so the book is safe; but a second space often stands where a word was deleted. "
         "Wrong: `the  lamp`. Right: `the lamp`.", NOTE, manuscript.double_spaces),
    Rule("t-002", "a comma or full stop outside the closing quote",
         "American books put both inside. Wrong in en-US: `the “lamp”, he said`. Right: `the “lamp,” he said`. "
         'If you follow British usage, say language = "en-GB" in book.toml.', NOTE, typography.comma_outside_american),
    Rule("t-003", "an opening quote is never closed",
         "The reader takes what follows for speech. Speech of several paragraphs closes only in the last one, but each of them opens: "
         "that is understood. Wrong: `“Come in, she said.` Right: `“Come in,” she said.`", WARNING, speech.unclosed),
    Rule("t-008", "a mark is repeated",
         "One `!` or `?` is as loud as print gets; editors of novels cut the others. Wrong: `Run!!` Right: `Run!`",
         NOTE, typography.repeated_marks),
    Rule("t-012", "a space before the number of a note",
         "The number could end up alone at the start of the next line. Wrong: `the tide [^1].` Right: `the tide.[^1]`",
         WARNING, manuscript.space_before_call),
    Rule("t-014", "two dashes in a row",
         "Between words one dash is enough. For a name left out there is a sign of its own, ⸺ (U+2E3A). "
         "Wrong: `wait——no`. Right: `wait—no`, `Mr. B⸺`.", WARNING, typography.doubled_dash),
    Rule("t-025", "a straight or makeshift quotation mark",
         "Quotes are typed as `\"` and `'` and set by us; accents, backticks and commas in their place stay what they are. "
         "Wrong: `don´t`, `,,Ja!“`. Right: `don't`, `\"Ja!\"`. A straight mark that is meant is typed `\\\"`.",
         WARNING, typography.makeshift_quotes),
    Rule("t-028", "a quote that faces the wrong way",
         "A word processor has guessed wrong. Wrong: `“Wait—“`. Right: `“Wait—”`, or plainly typed.", WARNING, speech.miscurled),
    Rule("t-033", "a dash with a space on one side only",
         "In English the dash has either no spaces or two. Wrong: `the lamp— it went out`. Right: `the lamp—it went out`.",
         WARNING, typography.space_on_one_side),
    Rule("t-034", "a dash spaced unlike the others",
         "Some dashes in this book have spaces and some have none; this is of the rarer kind. Wrong: `lamp—it` here, `lamp – it` there. "
         "Right: one of them.", NOTE, typography.mixed_dashes),
    Rule("t-041", "a space before a punctuation mark",
         "In English it is a slip, and the mark may fall to the next line alone. French, which has such spaces, is left in peace. "
         "Wrong: `Come in !` Right: `Come in!`", WARNING, typography.space_before_point),
    Rule("t-048", "the opening is typed in capitals",
         "The theme sets the first words of a chapter in small capitals by itself, and can leave it; typed capitals are shouted by "
         "screen readers. Wrong: `IT WAS A DARK night`. Right: `It was a dark night`.", NOTE, typography.capital_openings),
    Rule("t-051", "short speech is left open, and the next paragraph opens again",
         "That is right where one person speaks on; where another answers, the closing quote is missing. Wrong: `“Come in.` and below it "
         "another’s `“Thank you.”` Right: `“Come in.”`", NOTE, speech.perhaps_unclosed),
    Rule("t-057", "a paragraph starts in lower case",
         "An empty line may have slipped into the middle of a sentence, or its first words are lost. Wrong: `the lamp went out.` after a "
         "full stop and an empty line. Right: `The lamp went out.`", WARNING, typos.lower_case_starts),
    Rule("t-058", "an invisible character",
         "Soft hyphens, zero-width spaces and characters of private fonts come with pasted text; readers see boxes, and searching fails. "
         "Wrong: `lamp` with a U+200B in it. Right: delete the word and type it again.", WARNING, typography.invisible),
    Rule("t-065", "a heading ends in a full stop",
         "Headings and titles stand without one. Wrong: `# The Lamp.` Right: `# The Lamp`", NOTE, typography.stopped_headings),
    # -- typos ------------------------------------------------------------------------------------------------------
    Rule("y-001", "the same word twice",
         "The commonest slip of all, and one the eye passes over. Wrong: `in the the dark`. Right: `in the dark`.",
         WARNING, typos.doubled_words),
    Rule("y-002", "no space after a punctuation mark",
         "Wrong: `the lamp,and the door`. Right: `the lamp, and the door`. Addresses of web pages are passed over.",
         WARNING, typos.no_space_after),
    Rule("y-003", "a paragraph without a full stop at its end",
         "Often a word or a line is missing too. Wrong: `The lamp went out` and a new paragraph. Right: `The lamp went out.` "
         "Headings, verse, lists and signatures are passed over.", NOTE, typos.unended_paragraphs),
    Rule("y-005", "two marks that do not go together",
         "One of them was meant. Wrong: `the lamp,. and`. Right: `the lamp, and`.", WARNING, typos.clashing_points),
    Rule("y-008", "speech ends in a comma, and so does the paragraph",
         "The comma promises that somebody “said”. Wrong: `“Come in,”` and a new paragraph. Right: `“Come in.”`, or `“Come in,” she said.`",
         WARNING, speech.ends_in_comma),
    Rule("y-009", "speech starts in lower case",
         "Right only where a speaker goes on after an interruption. Wrong: `“come in,” she said.` Right: `“Come in,” she said.`",
         NOTE, speech.starts_small),
    Rule("y-012", "a closing quote is glued to the next word",
         "Wrong: `“Come in,”she said.` Right: `“Come in,” she said.`", WARNING, typos.closing_glued),
    Rule("y-016", "two full stops",
         "One is too many, or one is missing: three make an ellipsis. Wrong: `went out..` Right: `went out.` or `went out...`",
         WARNING, typos.two_full_stops),
    Rule("y-017", "an opening quote is followed by a space",
         "Wrong: `“ Come in,” she said.` Right: `“Come in,” she said.`", WARNING, typos.space_after_opening),
    Rule("y-018", "a closing quote stands after a space",
         "It may have been meant as an opening one. Wrong: `“Come in. ” She rose.` Right: `“Come in.” She rose.`",
         WARNING, typos.space_before_closing),
    Rule("y-019", "a closing quote that was never opened",
         "Wrong: `Come in,” she said.` Right: `“Come in,” she said.`", WARNING, speech.unopened),
    Rule("y-020", "a bracket without its fellow",
         "Wrong: `the lamp (which was green went out.` Right: `the lamp (which was green) went out.`", WARNING, typos.brackets),
    Rule("y-023", "an opening quote is glued to the word before it",
         "Wrong: `She said,“Come in.”`, `said“Come`. Right: `She said, “Come in.”`", WARNING, typos.opening_glued),
    Rule("y-024", "a hyphen where a dash is meant",
         "A hyphen joins words, a dash parts them or breaks off. Wrong: `the lamp- it went out`, `“I-”`. Right: `the lamp -- it went out`, "
         "`“I--”`.", NOTE, typos.hyphen_for_dash),
    Rule("y-030", "speech without its comma",
         "Before “she said” speech ends in a comma, unless it asks or cries. Wrong: `“Come in” she said.` Right: `“Come in,” she said.`",
         WARNING, typos.tag_without_comma),
    Rule("y-031", "a full stop, or a capital, in the middle of a sentence of speech",
         "The speech and “she said” are one sentence. Wrong: `“Come in.” she said.`, `“Come in,” She said.` Right: `“Come in,” she said.`",
         WARNING, typos.tag_after_stop),
    # -- structure --------------------------------------------------------------------------------------------------
    Rule("s-004", "a picture without a description",
         "Who cannot see it hears only “image”, and European shops ask for descriptions. Wrong: `![](map.png)`. "
         "Right: `![A map of the bay with four islands](map.png)`.", WARNING, structure.no_description),
    Rule("s-005", "a picture described by the name of its file",
         "Wrong: `![map](map.png)`. Right: `![A map of the bay with four islands](map.png)`.", WARNING, structure.named_like_file),
    Rule("s-006", "a gap in the numbers of the chapters",
         "A chapter may be missing, or two have the same number. Wrong: Chapter 4 after Chapter 2. "
         "Right: Chapter 3 after Chapter 2, or Chapter 1 again in a new part.",
         WARNING, structure.chapter_numbers),
    Rule("s-007", "a paragraph that the book already has",
         "Long paragraphs seldom come twice unless something was pasted twice. Wrong: the same paragraph at the end of one chapter and the "
         "start of the next. Right: delete one.", WARNING, structure.repeated_paragraphs),
    Rule("s-010", "a heading without words",
         "It leaves a hole on the page and an empty line in the contents. Wrong: `## {#map}`. Right: `## The Map {#map}`.",
         WARNING, structure.empty_headings),
    Rule("s-011", "a section without text",
         "A file or heading was begun and never written, or its text went elsewhere. Wrong: `# Chapter Four` alone in its file. "
         "Right: write it, or delete the file.", WARNING, structure.empty_sections),
    Rule("s-012", "the section ends in a scene break",
         "A break stands between two scenes; the end of a chapter is break enough. Wrong: `***` as the last line. Right: delete it.",
         WARNING, structure.break_at_end),
    Rule("s-014", "two scene breaks in a row",
         "Either a scene is missing, or one break is too many. Wrong: `***` and again `***`. Right: `***` once.",
         WARNING, structure.breaks_in_a_row),
    Rule("s-085", "a heading skips a level",
         "In the book the levels are mended, as screen readers need; check that it is the right heading. Wrong: `###` right under `#`. "
         "Right: `##` under `#`.", NOTE, structure.heading_jumps),
    # -- manuscript -------------------------------------------------------------------------------------------------
    Rule("x-001", "letters broken by a wrong encoding",
         "A program has saved the file in one encoding and read it in another, and readers will see the rubbish. "
         "Wrong: `Itâ€™s a cafÃ©`. Right: `It’s a café`. Mend the text and save it as UTF-8.", ERROR, manuscript.mojibake),
    Rule("x-003", "Markdown left over in the text",
         "Something was not understood and will be printed as it stands: a `**` without its fellow, a space between the halves of a link. "
         "Wrong: `**the lamp`, `[map] (map.md)`. Right: `**the lamp**`, `[map](map.md)`. A sign that is meant is typed `\\*`.",
         WARNING, manuscript.left_over_markdown),
    Rule("x-004", "a reminder to yourself",
         "It will be printed. Wrong: `TODO describe the lamp`, `[[check this]]`. Right: in a comment, `<!-- describe the lamp -->`.",
         WARNING, typos.reminder),
    Rule("x-005", "scene breaks are typed in different ways",
         "They all look the same in the book; but a stranger among them may have been meant as something else. "
         "Wrong: `***` here and `---` there. Right: one of them.", NOTE, manuscript.mixed_breaks),
    Rule("x-006", "dialogue has become a list",
         "`- ` at the start of a line makes a list in Markdown; it is taken for speech only where the line ends as a sentence does. "
         "Wrong: `- Bonjour !` Right: `— Bonjour !` or `-- Bonjour !`",
         WARNING, manuscript.dialogue_lists),
    Rule("x-007", "indented paragraphs are set as prose",
         "Most Markdown programs would take them for code; we do not, and the theme indents by itself. Code is fenced with ```` ``` ````. "
         "Wrong: four spaces or a tab before each paragraph. Right: none.", NOTE, manuscript.indented_prose),
    Rule("x-008", "straight and curly apostrophes are mixed",
         "In the book both become curly; but a mixture often shows where text was pasted. Wrong: `don't` here, `don’t` there. "
         "Right: one of them.", NOTE, manuscript.mixed_apostrophes),
    Rule("x-020", "the book has no author",
         'Shops refuse it, and a library shows it under nobody. Right: `authors = ["A. Writer"]` in book.toml.',
         WARNING, manuscript.no_author),
    Rule("x-021", "the book has no description",
         'Shops and libraries show it beside the cover. Right: `description = "In November a postman …"` in book.toml.',
         NOTE, manuscript.no_blurb),
    Rule("x-022", "the book has no cover of its own",
         'One is made from title and author. Right, if you have a picture: `cover = "images/cover.jpg"` in book.toml, or the file there.',
         NOTE, manuscript.no_cover),
    Rule("x-023", "this is still the sample’s own text",
         "`bookbuild new` begins a book with a few pages that show how things are typed. They are there to be written over, and would be "
         "printed in your book. Right: delete the file, or write your own words in it; your own name in book.toml.",
         WARNING, manuscript.left_from_the_sample),
)  # fmt: skip

_LEAVE = "Meant so? Put `<!-- bookbuild: allow {} -->` on a line above the paragraph, or above all text for the whole file."
RULES = tuple(replace(rule, explanation=f"{rule.explanation} {_LEAVE.format(rule.code)}") for rule in _TABLE)
