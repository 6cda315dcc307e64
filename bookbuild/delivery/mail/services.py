"""An address -> what its mail box takes: how large, how many, under which file name, and made for which reader."""

import re
import unicodedata
import zlib
from dataclasses import dataclass

UNTRIED = "bookbuild could not be tried with {} itself: what it knows is what others have published."
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u2028\u2029]+')
LONGEST = 120                                      # characters of a title in a file's name: 255 bytes is what disks take
ENDING = ".epub"


@dataclass(frozen=True, slots=True)
class MailBox:
    """Where a book is mailed to. `reader` is a key of request.READER_ENDINGS; what is `told` may name the {sender}."""

    name: str
    domains: tuple[str, ...]
    reader: str = "generic"
    most_bytes: int | None = None                  # of all attachments
    most_books: int | None = None
    longest_name: int | None = None                # of a file, which is then plain ASCII
    told: tuple[str, ...] = ()


MAIL_BOXES = (
    # amazon.co.uk, help 201974220 (read 2026-11): 25 attachments, 50 MB, approved senders, a question within 48 hours.
    MailBox(
        "Kindle", ("kindle.com",), reader="kindle", most_bytes=50_000_000, most_books=25,
        told=(
            "Amazon takes mail only from addresses that you have approved: {sender} must be among them.",
            "They are on Amazon’s site, under Manage Your Content and Devices, Preferences, Personal Document Settings.",
            "If nothing arrives, look for a mail of Amazon’s that asks you to confirm: it waits 48 hours for an answer.",
            UNTRIED.format("Amazon"),
        ),
    ),
    # calibre's source (2026-11) names what the service fails at: letters beyond ASCII, commas, names longer than 22 characters.
    MailBox(
        "PocketBook", ("pbsync.com",), longest_name=22,
        told=(
            "PocketBook takes mail only from addresses that you have approved: {sender} must be among them, in Send-to-PocketBook.",
            UNTRIED.format("PocketBook"),
        ),
    ),
)  # fmt: skip
ANY = MailBox("", ())


def mail_box(address: str) -> MailBox:
    """The mail box behind an address; one that is nobody's in particular has no rules."""
    domain = address.rpartition("@")[2].lower()
    return next((box for box in MAIL_BOXES if any(domain == each or domain.endswith(f".{each}") for each in box.domains)), ANY)


def attached_name(title: str, box: MailBox) -> str:
    """The name a book is attached under. It carries the title, which is what Amazon shows on the shelf (calibre, 2026-11)."""
    if box.longest_name is None:
        plain = " ".join(FORBIDDEN.sub(" ", title).split()).strip(". ")
        return f"{plain[:LONGEST].rstrip('. ') or 'book'}{ENDING}"
    plain = re.sub(r"[^a-z0-9]+", "-", in_ascii(title).lower()).strip("-")
    room = box.longest_name - len(ENDING)
    if plain and len(plain) <= room:
        return plain + ENDING
    # The rest of a long title, or one in other letters, still tells two books apart: the same number for the same title.
    number = f"{zlib.crc32(title.encode('utf-8', 'replace')):08x}"[:4]
    return f"{(plain or 'book')[: room - 5].rstrip('-')}-{number}{ENDING}"


def in_ascii(text: str) -> str:
    """As much of a text as can be said without accents, on one line."""
    return " ".join(unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode().split())
