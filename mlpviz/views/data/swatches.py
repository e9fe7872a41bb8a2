"""The classes to draw with: a swatch each, and a button that adds one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QWidget,
    QWidgetAction,
)

from mlpviz.data.naming import LONGEST_NAME
from mlpviz.engine.experiment import Experiment
from mlpviz.views.controls.button import IconButton
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme

MOST = 6
COLORS = ("Orange", "Blue", "Green", "Purple", "Olive", "Grey")
"""The six class colours of the design, in their order."""
GAP, PLUS_GAP, PLUS = 3, 4, 28
WIDE, NUMBERED, LEAST = 52, 32, 24
"""A swatch shows marker and key cap, marker and number, or the marker alone, by its width in px."""


class Swatches(QWidget):
    """Swatches 1…k; `class_chosen` carries the class 0…k−1 to draw with."""

    class_chosen = Signal(int)
    class_add_requested = Signal()
    class_remove_requested = Signal(int)
    class_rename_requested = Signal(int, str)
    class_recolor_requested = Signal(int, int)
    class_move_requested = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._count = 2
        self._swatches = [Swatch(theme, label, self) for label in range(MOST)]
        self._plus = Plus(theme, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        for swatch in self._swatches:
            row.addWidget(swatch)
            swatch.clicked.connect(self._report)
            swatch.moved.connect(self._move)
            swatch.remove_requested.connect(self.class_remove_requested)
            swatch.rename_requested.connect(self.class_rename_requested)
            swatch.recolor_requested.connect(self.class_recolor_requested)
            swatch.move_requested.connect(self.class_move_requested)
        row.addWidget(self._plus)
        self._row = row
        self._plus.clicked.connect(self.class_add_requested)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choose(0)
        self.show_count(2)

    def show_classes(self, experiment: Experiment) -> None:
        """Show the classes of an experiment, each with its name and colour."""
        naming = experiment.naming
        for label, swatch in enumerate(self._swatches):
            swatch.show_look(naming.class_name(label), naming.look(label).name, experiment.class_color(label))
        self.show_count(max(experiment.network.classes, experiment.points.classes))

    def show_count(self, count: int) -> None:
        """Show so many classes."""
        self._count = min(max(2, count), MOST)
        for label, swatch in enumerate(self._swatches):
            swatch.setVisible(label < self._count)
            swatch.show_count(self._count)
        self._plus.setVisible(self._count < MOST)
        self.choose(min(self.value(), self._count - 1))
        self._share_out()

    def choose(self, label: int) -> None:
        """Show a class as chosen, without a signal."""
        for swatch in self._swatches:
            swatch.setChecked(swatch.label == label)
            swatch.setFocusPolicy(Qt.FocusPolicy.StrongFocus if swatch.label == label else Qt.FocusPolicy.ClickFocus)

    def value(self) -> int:
        """The class chosen."""
        return next((swatch.label for swatch in self._swatches if swatch.isChecked()), 0)

    def count(self) -> int:
        """How many classes there are."""
        return self._count

    def swatch(self, label: int) -> Swatch:
        """The swatch of one class."""
        return self._swatches[label]

    def plus(self) -> IconButton:
        """The button that adds a class."""
        return self._plus

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out again."""
        super().resizeEvent(event)
        self._share_out()

    def minimumSizeHint(self) -> QSize:
        """Room for the markers alone."""
        return QSize(self._room(LEAST, 1), self._theme.px("control_height"))

    def _room(self, width: int, gap: int) -> int:
        plus = PLUS_GAP + PLUS if self._count < MOST else 0
        return self._count * width + (self._count - 1) * gap + plus

    def _share_out(self) -> None:
        gap = GAP if self._room(NUMBERED, GAP) <= self.width() else 1
        spare = self.width() - self._room(0, gap)
        width = min(WIDE, max(LEAST, spare // self._count))
        # Between the two, a key cap would touch the edge.
        width = width if width >= WIDE - 4 else min(width, NUMBERED + 4)
        for swatch in self._swatches:
            last = swatch.label == self._count - 1
            swatch.set_width(width, gap if not last else PLUS_GAP if self._count < MOST else 0)

    @Slot()
    def _report(self) -> None:
        swatch = self.sender()
        if isinstance(swatch, Swatch):
            self.choose(swatch.label)
            self.class_chosen.emit(swatch.label)

    @Slot(int)
    def _move(self, step: int) -> None:
        swatch = self._swatches[(self.value() + step) % self._count]
        swatch.setFocus(Qt.FocusReason.TabFocusReason)
        swatch.click()


class Swatch(QAbstractButton):
    """Marker and number of one class; a right click renames, recolours, moves or deletes it."""

    moved = Signal(int)
    remove_requested = Signal(int)
    rename_requested = Signal(int, str)
    recolor_requested = Signal(int, int)
    move_requested = Signal(int, int)

    def __init__(self, theme: Theme, label: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.label = label
        self._count = 2
        self._name, self._own_name, self._color = f"class {label + 1}", "", label
        self._width, self._gap = WIDE, 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_look(self._name, "", label)
        theme.changed.connect(self.restyle)

    def set_width(self, width: int, gap: int) -> None:
        """So wide, with so much free room behind it."""
        self._width, self._gap = width, gap
        self.setFixedSize(width + gap, self._theme.px("control_height"))

    def show_look(self, name: str, own_name: str, color: int) -> None:
        """What the class is called, the name it was given ("" for none), and its colour 0…5."""
        self._name, self._own_name, self._color = name, own_name, color
        self.setAccessibleName(name[:1].upper() + name[1:])
        key = self.label + 1
        self.setToolTip(f"Draw points of {name} (key {key}). Right click: rename, recolour, move or delete the class.")
        self.update()

    def show_count(self, count: int) -> None:
        """How many classes there are; two must remain."""
        self._count = count

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.setFixedHeight(self._theme.px("control_height"))
        self.update()

    def nextCheckState(self) -> None:
        """A click on the chosen class leaves it chosen."""
        self.setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right choose the neighbour, Delete deletes the class."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() == Qt.Key.Key_Delete and self._count > 2:
            self.remove_requested.emit(self.label)
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """What a right click offers."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._name_field(menu))
        colors = menu.addMenu("Colour")
        for color in range(MOST):
            action = colors.addAction(marker.icon(self._theme.palette, color), COLORS[color])
            action.setCheckable(True)
            action.setChecked(color == self._color)
            action.triggered.connect(partial(self._ask_color, color))
        for words, to in (("Move left", self.label - 1), ("Move right", self.label + 1)):
            action = menu.addAction(words)
            action.setEnabled(0 <= to < self._count)
            action.triggered.connect(partial(self._ask_move, to))
        words = f"Delete {self._name} and its points" if self._count > 2 else "Two classes must remain"
        action = menu.addAction(marker.icon(self._theme.palette, self._color), words)
        action.setEnabled(self._count > 2)
        action.triggered.connect(self._ask_removal)
        return menu

    def _name_field(self, menu: QMenu) -> QWidgetAction:
        """A field in the menu; Enter takes the name, Esc leaves it."""
        field = QLineEdit(self._own_name, menu)
        field.setMaxLength(LONGEST_NAME)
        field.setPlaceholderText(f"Name of class {self.label + 1}")
        field.setAccessibleName(f"Name of class {self.label + 1}")
        field.returnPressed.connect(self._ask_name)
        around = QWidget(menu)
        row = QHBoxLayout(around)
        row.setContentsMargins(10, 6, 10, 6)
        row.addWidget(field)
        action = QWidgetAction(menu)
        action.setDefaultWidget(around)
        return action

    @Slot()
    def _ask_name(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit):
            self.rename_requested.emit(self.label, field.text())
            menu = field.window()
            menu.close()

    def _ask_color(self, color: int, _checked: bool = False) -> None:
        self.recolor_requested.emit(self.label, color)

    def _ask_move(self, to: int, _checked: bool = False) -> None:
        self.move_requested.emit(self.label, to)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the class."""
        if self.isEnabled():
            self.menu().popup(event.globalPos())

    @Slot()
    def _ask_removal(self) -> None:
        self.remove_requested.emit(self.label)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, 0, self._width, self.height())
        self._paint_frame(painter, area)
        capped, numbered = self._width >= WIDE - 4, self._width >= NUMBERED - 2
        across = 15.5 if capped else 11.0 if numbered else area.center().x()
        if not self.isEnabled():
            painter.setOpacity(0.4)
        marker.draw(painter, self._theme.palette, self._color, QPointF(across, area.center().y()), 4.6, cased=False)
        if numbered:
            self._paint_number(painter, area, capped)

    def _paint_frame(self, painter: QPainter, area: QRectF) -> None:
        colors, chosen = self._theme.palette, self.isChecked() and self.isEnabled()
        width = self._theme.line("selection" if chosen else "control") * (0.8 if chosen else 1.0)
        painter.setPen(QPen(colors.color("ink" if chosen else "line2"), width))
        painter.setBrush(colors.color("sel" if self.underMouse() and self.isEnabled() and not chosen else "panel"))
        radius = self._theme.radius("control")
        painter.drawRoundedRect(area.adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius)

    def _paint_number(self, painter: QPainter, area: QRectF, capped: bool) -> None:
        text = str(self.label + 1)
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t2"))
        if not capped:
            painter.drawText(QRectF(17, 0, self._width - 19, area.height()), int(Qt.AlignmentFlag.AlignCenter), text)
            return
        cap = QRectF(self._width - 24.5, area.center().y() - 8.5, 17, 17)
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setPen(QPen(self._theme.palette.color("line2"), self._theme.line("control")))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 3, 3)


class Plus(IconButton):
    """The dashed button behind the swatches."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "plus", "Add a class", role="dashed", size=PLUS, parent=parent)

    @Slot()
    def restyle(self) -> None:
        """As high as the swatches."""
        super().restyle()
        self.setFixedSize(PLUS, self._theme.px("control_height"))
