"""What the ledger shows: a story with its numbers written, and where everything stands at one size."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QFontMetricsF

from mlpviz.engine.telling.naming import network_name, plain_of
from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.batch import places
from mlpviz.views.walk.batch.cell_numbers import CellFormat, format_of
from mlpviz.views.walk.batch.places import ColumnPlace, Item, RowPlace

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.records import Facts, Row
    from mlpviz.engine.telling.batch.story import BatchStory

MARGIN, EDGE, OPEN = 16.0, 4.0, 25.0
"""Px at the left, at the right, and for the arrow that opens a sample."""
BADGE = 26.0
"""From the left edge of a badge or sign to the words behind it."""
WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
PLACES = (4, 3)
"""Decimals of the numbers: as many as there is room for."""
FOOT_GAP = 14.0
WAYS = (("s", 4, True), ("s", 3, True), ("s", 3, False), ("xs", 3, True), ("xs", 3, False))
"""Sizes of letters, decimals, and whether there are notes, from the roomiest."""
LOW = 420
"""Px of height below which everything is nearer to each other."""
TITLE_TOP = (13.0, 8.0)
"""Px above the title, and the same where the height is low."""


def is_low(theme: Theme, height: float) -> bool:
    """Whether a ledger, and what stands beside it, is so low that room is short."""
    return height < LOW * max(1.0, theme.text_scale)


@dataclass
class Sheet:
    """One story, prepared to be drawn."""

    story: BatchStory
    formats: list[CellFormat] = field(init=False)
    """How the numbers of each row are written."""
    limits: list[float] = field(init=False)
    """The number of each row that has the strongest colour."""
    now: list[Array | None] = field(init=False)
    """What stands in a row before its step is reached; None for nothing."""
    facts: dict[int, Facts] = field(init=False)
    """Of every sample with a row of its own, by row."""
    _known: dict[int, list[CellFormat]] = field(init=False)

    def __post_init__(self) -> None:
        story = self.story
        self._known = {places: self._formats(places) for places in PLACES}
        self.formats = self._known[PLACES[-1]]
        limits = {scale: story.limit(scale) for scale in ("gradient", "step")}
        self.limits = [limits[row.scale] if row.scale != "own" else story.own_limit(at)
                       for at, row in enumerate(story.rows)]  # fmt: skip
        self.now = [_before(story, row) for row in story.rows]
        self.facts = {at: story.facts(row.sample) for at, row in enumerate(story.rows) if row.sample >= 0}

    def _formats(self, places: int) -> list[CellFormat]:
        rows = self.story.rows
        shared = {scale: format_of([row.values for row in rows if row.scale == scale], places=places)
                  for scale in ("gradient", "step")}  # fmt: skip
        return [shared[row.scale] if row.scale != "own" else format_of([row.values], places=places - 1) for row in rows]

    def use_places(self, places: int) -> None:
        """Write numbers around 1 with so many decimals, one of PLACES."""
        self.formats = self._known[places]

    @property
    def title(self) -> str:
        """What the ledger shows: "Five gradients become one step"."""
        count = self.story.narrator.recorded.samples
        word = WORDS[count] if count < len(WORDS) else str(count)
        return f"{word} gradients become one step" if count != 1 else "One gradient becomes one step"

    @property
    def note(self) -> str:
        """The network and its parameters."""
        count = len(self.story.columns)
        return f"{network_name(self.story.narrator.recorded.spec)} · {count} parameter{'s' * (count != 1)}"

    def text(self, row: int, column: int, *, before: bool = False) -> str:
        """The number of a cell; `before` gives what stands there before the step, "" for nothing."""
        values = self.now[row] if before else self.story.rows[row].values
        if values is None:
            return ""
        return self.formats[row].text(float(values[column]), plus=self.story.rows[row].kind in ("l1", "l2"))

    def noted(self, row: int) -> str:
        """What stands behind the title of a row: its note, the loss of a sample, the power of ten of its numbers."""
        record = self.story.rows[row]
        power = self.formats[row].note if record.scale != "gradient" else ""
        return ", ".join(filter(None, (record.note, power)))

    def told(self, row: int) -> str:
        """The title of a row with everything that belongs to it: "Clip: short enough"."""
        return ": ".join(filter(None, (self.story.rows[row].title, self.noted(row))))

    def shortest(self, row: int) -> tuple[str, str]:
        """The title of a row and what must stand behind it: the power of ten of its numbers."""
        power = self.formats[row].note if self.story.rows[row].scale != "gradient" else ""
        title = self.story.rows[row].title
        return (title.partition(" ")[0] if power else title), power

    def widest(self, metrics: QFontMetricsF) -> float:
        """The width of the longest number."""
        found = []
        for row, record in enumerate(self.story.rows):
            finite = np.where(np.isfinite(record.values), record.values, 0.0)
            if finite.size:
                ends = int(np.argmin(finite)), int(np.argmax(finite))
                found += [metrics.horizontalAdvance(self.text(row, at)) for at in ends]
        return max(found, default=20.0)


@dataclass
class Ruled:
    """Where everything of a sheet stands at one size, at one place of the two scroll bars."""

    title: float
    """The top of the title."""
    left: float
    """Where the columns begin."""
    heads: list[float]
    """The tops of the titles of layers, of units and of columns, and where the rows begin."""
    bottom: float
    """Where the rows end at the latest."""
    columns: list[ColumnPlace]
    rows: list[RowPlace]
    width: float
    """Of a column."""
    pitch: float
    most: tuple[int, int]
    """The last first column and row that one can scroll to."""
    foot: float
    """The height of what stands below the rows; 0 where it has no room."""
    role: str
    """The size of the numbers."""

    def row_at(self, y: float) -> RowPlace | None:
        """The row at a height."""
        return next((place for place in self.rows if place.top <= y < place.bottom), None)

    def column_at(self, x: float) -> ColumnPlace | None:
        """The column at a place."""
        return next((place for place in self.columns if place.left <= x < place.right), None)


class Ruler:
    """Works out where everything stands."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    def rule(self, sheet: Sheet, items: list[Item], size: QSizeF, first: tuple[int, int], foot: float) -> Ruled:
        """Fit a sheet into a size; `first` are the first column and row, `foot` the height wanted below the rows."""
        title, *heads = self._heads(is_low(self._theme, size.height()))
        pitch, foot, bottom = self._pitch(sheet, size.height(), heads[3], foot)
        right = size.width() - EDGE - OPEN
        left, width, role = self._width(sheet, items, right)
        pinned = places.pinned_in(items, right - left, width)
        most = places.last_first(items, pinned, right - left, width)
        last_row = places.last_first_row(sheet.story.parts, bottom - heads[3], pitch)
        shown = places.columns_in(items, pinned, min(first[0], most), left, right, width)
        rows = places.rows_in(sheet.story.parts, min(first[1], last_row), heads[3], bottom, pitch)
        return Ruled(title, left, heads, bottom, shown, rows, width, pitch, (most, last_row), foot, role)

    def _heads(self, low: bool) -> tuple[float, float, float, float, float]:
        line, title = float(self._theme.line_px("s")), TITLE_TOP[low]
        top = title + float(self._theme.line_px("m")) + (4.0 if low else 10.0)
        units = top + line + (2.0 if low else 6.0)
        heads = units + line + 5.0
        return title, top, units, heads, heads + line + (3.0 if low else 6.0)

    def _pitch(self, sheet: Sheet, height: float, top: float, foot: float) -> tuple[float, float, float]:
        """The height of a row, of what stands below the rows, and where the rows end."""
        parts, line = sheet.story.parts, float(self._theme.line_px("s"))
        least, most = line + 3.0, line + 9.0
        count = len(sheet.story.rows)
        for below in (foot, 0.0):
            room = height - top - (below + FOOT_GAP if below else 10.0)
            pitch = (room - places.height_of(parts, 0.0)) / count
            if pitch >= least:
                return min(pitch, most), below, top + room
        return least, 0.0, height - 6.0

    def _words(self, sheet: Sheet, *, noted: bool) -> float:
        """The width of signs, titles and notes of the rows."""
        strong, plain = (QFontMetricsF(self._theme.font("s", weight=weight)) for weight in (600, 400))
        grown = BADGE * max(1.0, self._theme.text_scale)
        found = [0.0]
        for at, row in enumerate(sheet.story.rows):
            fact = sheet.facts.get(at)
            title = f"{fact.target} → {fact.answer}" if fact is not None else row.title
            note = loss_text(fact.loss) if fact is not None else sheet.noted(at)
            wide = strong.horizontalAdvance(title)
            if fact is None and not noted:
                title, note = sheet.shortest(at)
                wide = strong.horizontalAdvance(title)
            found.append(grown + wide + (10.0 + plain.horizontalAdvance(note) if note else 0.0))
        return max(found)

    def _width(self, sheet: Sheet, items: list[Item], right: float) -> tuple[float, float, str]:
        """Where the columns begin, how wide each is, and the size of the numbers: all columns in sight if they can be.

        For that notes go first, then a decimal, then the size of the letters.
        """
        gaps = places.extent_of(items, 0.0)
        for role, decimals, noted in WAYS:
            sheet.use_places(decimals)
            least = sheet.widest(QFontMetricsF(self._theme.font(role, weight=600))) + 3.0
            left = MARGIN + self._words(sheet, noted=noted) + 8.0
            even = (right - left - gaps) / len(items)
            if even >= least:
                return left, min(even, 1.5 * least), role
        sheet.use_places(PLACES[-1])
        least = sheet.widest(QFontMetricsF(self._theme.font("s", weight=600))) + 3.0
        return MARGIN + self._words(sheet, noted=False) + 8.0, least, "s"


def loss_text(loss: float) -> str:
    """The loss of a sample in a narrow column."""
    return CellFormat(0, 2).text(loss) if 0.005 <= abs(loss) < 1000 else format_of([np.array([loss])]).text(loss)


def spoken_column(story: BatchStory, column: int) -> str:
    """A weight or bias in plain text."""
    record, names = story.columns[column], story.narrator.names
    if record.source < 0:
        return names.bias_text(record.layer, record.unit)
    return plain_of(record.name) if names.weights else names.weight_text(record.layer, record.source, record.unit)


def _before(story: BatchStory, row: Row) -> Array | None:
    walk = story.narrator.walk
    if row.kind == "weights":
        return np.asarray(walk.before.theta[story.columns.order])
    if row.kind == "memory":
        at = walk.experiment.plan.optimizer.memory.index(row.letter)
        return np.asarray(walk.before.memory[at, story.columns.order])
    return None
