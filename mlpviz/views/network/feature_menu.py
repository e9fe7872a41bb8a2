"""The menu of input features: a tick for each that the first layer is given."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from mlpviz.engine.experiment import NetworkSpec
from mlpviz.nn.features import features
from mlpviz.views.controls.staying_menu import StayingMenu

LAST = "The network needs at least one input."


class FeatureMenu(StayingMenu):
    """Stays open, so that several features can be ticked one after the other."""

    feature_toggled = Signal(str, bool)
    """The saved name of a feature, and whether it is wanted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Input features")
        self._ticks: dict[str, QAction] = {}
        for kind in features:
            action = self.addAction(kind.label)
            action.setCheckable(True)
            action.setProperty("stays", True)
            action.setData(kind.__name__)
            self._ticks[kind.__name__] = action
        self.triggered.connect(self._report)

    def show_spec(self, spec: NetworkSpec) -> None:
        """Tick what the first layer is given; the last tick cannot be taken away."""
        for kind in features:
            action = self._ticks[kind.__name__]
            ticked = kind.__name__ in spec.sources
            alone = ticked and len(spec.sources) == 1
            action.setChecked(ticked)
            action.setEnabled(not alone)
            action.setToolTip(f"{kind().about} {LAST}" if alone else kind().about)

    def tick(self, name: str) -> QAction:
        """The action of a feature."""
        return self._ticks[name]

    @Slot(QAction)
    def _report(self, action: QAction) -> None:
        self.feature_toggled.emit(str(action.data()), action.isChecked())
