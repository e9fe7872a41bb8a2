"""The verdicts on the epoch on show: what is the matter, and unfolded, by which rule and what would help."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mlpviz.engine.verdicts.verdict import Finding
from mlpviz.views.controls.button import IconButton
from mlpviz.views.controls.label import label
from mlpviz.views.controls.verdict_badge import VerdictBadge
from mlpviz.views.look.theme import Theme


class VerdictCard(QFrame):
    """One verdict. A click, or the arrow, shows its rule and what would help."""

    unfolded = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.finding: Finding | None = None
        self._badge = VerdictBadge(theme)
        self.arrow = IconButton(theme, "chevron-down", "Show rule and help", role="ghost", size=24, checkable=True)
        self._sentence, self._rule, self._help = (_wrapped(role) for role in ("label", "caption", "caption"))
        self.setProperty("surface", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        head = QHBoxLayout()
        head.addWidget(self._badge)
        head.addStretch()
        head.addWidget(self.arrow)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 6, 8)
        column.setSpacing(4)
        column.addLayout(head)
        for part in (self._sentence, self._rule, self._help):
            column.addWidget(part)
        self.arrow.toggled.connect(self._show_details)
        self._show_details(False)

    def show_finding(self, finding: Finding) -> None:
        """Show another verdict, or the same with other numbers."""
        before, self.finding = self.finding, finding
        if finding == before:
            return
        if before is None or before.verdict != finding.verdict:
            self._badge.show_verdict(finding.verdict)
            self._rule.setText(f"Rule: {finding.verdict.rule}.")
        self._sentence.setText(finding.sentence)
        self._help.setText(finding.help)
        self._help.setVisible(self.arrow.isChecked() and bool(finding.help))
        self.setAccessibleName(f"Verdict: {finding.verdict.label}. {finding.sentence}")
        self.setAccessibleDescription(f"Rule: {finding.verdict.rule}. {finding.help}".strip())

    def texts(self) -> tuple[str, str, str]:
        """Sentence, rule and help, as they are written."""
        return self._sentence.text(), self._rule.text(), self._help.text()

    def unfold(self, unfolded: bool) -> None:
        """Show rule and help, or the sentence alone."""
        self.arrow.setChecked(unfolded)

    @Slot(bool)
    def _show_details(self, shown: bool) -> None:
        self.arrow.set_icon("chevron-up" if shown else "chevron-down", f"{'Hide' if shown else 'Show'} rule and help")
        self._rule.setVisible(shown)
        self._help.setVisible(shown and bool(self._help.text()))
        self.unfolded.emit(shown)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Unfold, or fold."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.arrow.toggle()


class VerdictCards(QWidget):
    """A card a verdict, the first being the cause. Whether they are unfolded is one choice for all."""

    unfolded = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Without a verdict it takes no room."""
        super().__init__(parent)
        self._theme = theme
        self._cards: list[VerdictCard] = []
        self._unfold = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 0)
        self._column.setSpacing(6)
        self.setVisible(False)

    def cards(self) -> list[VerdictCard]:
        """Those on show."""
        return [card for card in self._cards if card.finding is not None and not card.isHidden()]

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these verdicts and no others."""
        while len(self._cards) < len(findings):
            card = VerdictCard(self._theme, self)
            card.unfold(self._unfold)
            card.unfolded.connect(self.unfold)
            self._column.addWidget(card)
            self._cards.append(card)
        for card, finding in zip(self._cards, findings, strict=False):
            card.show_finding(finding)
            card.setVisible(True)
        for card in self._cards[len(findings) :]:
            card.setVisible(False)
        self.setVisible(bool(findings))

    @Slot(bool)
    def unfold(self, unfolded: bool) -> None:
        """Show rules and help of all verdicts, or the sentences alone."""
        if unfolded != self._unfold:
            self._unfold = unfolded
            for card in self._cards:
                card.unfold(unfolded)
            self.unfolded.emit(unfolded)


def _wrapped(role: str) -> QLabel:
    made = label("", role)
    made.setWordWrap(True)
    return made
