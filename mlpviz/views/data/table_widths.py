"""How wide the columns of the table of points are."""

from __future__ import annotations

import numpy as np

from mlpviz.engine import number
from mlpviz.views.data.table_cells import PADDING, TIGHT, Cells
from mlpviz.views.data.table_columns import Kind
from mlpviz.views.data.table_head import TableHead
from mlpviz.views.data.table_model import PointModel

SAMPLED = 40
"""So many rows, besides those of the extreme numbers, tell how wide the columns have to be."""
WIDE_NUMBER = "−0.000"
"""What a computed cell has room for, whatever it says now: no column moves while its numbers change."""


def shared_widths(rows: PointModel, cells: Cells, head: TableHead, width: int) -> list[int]:
    """Every column as wide as its texts need, in px; what is left of the width is shared out evenly.

    Where it is narrow the markers of the outputs give way, then free room; then the table scrolls.
    """
    for cells.signs_outputs, cells.padding in ((True, PADDING), (False, PADDING), (False, TIGHT)):
        head.padding = cells.padding
        needed = [_needed(rows, cells, head, section) for section in range(rows.columnCount())]
        if sum(needed) <= width:
            break
    spare = max(0.0, width - sum(needed)) / len(needed)
    return [int(wide + spare) for wide in needed]


def _needed(rows: PointModel, cells: Cells, head: TableHead, section: int) -> float:
    sheet, count = rows.sheet, len(rows.points)
    column = sheet.columns[section]
    some = np.unique(np.linspace(0, count - 1, min(count, SAMPLED)).astype(np.intp)) if count else np.arange(0)
    texts = [sheet.text(int(point), column) for point in (*some, *sheet.extremes(column))]
    texts += [number.count(count)] if column.kind is Kind.NUMBER else []
    texts += [WIDE_NUMBER] if column.kind in (Kind.OUTPUT, Kind.ERROR) else []
    longest = sorted(texts, key=len)[-3:]
    wide = max((cells.width_of(text, column) for text in longest), default=0.0)
    return max(wide, head.width_of(section)) + 2 * cells.padding
