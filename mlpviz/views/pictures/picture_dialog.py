"""Asks what of the window is to be saved as a picture, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QWidget

from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.picture_file import KINDS, SCALES
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.form import arrange, part_choice, theme_choice
from mlpviz.views.pictures.part import Part

KIND_TIPS = (
    "Pixels; every program shows it.",
    "Lines and words, sharp at any size; for web pages and drawing programs.",
    "Lines and words, sharp at any size; for papers and printers.",
)


@dataclass
class _Wish:
    """What was chosen last, to begin with the next time."""

    part: str = "window"
    kind: str = "png"
    scale: str = "2"
    theme: str = ""


_last = _Wish()


class PictureDialog(QDialog):
    """Accepted once it is known what to save: `part`, `kind`, `scale` and `theme_name` then say it."""

    def __init__(self, theme: Theme, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = {part.name: part for part in parts}
        self.parts_box = part_choice(parts, self)
        self.kinds = Segmented(theme, [(kind, kind.upper()) for kind in KINDS], self, tips=KIND_TIPS)
        self.scales = Segmented(theme, [(str(scale), f"{scale}×") for scale in SCALES], self)
        self.themes = theme_choice(theme, self)
        self._size = label("", "caption", self)
        self._save = Button(theme, "Save…", "primary", parent=self)
        self._cancel = Button(theme, "Cancel", parent=self)
        self._place()
        self._begin()
        self.parts_box.currentIndexChanged.connect(self._tell)
        self.kinds.chosen.connect(self._tell)
        self.scales.chosen.connect(self._tell)
        self._save.clicked.connect(self.accept)
        self._cancel.clicked.connect(self.reject)
        self._save.setDefault(True)
        self._cancel.setAutoDefault(False)
        self.setWindowTitle("Save picture")

    def _place(self) -> None:
        self.kinds.setAccessibleName("Format")
        self.scales.setAccessibleName("Pixels for each px")
        form = QFormLayout()
        form.addRow("What", self.parts_box)
        form.addRow("Format", self.kinds)
        form.addRow("Sharpness", self.scales)
        form.addRow("Theme", self.themes)
        arrange(self, form, [self._size], self._cancel, self._save)

    def _begin(self) -> None:
        """With what was chosen last, as far as it is there."""
        at = self.parts_box.findData(_last.part)
        self.parts_box.setCurrentIndex(max(at, 0))
        self.kinds.choose(_last.kind)
        self.scales.choose(_last.scale)
        self.themes.choose(_last.theme)
        self._tell()

    @property
    def part(self) -> Part:
        """What to save."""
        return self._parts[str(self.parts_box.currentData())]

    @property
    def kind(self) -> str:
        """The format: "png", "svg" or "pdf"."""
        return self.kinds.value()

    @property
    def scale(self) -> int:
        """Pixels for each px; of use for PNG alone."""
        return int(self.scales.value())

    @property
    def theme_name(self) -> str:
        """The theme of the picture; "" for that of the window."""
        return self.themes.value()

    @property
    def size_text(self) -> str:
        """How large the picture will be, in words."""
        return self._size.text()

    @Slot()
    def _tell(self) -> None:
        size, pixels = self.part.size(), self.kind == "png"
        for scale in SCALES:
            self.scales.button(str(scale)).setEnabled(pixels)
        if pixels:
            self._size.setText(f"{size.width() * self.scale} × {size.height() * self.scale} pixels")
        else:
            self._size.setText(f"{size.width()} × {size.height()} px, sharp at any size")

    def done(self, result: int) -> None:
        """Remember what was chosen."""
        if result:
            _last.part, _last.kind = self.part.name, self.kind
            _last.scale, _last.theme = self.scales.value(), self.theme_name
        super().done(result)
