"""The middle of the step dock: the question in words, the equation in symbols and numbers, and what it will lead to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QPixmap, QRegion, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.state.commands import commands
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.arithmetic import Arithmetic
from mlpviz.views.walk.dock.equation_rows import TermRows
from mlpviz.views.walk.dock.preview import Preview
from mlpviz.views.walk.sentences import ProseLabel, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.explanation import Explanation, Mark, Tick

REHEARSAL = "This update is a rehearsal until you keep it."


PRINTED = "The published source prints these digits for this number, and they agree."
RECOMPUTED = "The source does not print this number; another program computed these digits, and they agree."
COPY = "copy_operation"
"""The family of commands that the menu offers."""
MARGIN, SHARPNESS = 12, 3
"""Px around a copied picture, and its pixels for each pixel on screen."""
PLACE_SHARE = 0.62
"""The share of the width that the words at the right of the heading may have."""
LARGE = 1.5
"""From letters of this size on, what is said elsewhere too leaves its room to the equation."""
SPARE = 3
"""More lines of arithmetic than this leave no room for captions."""


class WalkEquation(QScrollArea):
    """Shows one `Explanation`. `hovered` carries the Mark under the pointer, or None."""

    hovered = Signal(object)
    chain_requested = Signal()
    answered = Signal(str)
    """The sign or the value of a hidden result, as it was typed."""
    show_requested = Signal()
    """The hidden result, without a prediction."""
    copy_requested = Signal(str)
    """How the operation is to be copied: "text", "latex" or "picture"."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._low = self._narrow = self._crowded = False
        self._notes: tuple[str, ...] = ("",)
        self._counted = self._slip = ""
        self._fitted = QSize()
        """The size that everything was fitted into last."""
        self._words_alone = self._previews = self._updating = self._rehearsed = False
        self._told: Explanation | None = None
        self._at, self._at_of, self._step, self._insisted = -1, "", "operation", ""
        self._waiting: list[tuple[str, float]] = []
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._typeset_one)
        self._heading = ProseLabel(theme, typesetter, "s", "t2", parent=self)
        self._place = label("", "label")
        self._chain = Button(theme, "Whole chain", "chip", tip="Every path from the loss to this weight (C)")
        self._chain.hide()
        self._chained = False
        self._chain.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._chain.clicked.connect(self.chain_requested)
        self._show = Button(theme, "Show it", "chip", tip="Show the result without a prediction (A)")
        self._show.hide()
        self._show.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._show.clicked.connect(self.show_requested)
        self._question = ProseLabel(theme, typesetter, "value", "t1", weight=600, parent=self)
        self._ask = ProseLabel(theme, typesetter, "s", "t1", parent=self)
        self._terms = TermRows(theme, typesetter, self)
        self._arithmetic = Arithmetic(theme, typesetter, self)
        self._preview = Preview(theme, typesetter, self)
        self._note = ProseLabel(theme, typesetter, "s", "t2", parent=self)
        self._sideways = _sideways(self._terms, self._arithmetic)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Equation")
        self._terms.hovered.connect(self.hovered)
        self._terms.answered.connect(self.answered)
        self._build()
        theme.changed.connect(self._fit)  # after the parts, which measure their text anew

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(24, 13, 24, 8)
        self._column.setSpacing(0)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._heading, 1)
        self._place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        top.addWidget(self._place, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(top)
        self._column.addSpacing(3)
        asked = QHBoxLayout()
        asked.setSpacing(12)
        asked.addWidget(self._question, 1)
        asked.addWidget(self._chain, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(asked)
        self._column.addSpacing(2)
        ask = QHBoxLayout()
        ask.setSpacing(12)
        ask.addWidget(self._ask, 1)
        ask.addWidget(self._show, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(ask)
        self._column.addSpacing(6)
        self._column.addStretch(1)
        self._column.addWidget(self._sideways)
        self._column.addStretch(5)
        self._column.addWidget(self._preview)
        self._column.addWidget(self._note)
        self.setWidget(inside)

    def show_told(
        self, told: Explanation, index: int, count: int, *, updating: bool, step: str = "operation",
        rehearsed: bool = False,
    ) -> None:  # fmt: skip
        """Show step `index` of `count`, called so.

        One that is `updating` has a weight for its result; it, or one that is `rehearsed`, says that nothing is kept.
        """
        self._heading.show_text(told.heading)
        self._step, self._at_of = step, f"{number.count(index + 1)} of {number.count(count)}"
        tick = told.tick
        self._place.setToolTip(_about(tick) if tick is not None and tick.words else "")
        self._question.show_text(told.question)
        self._show.setVisible(told.hidden)
        self._updating, self._rehearsed = updating, updating or rehearsed
        if index != self._at:
            self._terms.field.clear()
        self._told, self._at, self._insisted = told, index, ""
        self._show_terms()
        self._arithmetic.show_lines(told.arithmetic)
        self._preview.show_terms(told.preview)
        self._previews = bool(told.preview)
        self._set_margins()
        self._slip = told.tick.slip if told.tick is not None else ""
        self._choose_notes()
        self.setAccessibleDescription(f"{spoken(told.verdict)} {told.sentence}".strip())
        self.verticalScrollBar().setValue(0)
        self._sideways.horizontalScrollBar().setValue(0)
        self._fit()

    def _show_place(self) -> None:
        """How many predictions were right, what the source prints, and the number of the step, as long as they fit."""
        if self._told is None:
            return
        printed = self._told.tick.words if self._told.tick is not None else ""
        mark = printed.rpartition(" ")[0]  # without its digits
        forms = ((self._counted, printed, f"{self._step} {self._at_of}"), (self._counted, mark, self._at_of),
                 (self._counted, self._at_of), (self._at_of,))
        texts = ["  ·  ".join(filter(None, form)) for form in forms]
        room, metrics = PLACE_SHARE * self.width(), self._place.fontMetrics()
        self._place.setText(next((text for text in texts if metrics.horizontalAdvance(text) <= room), texts[-1]))

    def offer_chain(self, offered: bool) -> None:
        """Offer the whole chain, where the operation is the gradient of one weight or bias."""
        self._chained = offered
        self._fit()

    def show_numbers(self, shown: bool) -> None:
        """Show the equation in symbols and numbers, or the words alone."""
        self._words_alone = not shown
        if self._told is not None:
            self._show_terms()
        self._choose_notes()
        self._fit()

    def show_count(self, counted: str) -> None:
        """Say how many predictions were right, from the next operation shown on."""
        self._counted = counted

    def insist(self, what: str) -> None:
        """Say what to do about an open question, in place of the usual words."""
        self._insisted = what
        self._choose_notes()
        self._fit()

    def _show_terms(self) -> None:
        """The equation; of one in words only that a result is to be predicted."""
        assert self._told is not None
        told = self._told
        spared = 2 if len(told.arithmetic) > SPARE else 1 if told.arithmetic else 0
        self._crowded = spared > 1
        terms = told.terms[:1] if self._words_alone and told.hidden else told.terms
        self._terms.show_terms(terms, told.backward and not self._updating, spared=spared)

    def _choose_notes(self) -> None:
        """What is said, longest first: beside a preview or many lines there is room for what must be said alone."""
        told = self._told
        if told is None:
            return
        self._sideways.setVisible(not self._words_alone or told.hidden)
        self._arithmetic.setVisible(not self._words_alone and bool(told.arithmetic))
        self._preview.setVisible(self._previews and not self._words_alone)
        asked = (self._insisted or told.sentence) if told.hidden else told.verdict
        self._ask.show_text(asked)
        self._ask.setVisible(bool(asked))
        if told.hidden:
            self._notes = ("",)
            return
        said = told.sentence if self._words_alone or not (self._previews or self._crowded) else self._slip
        end = REHEARSAL if self._rehearsed else ""
        self._notes = tuple(dict.fromkeys(f"{text} {end}".strip() for text in (said, self._slip, "")))

    def show_hovered(self, mark: Mark | None) -> None:
        """Light the operands of something on the graph."""
        self._terms.show_hovered(mark)

    def prepare(self, told: Explanation, labels: Iterable[str] = ()) -> None:
        """Typeset an operation that is likely to be shown next, a formula at a time while nothing else happens.

        `labels` are what else shows it.
        """
        found = [*self._question.prepare(told.question), *self._terms.prepare(told.terms)]
        found += self._arithmetic.prepare(told.arithmetic) + self._preview.prepare(told.preview)
        self._waiting = [*found, *((latex, 1.0) for latex in labels)]
        self._idle.start()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._terms.set_digits(digits)
        self._arithmetic.set_digits(digits)
        self._preview.set_digits(digits)
        self._fit()

    def set_low(self, low: bool) -> None:
        """Spare room where the window is low."""
        self._terms.set_low(low)
        self._low = low
        self._set_margins()
        self._fit()

    def set_narrow(self, narrow: bool) -> None:
        """Spare room at the sides where the window is narrow."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._set_margins()
            self._fit()

    def _set_margins(self) -> None:
        side = 16 if self._narrow else 24
        top, bottom = (6, 4) if self._low else (9, 3) if self._crowded else (13, 6)
        self._column.setContentsMargins(side, top, side, bottom)

    def picture(self) -> QPixmap:
        """The equation with its numbers and captions, several times as sharp as on screen."""
        inside = self._sideways.widget()
        assert inside is not None
        shown, room = QRect(QPoint(0, 0), inside.sizeHint()), QMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        drawn = QPixmap(shown.marginsAdded(room).size() * SHARPNESS)
        drawn.setDevicePixelRatio(SHARPNESS)
        drawn.fill(self._theme.palette.color("panel"))
        inside.render(drawn, QPoint(MARGIN, MARGIN), QRegion(shown))
        return drawn

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the operation."""
        self.popup(event.globalPos())

    def popup(self, place: QPoint | None = None) -> QMenu:
        """Open the menu of the operation at a place on the screen, or over the equation."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rows = {row.name: row for row in commands()}
        for name, row in rows.items():
            family, _, kind = name.partition(":")
            if family == COPY:
                keys = row.keys or rows["copy"].keys  # Ctrl+C copies as text
                menu.addAction(row.text, QKeySequence(keys[0]), partial(self.copy_requested.emit, kind))
        menu.popup(self.mapToGlobal(self.rect().center()) if place is None else place)
        return menu

    def terms(self) -> TermRows:
        """The rows of symbols and numbers."""
        return self._terms

    def question(self) -> str:
        """The question now asked, with its LaTeX."""
        return self._question.text()

    def spoken(self) -> str:
        """The question, the equation, and how it is worked out, in plain text."""
        parts = (spoken(self._question.text()), self._terms.sentence(), self._arithmetic.accessibleDescription())
        return ". ".join(filter(None, parts)).replace("?.", "?")

    def note(self) -> str:
        """The sentence under the equation, "" if there is none."""
        return self._note.text()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into another size. A scroll bar that comes or goes resizes what is inside, and that changes nothing."""
        super().resizeEvent(event)
        if self.contentsRect().size() != self._fitted:
            self._fit()

    @Slot()
    def _typeset_one(self) -> None:
        if not self._waiting:
            self._idle.stop()
            return
        self._typesetter.prepare(*self._waiting.pop(0))

    @Slot()
    def _fit(self) -> None:
        """Fit everything in, beside a scroll bar if need be.

        What is decided depends on the size of this widget alone and never on the scroll bar that follows from it: each
        could else undo the other without end.
        """
        room = self.contentsRect()
        self._fitted = room.size()
        told = self._told
        self._show_place()
        for part in (self._heading, self._place):
            part.show()
        fits = self._lay_out(room.width(), room.height())
        large = self._theme.text_scale >= LARGE
        self._chain.setVisible(self._chained)
        if not fits and told is not None and (told.hidden or told.verdict or large):
            for part in (self._heading, self._place):
                part.hide()  # what is asked and answered needs the room more; the list of steps says the same
            self._chain.setVisible(self._chained and not large)  # the key does the same
            fits = self._lay_out(room.width(), room.height())
        if not fits:
            self._lay_out(room.width() - self.verticalScrollBar().sizeHint().width(), room.height())
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        if policy != self.verticalScrollBarPolicy():
            self.setVerticalScrollBarPolicy(policy)
        if not fits and told is not None and told.hidden and not self._insisted:
            self.ensureWidgetVisible(self._terms.field, 0, 4)

    def _lay_out(self, width: int, height: int) -> bool:
        """Use so much width; returns whether the height is enough, at least for what must be said."""
        margins = self._column.contentsMargins()
        room = width - margins.left() - margins.right()
        self._terms.set_room(room)
        self._arithmetic.set_room(room)
        inside = self._sideways.widget()
        assert inside is not None
        layout = inside.layout()
        assert layout is not None
        layout.activate()
        hint = inside.sizeHint()
        bar = self._sideways.horizontalScrollBar().sizeHint().height() if hint.width() > room else 0
        self._sideways.setFixedHeight(hint.height() + bar)
        for text in self._notes:
            self._note.show_text(text)
            self._note.setVisible(bool(text))
            if self._column.totalHeightForWidth(width) <= height:
                return True
        return False


def _about(tick: Tick) -> str:
    """What the mark beside a number means."""
    return tick.slip or (PRINTED if tick.by_source else RECOMPUTED)


def _sideways(*stacked: QWidget) -> QScrollArea:
    """An area that scrolls sideways alone and is as high as what it holds."""
    inside = QWidget()
    inside.setProperty("scrolled", True)
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for widget in stacked:
        column.addWidget(widget)
    return scrolling(inside, along=Qt.Orientation.Horizontal)
