"""Identifiers: ISBNs with their check digit, and a URN for a book that has none."""

import re
import uuid

# A namespace of our own, so that the same title and authors always give the same UUID (RFC 9562 §5.5).
BOOKS = uuid.uuid5(uuid.NAMESPACE_DNS, "bookbuild")


def isbn13(written: str) -> str | None:
    """The thirteen digits of an ISBN-13, or None where the check digit is wrong (ISO 2108)."""
    digits = re.sub(r"[\s–-]", "", written)
    if not re.fullmatch(r"97[89]\d{10}", digits):
        return None
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return digits if total % 10 == 0 else None


def isbn_check_digit(first_twelve: str) -> int:
    """The digit that completes an ISBN-13."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return -total % 10


def urn(title: str, authors: str) -> str:
    """A stable `urn:uuid:…` from title and authors."""
    return uuid.uuid5(BOOKS, f"{title}\n{authors}").urn
