"""How far off predicted values are, as a table: R² and errors of train and test points."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QTableWidgetItem, QWidget

from mlpviz.engine import number
from mlpviz.engine.how_well import Residuals
from mlpviz.views.how_well.quiet_table import QuietTable
from mlpviz.views.look.theme import Theme

ROWS = (
    ("R²", "1 − Σ (true − predicted)² / Σ (true − mean)². 1: no error. 0: no better than the mean. Below 0: worse."),
    ("Mean absolute error", "The mean of the errors without their signs."),
    ("Root mean squared error", "The square root of the mean of the squared errors: large errors count for more."),
    ("Worst error", "The largest error without its sign."),
    ("Worst point", "The number of the point with the largest error, as in the table of points."),
)
CELL, HEAD = QSize(120, 28), 176


class ErrorTable(QuietTable):
    """One value: a row a measure, a column each for train and test points."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, CELL, HEAD, parent)
        self.setRowCount(len(ROWS))
        self.setColumnCount(2)
        self.setHorizontalHeaderLabels(["Train", "Test"])
        for row, (name, tip) in enumerate(ROWS):
            head = QTableWidgetItem(name)
            head.setToolTip(tip)
            self.setVerticalHeaderItem(row, head)
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self.fit()

    def show_residuals(self, train: Residuals, test: Residuals, name: str) -> None:
        """Show the errors of a value called `name`; what is not defined is "–"."""
        self.setAccessibleName(f"Errors of {name}")
        for column, half in enumerate((train, test)):
            point = half.worst_point
            errors = (half.mean_absolute, half.root_mean_square, half.worst)
            texts = (_known(half.r2, number.r_squared(half.r2)), *(_known(one, number.size(one)) for one in errors),
                     "–" if point is None else number.count(point + 1))  # fmt: skip
            for row, text in enumerate(texts):
                item = self.item_at(row, column)
                item.setText(text)
                item.setToolTip(ROWS[row][1])
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{ROWS[row][0]}, {('train', 'test')[column]}: {text}")


def _known(value: float, text: str) -> str:
    return text if math.isfinite(value) else "–"
