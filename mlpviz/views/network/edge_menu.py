"""What can be done to one edge of the graph."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mlpviz.views.graph.edge_facts import EdgeFacts
from mlpviz.views.network.edge_card import CUT_TIP, FREEZE_TIP, IS_CUT

NUDGE_TIP = "Change the weight a little, and compare what the gradient predicts with what the loss does"
BUNDLE = "This line bundles several edges. Unfold the layer to reach one of them."


class EdgeMenu(QMenu):
    """Told anew for each edge that it is opened for."""

    freeze_requested = Signal(int, bool)
    cut_requested = Signal(int, bool)
    chain_requested = Signal(int)
    pin_requested = Signal(int, QPointF)
    """A visible edge, and where it was pointed at."""
    edit_requested = Signal(int, QPointF)
    nudge_requested = Signal(int, int)
    """Entry of theta, and the direction, 1 or −1."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._facts: EdgeFacts | None = None
        self._edge, self._at = 0, QPointF()
        self.setToolTipsVisible(True)
        self.heading = self.addAction("")
        self.heading.setEnabled(False)
        self.addSeparator()
        self.freeze = self._add("Freeze weight", "L", FREEZE_TIP)
        self.cut = self._add("Cut edge", "Del", CUT_TIP)
        for tick in (self.freeze, self.cut):
            tick.setCheckable(True)
        self.addSeparator()
        self.chain = self._add("Whole chain of the weight", "C")
        self.edit = self._add("Type a weight…")
        self.up, self.down = self._add("Nudge up", "+", NUDGE_TIP), self._add("Nudge down", "-", NUDGE_TIP)
        self.pin = self._add("Pin the card")
        self.triggered.connect(self._report)

    def _add(self, text: str, key: str = "", tip: str = "") -> QAction:
        # The key is written, not bound: the graph itself listens to it.
        action = self.addAction(f"{text}\t{QKeySequence(key).toString()}" if key else text)
        action.setToolTip(tip or text)
        return action

    def show_edge(self, facts: EdgeFacts, edge: int, at: QPointF, *, pinned: bool) -> None:
        """Offer what can be done to an edge."""
        self._facts, self._edge, self._at = facts, edge, at
        single = facts.bundled == 1
        self.heading.setText(facts.name)
        self.freeze.setChecked(facts.frozen)
        self.freeze.setEnabled(single and not facts.cut)
        self.freeze.setToolTip(BUNDLE if not single else IS_CUT if facts.cut else FREEZE_TIP)
        self.cut.setChecked(facts.cut)
        self.cut.setEnabled(single)
        self.cut.setToolTip(CUT_TIP if single else BUNDLE)
        self.chain.setEnabled(single)
        self.chain.setToolTip("Every path from the loss to this weight, factor by factor" if single else BUNDLE)
        self.edit.setEnabled(single and not facts.cut)
        self.edit.setToolTip(BUNDLE if not single else IS_CUT if facts.cut else "Type the weight of this edge")
        for nudge in (self.up, self.down):
            nudge.setEnabled(single and not facts.cut)
            nudge.setToolTip(BUNDLE if not single else IS_CUT if facts.cut else NUDGE_TIP)
        self.pin.setEnabled(not pinned)
        self.pin.setToolTip("Its card is pinned already." if pinned else "Keep its card on the graph")

    @Slot(QAction)
    def _report(self, action: QAction) -> None:
        if self._facts is None:
            return
        if action is self.freeze:
            self.freeze_requested.emit(self._facts.index, action.isChecked())
        elif action is self.cut:
            self.cut_requested.emit(self._facts.index, action.isChecked())
        elif action is self.chain:
            self.chain_requested.emit(self._facts.index)
        elif action in (self.up, self.down):
            self.pin_requested.emit(self._edge, self._at)  # its card tells what comes of it
            self.nudge_requested.emit(self._facts.index, 1 if action is self.up else -1)
        elif action is self.pin:
            self.pin_requested.emit(self._edge, self._at)
        elif action is self.edit:
            self.edit_requested.emit(self._edge, self._at)
