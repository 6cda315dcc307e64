// An EPUB and a way of reading it -> what sticks out of a page, cannot be seen, or leads nowhere. Called from browser.py.
"use strict";

const SLACK = 1;                                   // px: columns are whole pixels wide, text is not
const CONTRAST = 4.5;                              // WCAG 2.2, 1.4.3
const PAPER = { light: [255, 255, 255, 1], dark: [18, 18, 18, 1] };
const INK = { dark: [216, 216, 216] };
const OPS = "http://www.idpf.org/2007/ops";

let book, rendition, way;

// ---- opening and turning ----

// `size` in per cent of the reader's own type; `flow` is "paginated" or "scrolled-doc". A dark reader colours the body and nothing else.
async function openBook({ width, height, dark, size, flow }) {
    way = { width, height, flow, colours: dark ? "dark" : "light" };
    book = ePub(await (await fetch("/book.epub")).arrayBuffer());
    await book.ready;
    rendition = book.renderTo("page", { width, height, flow, spread: "none" });
    if (dark) {
        rendition.themes.register("dark", { body: { color: `rgb(${INK.dark})`, background: `rgb(${PAPER.dark.slice(0, 3)})` } });
        rendition.themes.select("dark");
    }
    rendition.themes.fontSize(`${size}%`);
}

// A place is a number in the spine, a file, or a file#id.
async function show(place) {
    await rendition.display(place);
    return rendition.getContents()[0].document;
}

async function turn(pages) {
    for (let page = 0; page < pages; page++) await rendition.next();
}

// The reader's own face, as css with its @font-face, which every document shown from now on is set in.
function setFace(css, family) {
    rendition.hooks.content.register(contents => {
        contents.addStylesheetCss(css, "face");
        return contents.document.fonts.load(`16px ${family}`);
    });
    rendition.themes.font(family);
}

// ---- looking at every document as it is shown ----

// ["chapter-01.xhtml: table sticks out by 12 px: Tide Height", …]; `only` names the documents to look at.
async function look(only) {
    const faults = [];
    for (const section of book.spine.spineItems) {
        if (only && !only.includes(section.href)) continue;
        const page = await show(section.index);
        for (const find of [outside, unseen, broken]) faults.push(...find(page).map(fault => `${section.href}: ${fault}`));
    }
    return faults;
}

