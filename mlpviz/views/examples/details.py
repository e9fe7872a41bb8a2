"""What is known of one example: source, shape, what it teaches, what is odd about it, and its numbers compared."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.examples import Example
from mlpviz.engine.number import count, whole
from mlpviz.engine.telling.naming import network_name
from mlpviz.engine.telling.printed_numbers import Comparison
from mlpviz.views.controls.label import label
from mlpviz.views.examples.number_table import NumberTable

COMPARING = "Being compared …"
SCROLLED = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class ExampleDetails(QScrollArea):
    """Scrolls where it has too little room, also by arrow keys when it has the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._example: Example | None = None
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(4)
        self.title = self._added("heading")
        self.source = self._added("label")
        self.facts = self._added("secondary")
        self._heads: dict[str, QLabel] = {}
        self.about = self._part("What it is")
        self.teaches = self._part("What it teaches")
        self.odd = self._part("What is odd about it")
        self.summary = self._part("Its numbers")
        self.printed = NumberTable()
        self._column.addWidget(self.printed)
        self.second_summary = self._part("Computed by another program")
        self.second = NumberTable()
        self._column.addWidget(self.second)
        self._column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The example")
        self.setToolTip("")

    def show_example(self, example: Example) -> None:
        """Show what is written of an example; its numbers are compared later."""
        self._example = example
        self.title.setText(example.title)
        self.source.setText(example.source)
        self.about.setText(example.about)
        self.teaches.setText(example.teaches)
        self.odd.setText(example.odd)
        for part in (self.odd, self._heads["What is odd about it"]):
            part.setVisible(bool(example.odd))
        self.facts.setText(facts_of(example))
        self.summary.setText(COMPARING)
        for one in (self.printed, self.second_summary, self.second, self._heads["Computed by another program"]):
            one.hide()
        self.setAccessibleDescription(f"{example.title}. {example.source}. {example.about} {example.teaches}")
        self.verticalScrollBar().setValue(0)

    def show_comparison(self, found: Comparison) -> None:
        """Show how the numbers of the example on show compare."""
        if self._example is None:
            return
        self.facts.setText(f"{facts_of(self._example)} · {count(found.operations)} operations")
        self.summary.setText(found.summary)
        self.printed.show_checks(found.of("source"))
        self.printed.show()
        second = found.of("second")
        self.second_summary.setText(found.second_summary)
        self.second.show_checks(second)
        for part in (self.second_summary, self.second, self._heads["Computed by another program"]):
            part.setVisible(bool(second))
        self.setAccessibleDescription(f"{self.accessibleDescription()} {found.summary}")

    def _added(self, role: str) -> QLabel:
        made = label("", role)
        made.setWordWrap(True)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._column.addWidget(made)
        return made

    def _part(self, title: str) -> QLabel:
        head = label(title, "title")
        head.setContentsMargins(0, 10, 0, 0)
        self._heads[title] = head
        self._column.addWidget(head)
        return self._added("secondary")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by lines and pages."""
        bar = self.verticalScrollBar()
        if event.key() in SCROLLED:
            bar.setValue(bar.value() + SCROLLED[Qt.Key(event.key())] * 3 * bar.singleStep())
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            bar.setValue(bar.value() + (1 if event.key() == Qt.Key.Key_PageDown else -1) * bar.pageStep())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Text of another size has lines of another length."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()


def facts_of(example: Example) -> str:
    """Shape, functions, samples and training in one line."""
    experiment = example.experiment
    spec, plan, samples = experiment.network, experiment.plan, experiment.points.train_count
    functions = ", ".join(dict.fromkeys(layer.activation.label for layer in spec.layers))
    return f"{network_name(spec)} · {functions} · {spec.loss.label.lower()} · {count(samples)} " \
           f"sample{'s' * (samples != 1)} · {plan.optimizer.label}, η = {whole(plan.learning_rate)}"
