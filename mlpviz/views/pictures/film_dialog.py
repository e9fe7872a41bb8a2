"""Asks which epochs are to be filmed, and how; then shows how far the film is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QProgressBar, QWidget

from mlpviz.engine import number
from mlpviz.engine.film.plan import LONGEST, MOST_A_SECOND, FilmPlan
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label, set_property
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.controls.spin import SpinBox
from mlpviz.views.controls.switch import Switch
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.form import arrange, part_choice, theme_choice
from mlpviz.views.pictures.part import Part

SCALES = (("0.5", "½×"), ("1", "1×"), ("2", "2×"))


@dataclass(frozen=True)
class FilmKind:
    """One format, as it is offered."""

    ending: str
    label: str
    about: str
    missing: str = ""
    """What is missing to write it, in a sentence; it cannot be chosen then."""
    fastest: int = MOST_A_SECOND
    """Most frames a second."""


@dataclass
class _Wish:
    """What was chosen last, to begin with the next time."""

    part: str = "window"
    ending: str = ".gif"
    seconds: int = 10
    per_second: int = 20
    scale: str = "1"
    theme: str = ""
    loop: bool = True


_last = _Wish()


class FilmDialog(QDialog):
    """First asks, then stays open beside the window until the film is done; to close it gives the film up."""

    film_requested = Signal()
    """All is chosen."""
    cancelled = Signal()
    """The film under way is not wanted any more."""

    def __init__(
        self, theme: Theme, parts: Sequence[Part], kinds: Sequence[FilmKind], epochs: tuple[int, int],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """`epochs` are the first and the last that there are."""
        super().__init__(parent)
        self._parts, self._kinds = {part.name: part for part in parts}, {kind.ending: kind for kind in kinds}
        self.filming = False
        self.parts_box = part_choice(parts, self)
        self.first, self.last = SpinBox(*epochs, epochs[0], self), SpinBox(*epochs, epochs[1], self)
        self.seconds = SpinBox(1, int(LONGEST), _last.seconds, self)
        self.per_second = SpinBox(1, MOST_A_SECOND, _last.per_second, self)
        self.scales = Segmented(theme, SCALES, self)
        self.themes = theme_choice(theme, self)
        self.kinds = Segmented(theme, [(kind.ending, kind.label) for kind in kinds], self)
        self.loop = Switch(theme, "Begin again at the end", parent=self)
        self._note = label("", "caption", self)
        self._note.setWordWrap(True)
        self._bar = QProgressBar(self)
        self._bar.setAccessibleName("Frames that are drawn")
        self._bar.setTextVisible(False)
        self._save = Button(theme, "Save…", "primary", parent=self)
        self._cancel = Button(theme, "Cancel", parent=self)
        self._place()
        self._begin()
        self._connect()
        self.setWindowTitle("Save film")
        self.setModal(False)

    def _place(self) -> None:
        for box, name in (
            (self.first, "First epoch"), (self.last, "Last epoch"), (self.seconds, "Seconds"),
            (self.per_second, "Frames a second"), (self.scales, "Pixels for each px"), (self.kinds, "Format"),
        ):  # fmt: skip
            box.setAccessibleName(name)
        form = QFormLayout()
        form.addRow("What", self.parts_box)
        form.addRow("Epochs", _beside(self.first, label("to", "label"), self.last))
        form.addRow("Seconds", _beside(self.seconds))
        form.addRow("Frames a second", _beside(self.per_second))
        form.addRow("Size", self.scales)
        form.addRow("Theme", self.themes)
        form.addRow("Format", self.kinds)
        form.addRow("", self.loop)
        arrange(self, form, [self._note, self._bar], self._cancel, self._save)

    def _begin(self) -> None:
        """With what was chosen last, as far as it is there."""
        self.parts_box.setCurrentIndex(max(0, self.parts_box.findData(_last.part)))
        for ending, kind in self._kinds.items():
            button = self.kinds.button(ending)
            button.setToolTip(kind.missing or kind.about)
            button.setEnabled(not kind.missing)
        usable = [ending for ending, kind in self._kinds.items() if not kind.missing]
        self.kinds.choose(_last.ending if _last.ending in usable else usable[0])
        self.scales.choose(_last.scale)
        self.themes.choose(_last.theme)
        self.loop.setChecked(_last.loop)
        self._bar.hide()
        self._tell()

    def _connect(self) -> None:
        self.parts_box.currentIndexChanged.connect(self._tell)
        for box in (self.first, self.last, self.seconds, self.per_second):
            box.valueChanged.connect(self._tell)
        for choice in (self.scales, self.kinds):
            choice.chosen.connect(self._tell)
        self._save.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.reject)
        self._save.setDefault(True)
        self._cancel.setAutoDefault(False)

    # what was chosen

    @property
    def part(self) -> str:
        """The part of the window, by name."""
        return str(self.parts_box.currentData())

    @property
    def kind(self) -> FilmKind:
        """The format."""
        return self._kinds[self.kinds.value()]

    @property
    def scale(self) -> float:
        """Pixels for each px."""
        return float(self.scales.value())

    @property
    def theme_name(self) -> str:
        """The theme of the film; "" for that of the window."""
        return self.themes.value()

    def plan(self) -> FilmPlan:
        """Which epochs are shown, and for how long; ValueError says in one sentence what is wrong."""
        if self.per_second.value() > self.kind.fastest:
            raise ValueError(f"{self.kind.label} shows at most {self.kind.fastest} frames a second.")
        return FilmPlan(
            self.first.value(), self.last.value(), float(self.seconds.value()), self.per_second.value(),
            self.loop.isChecked(),
        )  # fmt: skip

    @property
    def note(self) -> str:
        """What is said below the choices."""
        return self._note.text()

    @Slot()
    def _tell(self) -> None:
        """Say how large the film will be, or why it cannot be."""
        self.loop.setEnabled(self.kind.ending != ".mp4")  # there its player decides
        try:
            plan = self.plan()
        except ValueError as why:
            self._say(f"{str(why)[:1].upper()}{str(why)[1:]}", bad=True)
            self._save.setEnabled(False)
            return
        size = self._parts[self.part].size() * self.scale
        pictures = number.counted(len(plan.frames), "picture")
        missing = [kind.missing for kind in self._kinds.values() if kind.missing]
        words = f"{pictures} of {size.width()} × {size.height()} pixels. {self.kind.about}"
        self._say("\n".join([words, *missing]))
        self._save.setEnabled(True)

    def _say(self, words: str, *, bad: bool = False) -> None:
        self._note.setText(words)
        set_property(self._note, "tone", "bad" if bad else "")

    # the film under way

    @Slot()
    def _ask(self) -> None:
        self.film_requested.emit()

    def show_filming(self) -> None:
        """From now on show how far the film is; nothing can be chosen any more."""
        self.filming = True
        _last.part, _last.ending, _last.scale = self.part, self.kind.ending, self.scales.value()
        _last.seconds, _last.per_second = self.seconds.value(), self.per_second.value()
        _last.theme, _last.loop = self.theme_name, self.loop.isChecked()
        self._enable(False)
        self._bar.setRange(0, 0)
        self._bar.show()
        self._say("The film is being drawn. You can go on working.")

    def show_progress(self, done: int, total: int) -> None:
        """So many frames are drawn, of so many."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._say(f"{number.count(done)} of {number.counted(total, 'frame')} drawn. You can go on working.")

    def show_failure(self, why: str) -> None:
        """Say why there is no film, and let it be tried again."""
        self.filming = False
        self._enable(True)
        self._bar.hide()
        self._say(why, bad=True)

    def close_done(self) -> None:
        """The film is written."""
        self.filming = False
        self.accept()

    def _enable(self, enabled: bool) -> None:
        for choice in (
            self.parts_box, self.first, self.last, self.seconds, self.per_second, self.scales, self.themes, self.kinds,
            self.loop, self._save,
        ):  # fmt: skip
            choice.setEnabled(enabled)

    def done(self, result: int) -> None:
        """To close it gives the film up."""
        if self.filming:
            self.filming = False
            self.cancelled.emit()
        super().done(result)


def _beside(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    row.addStretch()
    return row