// What lies across the edge of its column, or below the page; of a table and its cells, the table.
function outside(page) {
    const faults = [], out = new Set();
    for (const element of page.body.querySelectorAll("*")) {
        const by = beyond(boxes(element), element);
        if (by <= SLACK) continue;
        if (!out.has(element.parentElement)) faults.push(`${told(element)} sticks out by ${Math.round(by)} px: ${excerpt(element)}`);
        out.add(element);
    }
    const { scrollWidth, clientWidth } = page.documentElement;
    if (way.flow !== "paginated" && scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px too wide`);
    return faults;
}

// The boxes of an element and its text. In a listing, of its words: the spaces at which a line is turned over hang behind it
// (CSS Text 3, 4.1.3).
function boxes(element) {
    const { whiteSpace, display } = getComputedStyle(element);
    const own = whiteSpace === "pre-wrap" && display === "inline" ? [] : element.getClientRects();
    const runs = whiteSpace === "pre-wrap" ? /\S+/g : /[^]+/g;
    const runsOf = node => [...node.data.matchAll(runs)].map(({ index, 0: run }) => rectangles(node, index, index + run.length));
    return [own, ...texts(element).flatMap(runsOf)].flatMap(found => [...found]);
}

// How many px a box or a line of text reaches beyond the column it is in.
function beyond(boxes, element) {
    const { width, gap, height } = rendition.manager.layout.props;
    const style = getComputedStyle(element.ownerDocument.body);
    const left = way.flow === "paginated" ? gap / 2 : parseFloat(style.paddingLeft) + parseFloat(style.marginLeft);
    let most = 0;
    for (const box of boxes) {
        if (!box.width || !box.height) continue;
        const column = way.flow === "paginated" ? Math.floor((box.left + box.right) / 2 / width) * width : 0;
        const below = way.flow === "paginated" ? Math.max(box.bottom - height, -box.top) : 0;
        most = Math.max(most, column + left - box.left, box.right - (column + width - left), below);
    }
    return most;
}

// Text that does not stand out from what is behind it.
function unseen(page) {
    const faults = [];
    for (const element of [page.body, ...page.body.querySelectorAll("*")]) {
        if (!texts(element).length || !element.getClientRects().length) continue;
        const behind = background(element), ink = over(fade(parse(getComputedStyle(element).color), element), behind);
        const [light, dark] = [luminance(ink), luminance(behind)].sort((a, b) => b - a);
        const contrast = (light + 0.05) / (dark + 0.05);
        if (contrast < CONTRAST || getComputedStyle(element).visibility !== "visible") {
            faults.push(`${told(element)} has a contrast of ${contrast.toFixed(1)}: ${excerpt(element)}`);
        }
    }
    return faults;
}

function broken(page) {
    return [...page.images].filter(image => !image.complete || !image.naturalWidth).map(image => `broken picture: ${image.alt}`);
}

// ---- words for people ----

function told(element) {
    return [element.localName, ...element.classList].join(".");
}

function excerpt(element) {
    return element.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
}

// ---- text and colour ----

function texts(element) {
    return [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
}

function rectangles(text, from, to) {
    const range = text.ownerDocument.createRange();
    range.setStart(text, from);
    range.setEnd(text, to);
    return range.getClientRects();
}

// "rgb(1, 2, 3)" or "rgba(1, 2, 3, .4)" -> [1, 2, 3, .4]
function parse(colour) {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return [red, green, blue, alpha];
}

function over([red, green, blue, alpha], behind) {
    return [red, green, blue].map((part, at) => part * alpha + behind[at] * (1 - alpha)).concat(1);
}

function fade([red, green, blue, alpha], element) {
    for (let at = element; at; at = at.parentElement) alpha *= parseFloat(getComputedStyle(at).opacity);
    return [red, green, blue, alpha];
}

function background(element) {
    const own = element ? parse(getComputedStyle(element).backgroundColor) : PAPER[way.colours];
    return own[3] === 1 ? own : over(own, background(element.parentElement));
}

function luminance(colour) {                       // WCAG 2.2, relative luminance
    const linear = part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = colour.slice(0, 3).map(part => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// ---- the book as epub.js has read it ----

// Per document of the spine: ids, links, note calls, notes and page breaks, as they are in the file. A link is
// { href, file, id }: file is the document of the spine it leads to, null for none, and id what it names there.
async function survey() {
    const documents = [];
    for (const section of book.spine.spineItems) {
        const root = await section.load(book.load.bind(book));
        const all = [...root.querySelectorAll("*")];
        const typed = type => all.filter(each => (each.getAttributeNS(OPS, "type") || "").split(" ").includes(type));
        const hrefs = within => [...within.querySelectorAll("a[href]")].map(each => each.getAttribute("href"));
        documents.push({
            file: section.href,
            ids: all.map(each => each.id).filter(Boolean),
            links: hrefs(root).map(href => led(href, section.href)).filter(link => link),
            calls: typed("noteref").map(call => ({ id: call.id, href: call.getAttribute("href") })),
            notes: typed("footnote").map(note => ({
                id: note.id, element: note.localName, text: note.textContent.trim(), back: hrefs(note),
            })),
            breaks: typed("pagebreak").map(mark => mark.id),
        });
        section.unload();
    }
    return documents;
}

function led(href, from) {
    const url = new URL(href, `http://book/${from}`);
    if (url.host !== "book") return null;
    const section = book.spine.get(decodeURIComponent(url.pathname.slice(1)));
    return { href, file: section && section.href, id: decodeURIComponent(url.hash.slice(1)) };
}

function contents() {
    const tree = items => items.map(item => ({ label: item.label.trim(), href: item.href, children: tree(item.subitems) }));
    return tree(book.navigation.toc);
}

function pageList() {
    return (book.pageList.pageList || []).map(page => led(page.href, "nav.xhtml"));
}

// The cover as a library shows it: [width, height].
async function cover() {
    const image = new Image();
    image.src = await book.coverUrl();
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
}

function arrival() {
    return new Promise(done => rendition.once("relocated", done));
}

// Press a link on a page; where the reader is then: the file, and whether what the link names is on the page that shows.
async function follow(place, href) {
    const settled = arrival();
    const page = await show(place);
    await settled;
    const arrived = arrival();
    const link = [...page.querySelectorAll("a")].find(each => each.getAttribute("href") === href);
    link.click();
    const { start } = await arrived;
    const id = href.split("#")[1];
    const target = id && rendition.getContents()[0].document.getElementById(id);
    const left = target ? target.getBoundingClientRect().left - rendition.manager.container.scrollLeft : 0;
    return { file: start.href, shown: !id || (target !== null && left >= 0 && left < way.width) };
}
