"""The picture of the landscape under the hand: pan, zoom, read the loss, and look at the network from a place."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from mlpviz.nn.arrays import Array
from mlpviz.views.landscape.plot import LandscapePlot
from mlpviz.views.landscape.shown import Shown
from mlpviz.views.look.announce import announce
from mlpviz.views.look.theme import Theme

STEPS = 40
"""An arrow key moves the crosshair by this part of the width, and with Alt the picture by ten of them."""
ZOOM = 1.25
REST = 150
"""Milliseconds after the last move of the picture until its losses are computed."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
TIP = (
    "Click to look at the network from there. Drag moves the picture, the wheel zooms, a double click shows all.\n"
    "Keys: arrows move a crosshair, Enter looks from there, Shift+Enter trains from there, Alt and arrows move the "
    "picture, + and − zoom, F shows all, Esc comes back."
)
Key, Mod = Qt.Key, Qt.KeyboardModifier


class LandscapePlane(LandscapePlot):
    """Asks for what the learner wants to see; it changes nothing by itself."""

    place_chosen = Signal(object)
    """A place (2,) to look at the network from; None: no more."""
    training_requested = Signal()
    """To train from the place that is looked at."""
    corners_chosen = Signal(object)
    """The part of the plane to be seen, as Corners; None: all that there is to see."""
    aspect_changed = Signal()
    """The picture has another shape, so there are places whose loss is not known."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(theme, parent)
        self._pressed: QPointF | None = None
        self._dragged = False
        self._looking = False
        self._own_part = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._ask)
        self._last_aspect = 0.0
        self._asked = np.zeros(2)
        """The place of the menu."""
        self.menu = QMenu(self)
        for text, tip, slot in (
            ("Look from here", "Show the network of this place on the data square; nothing is changed.",
             self._look_from_asked),
            ("Train from here", "Start a run with the weights of this place; undo brings this one back.",
             self._train_from_asked),
            ("See all", "Show all paths, or all of the plane that there is to see.", self.fit),
        ):
            action = self.menu.addAction(text)
            action.setToolTip(tip)
            action.triggered.connect(slot)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(TIP)
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def crosshair(self) -> Array | None:
        """The place of the crosshair."""
        return self._crosshair

    @property
    def looking(self) -> bool:
        """Whether the network is looked at from the crosshair."""
        return self._looking

    def show_landscape(self, shown: Shown) -> None:
        """Show a landscape; without one there is no place to look from."""
        if shown.note and self._crosshair is not None:
            self.forget_place()
        super().show_landscape(shown)

    def forget_place(self) -> None:
        """Take the crosshair away; what was asked for it is over."""
        self._crosshair, self._looking = None, False
        self.update()

    def forget_part(self) -> None:
        """The part of the plane that the learner chose means nothing any more."""
        self._own_part = False
        self._rest.stop()

    @property
    def waiting(self) -> bool:
        """Whether a part of the plane is about to be asked for."""
        return self._rest.isActive()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There may be places now whose loss is not known."""
        super().resizeEvent(event)
        if abs(self.frame.aspect - self._last_aspect) > 0.01:
            self._last_aspect = self.frame.aspect
            self._rest.start()

    @Slot()
    def _ask(self) -> None:
        if self._own_part:
            self.corners_chosen.emit(self.frame.corners)
        else:
            self.aspect_changed.emit()

    @Slot()
    def fit(self) -> None:
        """See all that there is to see."""
        self._rest.stop()
        self._own_part = False
        self.corners_chosen.emit(None)

    def _see(self, corners: tuple[Array, Array]) -> None:
        size = corners[1] - corners[0]
        if np.isfinite(corners).all() and (size > 1e-9).all() and (size < 1e9).all():
            self.frame.show(corners)
            self._own_part = True
            self._rest.start()
            self.update()

    def _zoom(self, factor: float, around: Array) -> None:
        self._see(self.frame.zoomed(factor, around))

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click or the beginning of a drag."""
        if event.button() == Qt.MouseButton.LeftButton and self._has_ground():
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the picture, or read the loss under the mouse."""
        at = event.position()
        if self._pressed is None:
            inside = self._has_ground() and self.frame.area.contains(at)
            self._hovered = self.frame.place(at) if inside else None
            self.update()
            return
        moved = at - self._pressed
        if not self._dragged and moved.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragged, self._pressed, self._hovered = True, at, None
        area = self.frame.area
        self._see(self.frame.moved(-moved.x() / area.width(), moved.y() / area.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click looks at the network from there."""
        pressed, self._pressed = self._pressed, None
        if pressed is not None and not self._dragged and self.frame.area.contains(pressed):
            self.look_from(self.frame.place(pressed))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """See all."""
        self._pressed = None
        if self._has_ground():
            self.leave_place()
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse."""
        if self._has_ground() and self.frame.area.contains(event.position()) and event.angleDelta().y():
            self._zoom(ZOOM ** (-event.angleDelta().y() / 120), self.frame.place(event.position()))
            event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing any more."""
        self._hovered = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done at the place, by mouse or by the menu key."""
        if not self._has_ground():
            return
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        self._asked = self.frame.place(QPointF(event.pos())) if by_mouse else self.here()
        self.menu.popup(event.globalPos())

    @Slot()
    def _look_from_asked(self) -> None:
        self.look_from(self._asked)

    @Slot()
    def _train_from_asked(self) -> None:
        self.look_from(self._asked)
        self.training_requested.emit()

    # keys

    def event(self, event: QEvent) -> bool:
        """Claim the keys that act here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._claims(event):
            event.accept()
            return True
        return super().event(event)

    def _claims(self, event: QKeyEvent) -> bool:
        if not self._has_ground():
            return False
        plain = event.modifiers() & ~Mod.KeypadModifier
        if event.key() in ARROWS:
            return plain in (Mod.NoModifier, Mod.AltModifier)
        if event.key() in (Key.Key_Return, Key.Key_Enter):
            return plain in (Mod.NoModifier, Mod.ShiftModifier)
        if event.key() == Key.Key_Escape:
            return self._crosshair is not None
        return event.key() in (Key.Key_Plus, Key.Key_Equal, Key.Key_Minus) or (
            event.key() == Key.Key_F and plain == Mod.NoModifier
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair or the picture, zoom, look, train."""
        if not self._claims(event):
            super().keyPressEvent(event)
        elif event.key() in ARROWS:
            self._step(*ARROWS[Qt.Key(event.key())], whole=bool(event.modifiers() & Mod.AltModifier))
        elif event.key() in (Key.Key_Return, Key.Key_Enter):
            self.look_from(self.here())
            if event.modifiers() & Mod.ShiftModifier:
                self.training_requested.emit()
        elif event.key() == Key.Key_Escape:
            self.leave_place()
        elif event.key() == Key.Key_F:
            self.fit()
        else:
            self._zoom(ZOOM if event.key() == Key.Key_Minus else 1 / ZOOM, self.here())

    def _step(self, across: int, up: int, *, whole: bool) -> None:
        if whole:
            self._see(self.frame.moved(10 * across / STEPS, 10 * up / STEPS))
            return
        low, high = self.frame.corners
        step = (high[0] - low[0]) / STEPS
        self._hovered = None
        self._crosshair = np.clip(self.here() + np.array([across, up]) * step, low, high)
        if self._looking:
            self.look_from(self._crosshair)
        announce(self, self.reading(self._crosshair))
        self.setAccessibleDescription(self.summary())
        self.update()

    def look_from(self, place: Array) -> None:
        """Look at the network from a place of the plane."""
        self._crosshair, self._looking = place, True
        self.update()
        self.place_chosen.emit(place)

    @Slot()
    def leave_place(self) -> None:
        """Come back to the network of the playhead."""
        was = self._looking
        self.forget_place()
        if was:
            self.place_chosen.emit(None)

    def here(self) -> Array:
        """The crosshair, or else the playhead, or else the middle."""
        if self._crosshair is not None:
            return self._crosshair
        if self._shown.playhead is not None and self.frame.pixel(self._shown.playhead) is not None:
            return self._shown.playhead
        low, high = self.frame.corners
        return np.asarray((low + high) / 2)

    def _has_ground(self) -> bool:
        return self._shown.relief is not None and not self._shown.note
