"""How a table is written as text: its encoding, separator, decimal sign and lines of names."""

from __future__ import annotations

from dataclasses import dataclass, fields

SEPARATORS = {",": "Comma", ";": "Semicolon", "\t": "Tab", "|": "Bar", " ": "Blanks"}
"""What can stand between two cells, and what it is called. Blanks stand for one or more of them, tabs too."""
DECIMALS = {".": "Point", ",": "Comma"}
HEADERS = {0: "Data", 1: "Names", 2: "Names, units"}
"""What the first rows can be: how many of them are no points."""
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Western (Windows-1252)",
    "cp1250": "Central European (Windows-1250)",
    "cp1251": "Cyrillic (Windows-1251)",
    "mac_roman": "Western (old Mac)",
}
"""Python's name of each encoding that can be chosen, and what it is called."""


@dataclass(frozen=True)
class Dialect:
    """How the text of a table was read."""

    separator: str = ","
    """One of SEPARATORS."""
    decimal: str = "."
    """One of DECIMALS."""
    group: str = ""
    """Parts thousands, as in 1,250: the comma or the point that is not the decimal sign; "" if it is not used."""
    header: int = 1
    """How many of the first rows are names (1) and units (2); 0 if the first row is a point."""
    encoding: str = "utf-8"
    """One of ENCODINGS."""
    quote: str = '"'
    """Protects separators inside a cell."""


@dataclass(frozen=True)
class Chosen:
    """What somebody chose of a dialect; None is recognised from the file."""

    separator: str | None = None
    decimal: str | None = None
    group: str | None = None
    header: int | None = None
    encoding: str | None = None

    def __post_init__(self) -> None:
        """Raise ValueError that names the field, the value and what is allowed."""
        for name, allowed in (
            ("separator", SEPARATORS),
            ("decimal", DECIMALS),
            ("group", ("", ",", ".")),
            ("header", HEADERS),
            ("encoding", ENCODINGS),
        ):
            value = getattr(self, name)
            if value is not None and value not in allowed:
                raise ValueError(f"{name} is {value!r:.80}; allowed is one of {', '.join(map(repr, allowed))}.")

    def then(self, later: Chosen) -> Chosen:
        """A copy in which everything that `later` chooses is chosen too."""
        return Chosen(**{
            field.name: getattr(self, field.name) if (one := getattr(later, field.name)) is None else one
            for field in fields(self)
        })  # fmt: skip
