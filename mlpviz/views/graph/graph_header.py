"""The line above a graph: its title or the choice of views, the network in words, and the edge lens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mlpviz.engine.edge_lenses import edge_lenses
from mlpviz.views.controls.choice import FoldingChoice
from mlpviz.views.controls.label import Elided, label
from mlpviz.views.look.theme import Theme

HEIGHT = 48
"""The same in every workspace, so that stepping moves nothing."""
LENSES = "Edge lens"


class GraphHeader(QWidget):
    """Offers every registered edge lens, and says of the network as much as there is room for."""

    lens_chosen = Signal(str)
    view_chosen = Signal(str)

    def __init__(
        self, theme: Theme, parent: QWidget | None = None, *, views: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """`views` are keys, texts and tips of what can be shown in place of the graph; the first is the graph."""
        super().__init__(parent)
        self._theme = theme
        self._wordings: Sequence[str] = ("",)
        self.views = FoldingChoice(
            theme, [row[:2] for row in views], self, tips=[row[2] for row in views]
        ) if views else None
        self._title = self.views or label("Network", "title", self)
        self._words = Elided("", "secondary", self)
        self._caption = label(LENSES, "label", self)
        tips = [f"{lens().about} ({lens.key})" for lens in edge_lenses]
        self.lenses = FoldingChoice(theme, edge_lenses.options(), self, tips=tips)
        self.lenses.setAccessibleName(LENSES)
        self.lenses.chosen.connect(self.lens_chosen)
        if self.views is not None:
            self.views.setAccessibleName("View of the network")
            self.views.chosen.connect(self.view_chosen)
        self._offered: FoldingChoice | None = self.lenses
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(self._title)
        row.addWidget(self._words, 1)
        row.addWidget(self._caption)
        row.addWidget(self.lenses)
        theme.changed.connect(self.restyle)
        self.restyle()

    def describe(self, wordings: Sequence[str]) -> None:
        """Describe the network in the first of these wordings that fits, the longest first."""
        self._wordings = (*wordings, "")
        self._fit()

    def offer(self, choice: FoldingChoice | None, caption: str = "") -> None:
        """Offer a choice at the right, in place of the lenses, which belong to the graph alone; or none."""
        if self._offered is not None and self._offered is not choice:
            self._offered.hide()
            self._offered.setEnabled(False)  # no key reaches it
        self._offered = choice
        if choice is not None:
            if self._row.indexOf(choice) < 0:
                self._row.addWidget(choice)
            choice.setEnabled(True)
            choice.show()
        self._caption.setText(caption)
        self._fit()

    def offer_lenses(self) -> None:
        """Offer the lenses of the graph."""
        self.offer(self.lenses, LENSES)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the caption gives way to the words, and the lenses become a list."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """It folds rather than force the column wide."""
        return QSize(0, HEIGHT)

    @Slot()
    def restyle(self) -> None:
        """Measure again with the theme's fonts."""
        self.setFixedHeight(round(HEIGHT * max(1.0, self._theme.text_scale * 0.8)))
        self._fit()

    def _fit(self) -> None:
        offered = self._offered
        title = self._fit_views() if self.views is not None else self._title.sizeHint().width()
        taken = offered.fit(self.width() - title - 42) if offered is not None else 0
        room = self.width() - taken - title - 54
        measured = self._words.fontMetrics().horizontalAdvance
        caption = self._caption.sizeHint().width() + 12
        self._caption.setVisible(offered is not None and measured(self._wordings[0]) + caption <= room)
        self._words.setText(next(words for words in self._wordings if not words or measured(words) <= room))

    def _fit_views(self) -> int:
        """The views side by side where what is offered still has room beside them, else as a list."""
        assert self.views is not None
        least = self._offered.list().sizeHint().width() + 42 if self._offered is not None else 120
        return self.views.fit(self.width() - least - 16)
