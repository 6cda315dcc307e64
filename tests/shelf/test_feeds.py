"""The feeds, laid against grammars that were written from the specifications, and read by readers of their own kind."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bookbuild.delivery.labels import NO_XML, Label
from bookbuild.shelf import opds, opds2, page
from bookbuild.shelf.addresses import Addresses
from bookbuild.shelf.catalogue import Catalogue, Copy, Volume

HERE = Path(__file__).parent
GRAMMAR = etree.RelaxNG(etree.parse(HERE / "opds.rng"))
SCHEMA = jsonschema.Draft202012Validator(
    json.loads((HERE / "opds2.schema.json").read_text("utf-8")), format_checker=jsonschema.FormatChecker(),
)  # fmt: skip
# Which links there have to be: libxml2 knows no grammar with links of several kinds in any order. Each must be true.
RULES = (
    "count(/a:feed/a:link[@rel='self']) = 1", "count(/a:feed/a:link[@rel='start']) = 1",
    "not(//a:entry[not(a:link[starts-with(@rel, 'http://opds-spec.org/acquisition')])])",
    "not(//a:entry[count(a:link[@rel='http://opds-spec.org/image']) != 1])",
    "not(//a:entry[count(a:link[@rel='http://opds-spec.org/image/thumbnail']) != 1])",
    "not(//a:entry[a:id = preceding::a:id])",      # RFC 4287, 4.2.6
)
AT = Addresses("/k7m2xp9wq4")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
RICH = Label(
    "A & B <c> “d”", ("A. Writer", "B. Scribe"), "en-GB", "urn:isbn:9780306406157", "It's <good> & \"short\"", "House", "2026-11",
    ("Fantasy",),
)  # fmt: skip


def volume(label: Label, *kinds: str) -> Volume:
    built = 1_700_000_000_000_000_000
    copies = (Copy(kind, Path(f"/x/a.{kind}"), f"a.{kind}", 100 + place, built) for place, kind in enumerate(kinds or ("generic",)))
    return Volume(uuid5(NAMESPACE_URL, repr(label)), label, tuple(copies))


def valid(atom: Any) -> bool:  # noqa: ANN401 - lxml is untyped
    return bool(GRAMMAR.validate(atom)) and all(atom.xpath(rule, namespaces=ATOM) for rule in RULES)


FULL = Catalogue((volume(RICH, "generic", "kobo", "kindle", "apple", "pdf"), volume(Label("Alone")), volume(Label("Kobo’s"), "kobo")))
# What labels.py lets through: text on one line, of characters that XML can hold.
TEXT = st.text().map(lambda text: " ".join(NO_XML.sub("", text).split())).filter(bool)
LABELS = st.builds(
    Label, title=TEXT, authors=st.lists(TEXT, max_size=3, unique=True).map(tuple), language=st.sampled_from([None, "en", "zh-Hant-TW"]),
    identifier=st.just("") | TEXT, description=st.none() | TEXT, publisher=st.none() | TEXT, issued=st.none() | TEXT,
    subjects=st.lists(TEXT, max_size=2, unique=True).map(tuple), cover_type=st.sampled_from(["image/jpeg", "image/png"]),
)  # fmt: skip


@pytest.mark.parametrize("catalogue", [Catalogue(), FULL], ids=["empty", "full"])
def test_feeds_are_as_the_specifications_say(catalogue: Catalogue) -> None:
    assert valid(etree.fromstring(opds.feed(catalogue, AT))), GRAMMAR.error_log
    SCHEMA.validate(json.loads(opds2.feed(catalogue, AT)))


@given(LABELS)
def test_whatever_a_book_says_of_itself_the_feeds_stay_valid_and_say_it(label: Label) -> None:
    catalogue = Catalogue((volume(label),))
    atom = etree.fromstring(opds.feed(catalogue, AT))
    assert valid(atom), GRAMMAR.error_log
    said = json.loads(opds2.feed(catalogue, AT))
    SCHEMA.validate(said)
    assert atom.findtext("a:entry/a:title", namespaces=ATOM) == said["publications"][0]["metadata"]["title"] == label.title
    assert [name.text for name in atom.iterfind("a:entry/a:author/a:name", ATOM)] == list(label.authors or ("Unknown author",))


@given(LABELS)
def test_the_page_is_xml_says_it_too_and_has_no_scripts(label: Label) -> None:
    html = etree.fromstring(page.page(Catalogue((volume(label),)), AT, "http://192.168.1.2:8040").split(b"\n", 1)[1])
    assert html.findtext(".//{*}h1") == label.title
    names = {etree.QName(element).localname for element in html.iter(etree.Element)}
    assert not names & {"script", "form", "iframe", "style"}
    assert not {name for element in html.iter(etree.Element) for name in element.attrib if name.startswith(("on", "style"))}


def test_the_first_file_is_the_one_koreader_takes() -> None:
    links = etree.fromstring(opds.feed(FULL, AT)).findall("a:entry[1]/a:link[@length]", ATOM)
    assert [link.get("type") for link in links] == ["application/epub+zip", "application/kepub+zip", "application/pdf"]
    _, *others = json.loads(opds2.feed(FULL, AT))["publications"][0]["links"]
    assert [link["type"] for link in others] == [link.get("type") for link in links]


def test_equal_shelves_have_equal_feeds() -> None:
    assert opds.feed(FULL, AT) == opds.feed(deepcopy(FULL), AT)
    assert opds2.feed(FULL, AT) == opds2.feed(deepcopy(FULL), AT)


@pytest.mark.parametrize("agent", [agent.mark for agent in page.AGENTS])
def test_who_asks_is_known_by_words_of_ours(agent: str) -> None:
    assert page.agent_of(f"x {agent}/1 \x1b[31m").words in {each.words for each in page.AGENTS}
    assert page.agent_of("\x1b[31m evil").words == "somebody"


# ---- the grammars refuse what is wrong ----


def without(path: str) -> Callable[[Any], None]:
    def spoil(feed: Any) -> None:  # noqa: ANN401
        for found in feed.xpath(path, namespaces=ATOM):
            found.getparent().remove(found)

    return spoil


def changed(path: str, name: str, value: str) -> Callable[[Any], None]:
    return lambda feed: feed.xpath(path, namespaces=ATOM)[0].set(name, value)


@pytest.mark.parametrize("spoil", [
    without("a:id"), without("a:title"), without("a:updated"), without("a:link[@rel='self']"), without("a:link[@rel='start']"),
    without("a:entry/a:id"), without("a:entry/a:updated"), without("a:entry/a:author"), without("a:entry/a:link[@length]"),
    changed("a:link[@rel='self']", "type", "application/atom+xml"), changed("a:entry/a:link[@length]", "type", "text/html"),
    changed("a:entry/a:link[@length]", "rel", "enclosure"), changed("a:entry/a:link", "type", "application/pdf"),
])  # fmt: skip
def test_the_grammar_knows_a_bad_feed(spoil: Callable[[Any], None]) -> None:
    feed = etree.fromstring(opds.feed(FULL, AT))
    spoil(feed)
    assert not valid(feed)


@pytest.mark.parametrize("path", [
    "metadata", "metadata/title", "links", "links/0", "publications", "publications/0/metadata", "publications/0/metadata/title",
    "publications/0/links/0", "publications/0/images", "publications/0/links/1/href", "publications/0/images/0/type",
])  # fmt: skip
def test_the_schema_knows_a_bad_feed(path: str) -> None:
    feed = json.loads(opds2.feed(FULL, AT))
    inside: Any = feed
    *way, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in way:
        inside = inside[step]
    del inside[last]
    assert not SCHEMA.is_valid(feed)
