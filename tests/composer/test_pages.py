"""Pages of real text: facing ones end on one line, nothing is lost, and WeasyPrint is as it was."""

import pytest
import weasyprint
from compositor import PAGE, SERVED, Pages
from tiny import few
from weasyprint import layout
from weasyprint.formatting_structure import boxes

from bookbuild.press.composer import gate, pages, seam, setting
from bookbuild.press.layout import Case, Laid
from bookbuild.stylesheet import Sheet

WORDS = "The harbour bell had been rung for the last boat before anybody thought of the keeper's daughter and her bicycle. "
# Paragraphs of many lengths: every third page would end a line early.
STORY = "".join(f"<p>{WORDS * (1 + at * 7 % 5)}{'So it went. ' * (at * 3 % 4)}</p>" for at in range(90))


# As the theme has it: pages with a name, set-apart matter spaced by half lines.
THEME = "section { page: body } h2 { font: 16px/20px Garamond; margin: 20px 0 10px } blockquote, ul { margin: 10px 20px } "


def lay_out(body: str, css: str = "", *, composer: bool = True) -> Laid:
    html = f"<html lang=en><body><section>{body}</section></body></html>"
    return Case(SERVED).lay_out(html, (Sheet(PAGE + THEME + css, None),), composer=composer)


def feet(laid: Laid) -> list[float]:
    """How far down each page's last line stands."""
    lines = [[box for box in page._page_box.children[0].descendants() if isinstance(box, boxes.LineBox)] for page in laid.document.pages]
    return [max(line.position_y + line.height for line in some) for some in lines]


def uneven(laid: Laid) -> list[int]:
    """Left pages that end elsewhere than those they face; the last page ends where it ends."""
    depths = feet(laid)
    return [at for at in range(1, len(depths) - 2, 2) if abs(depths[at] - depths[at + 1]) > 1]


@pytest.mark.parametrize("between", few([
    "", "<h2>Heading</h2>", "<blockquote><p>Told.</p></blockquote>", "<ul><li>One</li><li>Two</li></ul>",
], 2))
def test_facing_pages_end_on_one_line(between: str) -> None:
    body = STORY.replace("</p><p>", f"</p>{between}<p>", 4)
    plain, made_up = lay_out(body, composer=False), lay_out(body)
    assert uneven(plain)
    assert uneven(made_up) == []
    assert Pages(made_up).letters() == Pages(lay_out(body)).letters()
    assert not [kind for page in made_up.flaws for kind, _ in page if kind == "uneven"]


def test_a_page_that_a_picture_leaves_early_is_told_by_the_picture() -> None:
    told = set()
    for above in range(3, 9):
        picture = '<figure><img src="x.svg" style="height: 300px"></figure>'
        laid = lay_out(f"{'<p>So it went.</p>' * 24}{'<p>So it went.</p>' * above * 3}{picture}{STORY}", "figure { margin: 0 }")
        depth, pages = min(feet(laid)[1:2]), laid.flaws
        moved = [number for number, flaws in enumerate(pages) for kind, _ in flaws if kind == "moved"]
        assert moved == ([2] if depth < 480 else []), above
        assert not [kind for kind, _ in pages[1] if kind == "uneven"] or not moved
        told |= {len(moved)}
    assert told == {0, 1}


def test_columns_and_floats_are_left_as_they_are() -> None:
    for css in ("section { columns: 2 }", "p:nth-child(9) { float: right; width: 6em }"):
        assert len(lay_out(STORY, css).document.pages) > 1


def test_a_chapter_that_comes_out_otherwise_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages.Pages, "_is_as_reckoned", staticmethod(lambda *_: False))
    left = lay_out(STORY)
    monkeypatch.setattr(pages.Pages, "_next", lambda *_: None)
    assert feet(left) == feet(lay_out(STORY))


def test_weasyprint_is_as_it_was_after_a_layout_and_after_one_that_fails() -> None:
    before = [getattr(module, name) for module, name in seam.PLACES]
    lay_out("<p>Short.</p>")
    assert [getattr(module, name) for module, name in seam.PLACES] == before
    composer = seam.Composer(Case(SERVED).types)
    with pytest.raises(ZeroDivisionError), composer.installed():  # noqa: PT012 - it is installed only in there
        assert layout.make_all_pages == composer.pages.make_all_pages
        raise ZeroDivisionError
    assert [getattr(module, name) for module, name in seam.PLACES] == before


# ---- another WeasyPrint ----


def test_an_untried_weasyprint_sets_a_page_of_hard_cases_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "99")
    laid = lay_out(STORY)
    assert laid.problems == []
    assert laid.composed[0] == laid.composed[1] > 0


def test_a_composer_that_loses_words_there_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "99")
    whole = setting.Setter._set
    monkeypatch.setattr(setting.Setter, "_set", lambda self, tree, x: whole(self, tree[:1], x))
    laid = lay_out(STORY)
    assert [problem.code for problem in laid.problems] == ["p-005"]
    assert laid.composed == (0, 0)
    gate.reasons.cache_clear()
