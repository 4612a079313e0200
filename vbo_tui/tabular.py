"""One text as one cell of a table that another program reads: CSV, Markdown. Pure; knows no table."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = frozenset("=+-@\u2212")
"""What a formula begins with; the last one is a minus to spreadsheets in some languages."""

_CELL_ENDS = re.compile("([;\t\r\n])")
"""What may end a cell for a spreadsheet that does not split by commas, whatever is quoted."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
"""Unicode categories that a spreadsheet may skip before a sign."""

_ACTS_IN_MARKDOWN = re.compile(r"[\\`*_~|\[\]$]|(?<=\bwww)\.|(?<=\bhttp):|(?<=\bhttps):|(?<=\bftp):", re.I)
"""Emphasis, code, links, mathematics, the end of a cell, and what becomes a link by itself."""

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def csv_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it, or a part of it, for a formula.

    A ``'`` stands in front, which says "text" to spreadsheets; also where the text would go on in a cell
    of its own. The quoting of the file itself is left to who writes it.

    Source: OWASP, "CSV Injection": equals, plus, minus, at, tab, carriage return, line feed, and the
    full-width forms. Here whatever Unicode calls compatible with a sign counts as one.
    """
    parts = _CELL_ENDS.split(text)
    guarded = "".join(f"'{part}" if _is_formula(part) else part for part in parts)
    return f"'{guarded}" if _CELL_ENDS.match(text) else guarded


def _is_formula(text: str) -> bool:
    """Tell whether a sign comes first, behind whatever may be skipped."""
    for char in text:
        if unicodedata.normalize("NFKC", char)[0] in _SIGNS:
            return True
        if char != '"' and unicodedata.category(char) not in _UNSEEN:
            return False
    return False


def markdown_cell(text: str) -> str:
    """Return ``text`` so that it reads as it stands in a cell of a Markdown table (GitHub's kind).

    Nothing in it is emphasis, code, a link, HTML or the end of the cell; lines become one.
    """
    line = " ".join(text.split())
    entities = "".join(_ENTITIES.get(char, char) for char in line)
    return _ACTS_IN_MARKDOWN.sub(lambda found: f"\\{found[0]}", entities)
