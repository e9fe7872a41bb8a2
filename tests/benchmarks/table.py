"""Tables for a terminal and for the README."""

from __future__ import annotations

from collections.abc import Mapping


class Table:
    """Rows of named cells under one title; a cell that a row lacks is shown as a dash."""

    def __init__(self, title: str, note: str = "") -> None:
        self.title, self.note = title, note
        self.columns: list[str] = []
        self.rows: list[dict[str, str]] = []

    def add(self, row: Mapping[str, str]) -> None:
        """Append a row; new names become new columns."""
        self.columns += [name for name in row if name not in self.columns]
        self.rows.append(dict(row))

    def _cells(self) -> list[list[str]]:
        return [self.columns, *([row.get(name, "—") for name in self.columns] for row in self.rows)]

    def text(self) -> str:
        """Aligned with spaces."""
        cells = self._cells()
        widths = [max(len(row[place]) for row in cells) for place in range(len(self.columns))]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
        ]
        lines.insert(1, "  ".join("-" * width for width in widths))
        return "\n".join([self.title, *([self.note] if self.note else []), "", *lines, ""])

    def markdown(self) -> str:
        """As Markdown has it."""
        lines = ["| " + " | ".join(row) + " |" for row in self._cells()]
        lines.insert(1, "|" + "---|" * len(self.columns))
        return "\n".join([f"**{self.title}.** {self.note}".rstrip(), "", *lines, ""])
