"""The rows that answer a query: sections with their best entries first, and groups folded into one row."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from mlpviz.state.finding.entry import SECTIONS, VALUES, Entry
from mlpviz.state.finding.query import TOLD, Fit, Query, plain

FEW = 6
"""So many entries of a section are shown one by one."""
LIKE = 0.6
"""How like a known word an unknown one must be to be taken for it, 0…1."""


@dataclass(frozen=True)
class Heading:
    """The name of a section."""

    text: str


@dataclass(frozen=True)
class Hit:
    """An entry that fits."""

    entry: Entry
    fit: Fit


@dataclass(frozen=True)
class Fold:
    """Further entries of a group, which are not shown one by one."""

    section: str
    group: str
    count: int

    @property
    def text(self) -> str:
        """As in "6 more in the step dock"."""
        return f"{self.count} more {self.group}"


Row = Heading | Hit | Fold


@dataclass(frozen=True)
class Found:
    """What a query finds."""

    rows: tuple[Row, ...]
    count: int
    """How many entries fit, folded ones too."""
    whole: int
    """How many entries there are."""
    suggestion: str = ""
    """Where nothing fits: what may have been meant."""


def search(
    entries: Sequence[Entry], text: str, unfolded: Collection[tuple[str, str]] = (), values: Sequence[Entry] = (),
) -> Found:  # fmt: skip
    """Find what a text means; `unfolded` are the groups, with their sections, of which all entries are shown.

    `values` are changes that the text asks for; they come first.
    """
    query = Query(text)
    hits = [Hit(entry, query.fit(entry) or Fit(TOLD)) for entry in values]
    hits += [Hit(entry, fit) for entry in entries if (fit := query.fit(entry)) is not None]
    rows = tuple(_rows(hits, unfolded))
    return Found(rows, len(hits), len(entries), "" if hits else did_you_mean(entries, text))


def _rows(hits: list[Hit], unfolded: Collection[tuple[str, str]]) -> Iterator[Row]:
    sections = {name: [hit for hit in hits if hit.entry.section == name] for name in SECTIONS}
    best = {name: min(hit.fit.rank for hit in found) for name, found in sections.items() if found}
    if VALUES in best:
        best[VALUES] = -1
    for name in sorted(best, key=best.__getitem__):  # sections alike stay in their order
        yield Heading(name)
        yield from _folded(name, sorted(sections[name], key=_order), unfolded)


def _order(hit: Hit) -> tuple[int, bool]:
    if hit.entry.section == VALUES:
        return 0, False  # these are in order
    return hit.fit.rank, bool(hit.entry.reason)


def _folded(section: str, hits: list[Hit], unfolded: Collection[tuple[str, str]]) -> Iterator[Hit | Fold]:
    """Of each group its best entry; the others behind it in one row, unless it is only one or they are unfolded."""
    few = len(hits) <= FEW or len({hit.entry.group for hit in hits}) == 1
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.entry.group, []).append(hit)
    for hit in hits:
        group, members = hit.entry.group, groups[hit.entry.group]
        if not group or (section, group) in unfolded or len(members) <= 2 or few:
            yield hit
        elif hit is members[0]:
            yield hit
            yield Fold(section, group, len(members) - 1)


def did_you_mean(entries: Sequence[Entry], text: str) -> str:
    """The same words, with known ones in place of those that no entry has; "" if none is like them."""
    known = {word for entry in entries for word in plain(entry.title).replace("(", " ").replace(",", " ").split()}
    told: list[str] = []
    for word in plain(text).split():
        swapped = [one for one in sorted(known) if sorted(one) == sorted(word)]
        like = [word] if word in known else swapped[:1] or get_close_matches(word, sorted(known), 1, LIKE)
        if not like:
            return ""
        told += like
    return "" if told == plain(text).split() else " ".join(told)
