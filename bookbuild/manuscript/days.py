"""A day as authors write it -> why there is no such day, and the day that was probably meant."""

import re
from calendar import monthrange
from datetime import date

YEAR_FIRST = re.compile(r"(\d{4})[-./ ](\d{1,2})[-./ ](\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})[-./ ]{1,2}(\d{1,2})[-./ ]{1,2}(\d{4})", re.ASCII)
# `1st March 2027`, `March 1, 2027`, `Mar. 2027`: the names of months in English, by their first three letters.
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
WORDED = re.compile(rf"(?:{DAY} +(?:of +)?)?([a-z]{{3}})[a-z]*\.?(?: +{DAY})?,? +(\d{{4}})", re.ASCII | re.IGNORECASE)
NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS, DAYS = 12, 31
FIGURES = "a date is written year-month-day, in figures"


def no_such_day(written: str) -> tuple[str, str] | None:
    """What is wrong with a date, and a date to type (`2027-13-01` -> there is no month 13, 2027-01-13).

    None where `written` is not a date, or nothing is wrong with it.
    """
    if (match := WORDED.fullmatch(written)) and (name := match[2].lower()) in NAMES:
        return _wrong("", int(match[4]), NAMES.index(name) + 1, int(match[1] or match[3] or 1))
    if match := YEAR_FIRST.fullmatch(written):
        year, month, day = map(int, match.groups())
        return _wrong(written, year, month, day)
    if match := YEAR_LAST.fullmatch(written):
        day, month, year = map(int, match.groups())
        if month > MONTHS >= day:                  # 11/23/2026, as Americans write it
            day, month = month, day
        return _wrong(written, year, month, day)
    return None


def _wrong(written: str, year: int, month: int, day: int) -> tuple[str, str] | None:
    if not year:
        return None
    if not 1 <= month <= MONTHS:
        meant = (day, month) if 1 <= day <= MONTHS and 1 <= month <= DAYS else (1, max(1, min(day, DAYS)))
        return f"there is no month {month}", str(date(year, *meant))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return f"there is no day {day} in {year}-{month:02}", str(date(year, month, last if day else 1))
    right = str(date(year, month, day))
    return None if right == written else (FIGURES, right)
