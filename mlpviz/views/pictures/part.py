"""The parts of the window that can be saved as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from mlpviz.views.look.drawing import Drawing
from mlpviz.views.look.picture_file import in_pixels
from mlpviz.views.look.widget_drawing import MARGIN, drawing_of_widget
from mlpviz.views.plots.save_menu import SaveMenu

WINDOW = "window"
KNOWN = {"network": "Network", "data": "Data square", "loss": "Loss", WINDOW: "Whole window"}
"""The parts that have a name on the command line, and what they are called."""


@dataclass(frozen=True, eq=False)
class Part:
    """Something on screen that is a picture of its own."""

    name: str
    label: str
    widget: QWidget
    margin: int = 0
    """Px of ground around it."""

    @property
    def whole(self) -> bool:
        """Whether it is the whole window, with all that can be pressed."""
        return self.name == WINDOW

    def size(self) -> QSize:
        """How large it is, in px."""
        return self.widget.size() + QSize(2 * self.margin, 2 * self.margin)

    def drawing(self) -> Drawing:
        """What it shows now, as shapes and words."""
        return drawing_of_widget(self.widget, controls=self.whole, margin=self.margin)

    def image(self, scale: float = 1) -> QImage:
        """What it shows now, in pixels; the whole window at its own size is that on screen, pixel by pixel."""
        if self.whole and scale == 1 and self.widget.devicePixelRatioF() == 1:
            return self.widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        return in_pixels(self.drawing(), scale)


def known(name: str, widget: QWidget) -> Part:
    """A part by its name on the command line."""
    return Part(name, KNOWN[name], widget, MARGIN if name == "loss" else 0)


def plots_in(page: QWidget, *, but: QWidget | None = None) -> Iterator[Part]:
    """The plots that are seen on a page, from the top down; not those inside another one, and not `but`."""
    savers = [saver for saver in page.findChildren(SaveMenu) if saver.owner.isVisibleTo(page.window())]
    owners = [saver.owner for saver in savers]
    for saver in savers:
        inside = any(owner is not saver.owner and owner.isAncestorOf(saver.owner) for owner in owners)
        hidden = saver.owner.visibleRegion().isEmpty()
        if not inside and not hidden and saver.owner is not but:
            yield Part(f"plot:{saver.name}", saver.name, saver.owner, MARGIN)
