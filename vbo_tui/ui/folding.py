"""JSON in lines, of which objects and arrays can be folded; what is unfolded stands as it was. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Folds = frozenset[int]
"""The lines that open what is folded."""

NOTHING_FOLDED: Folds = frozenset()


class Folding:
    """Knows which lines belong together; holds no state but the lines themselves."""

    def __init__(self, lines: Sequence[str], *, is_json: bool = True) -> None:
        """Look at the lines of a document.

        Args:
            lines: One bracket that opens, or closes, at the end, or the beginning, of a line. Where the
                document was cut off, what is open at the end is taken to go on to the last line.
            is_json: Whether that holds; else nothing can be folded.
        """
        self.lines = tuple(lines)
        """All of them, as they stand unfolded."""
        self._ends: dict[int, int] = {}
        self._around: list[int] = []
        """For each line, the line that opens what it is in; -1 for none."""
        self._counts: dict[int, int] = {}
        self._closed: set[int] = set()
        if is_json:
            self._find()
        else:
            self._around = [-1] * len(self.lines)

    def _find(self) -> None:
        open_lines: list[int] = []
        for number, line in enumerate(self.lines):
            bare = line.strip().removesuffix(",")
            if bare[:1] in ("}", "]") and open_lines:
                begun = open_lines.pop()
                self._ends[begun] = number
                self._closed.add(begun)
                self._around.append(begun)
                continue
            around = open_lines[-1] if open_lines else -1
            self._around.append(around)
            if around >= 0:
                self._counts[around] += 1
            if bare[-1:] in ("{", "["):
                open_lines.append(number)
                self._counts[number] = 0
        for begun in open_lines:
            self._ends[begun] = len(self.lines) - 1

    def visible(self, folded: Folds) -> list[int]:
        """Return the lines that are seen, in their order."""
        seen: list[int] = []
        number = 0
        while number < len(self.lines):
            seen.append(number)
            number = 1 + (self._ends[number] if number in folded and number in self._ends else number)
        return seen

    def text(self, line: int, folded: Folds) -> str:
        """Return what stands on a line that is seen: of what is folded, how much is in it."""
        if line not in folded or line not in self._ends:
            return self.lines[line]
        count = self._counts[line]
        more = "" if line in self._closed else "+"
        said = f"{count:,}{more} {'item' if count == 1 and not more else 'items'}"
        end = self.lines[self._ends[line]].strip() if line in self._closed else "..."
        return f"{self.lines[line]} {said} {end}"

    def toggled(self, line: int, folded: Folds) -> tuple[Folds, int]:
        """Fold what a line opens or is in, or unfold it; return the folds, and where the cursor goes.

        What is in the outermost alone folds nothing: that would hide all there is.
        """
        opens = line if line in self._ends else self._around[line]
        if opens < 0 or (opens != line and self._around[opens] < 0 and self._ends[opens] != line):
            return folded, line
        return folded ^ {opens}, opens

    def all_folded(self) -> Folds:
        """Return the folds of everything but the outermost."""
        return frozenset(line for line in self._ends if self._around[line] >= 0)

    def unfolded_at(self, line: int, folded: Folds) -> Folds:
        """Return the folds without those that hide a line."""
        hiding = set()
        around = self._around[line]
        while around >= 0:
            hiding.add(around)
            around = self._around[around]
        return folded - hiding

    def shown_at(self, line: int, folded: Folds) -> int:
        """Return the line that is seen where a line is, or what it is folded into."""
        hidden = line
        around = self._around[line]
        while around >= 0:
            if around in folded:
                hidden = around
            around = self._around[around]
        return hidden

    def whole(self, line: int) -> Iterable[str]:
        """Return the lines of what a line opens; of any other, the line alone."""
        return self.lines[line : self._ends.get(line, line) + 1]
