"""The start page: what can be opened, in the place of network and diagnostics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mlpviz.data.shapes import Shape, shapes_shown
from mlpviz.engine import number
from mlpviz.engine.examples import Example
from mlpviz.engine.session.writing import SUFFIX
from mlpviz.state.digests import Digest
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.controls.label import Elided, label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.controls.switch import Switch
from mlpviz.views.data import surface
from mlpviz.views.data.answer import reading
from mlpviz.views.graph.sketch import NetworkSketch
from mlpviz.views.look.theme import Theme
from mlpviz.views.start.card import Card, CardPicture
from mlpviz.views.start.card_grid import CardGrid

SENTENCE = "The playground beside this page is alive. Draw, or press Train, and the page closes."
RECENT_LEAST, PRESET_LEAST, EXAMPLE_LEAST = 200, 200, 320
EDGE = 24
MOST_RECENT = 8
"""So many files have a card; *File* has the others."""


@dataclass(frozen=True)
class _SessionCard:
    """The parts of a card that a Digest fills."""

    card: Card
    picture: CardPicture
    words: Elided
    score: Elided


class StartPage(QFrame):
    """Asks for what a card opens; who answers closes it."""

    file_requested = Signal(object)
    """A Path."""
    preset_requested = Signal(str)
    example_requested = Signal(str)
    command_requested = Signal(str)
    """The name of a command: "find", "open"."""
    show_at_start_chosen = Signal(bool)
    close_requested = Signal()

    def __init__(self, theme: Theme, examples: Mapping[str, Example], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setAutoFillBackground(True)
        self.setAccessibleName("Start")
        self.find_button = Button(
            theme, "Find anything", icon="search", tip="Find a command, preset, example or value (Ctrl+K)")
        self.open_button = Button(theme, "Open…", tip="Open a file (Ctrl+O)")
        self.close_button = IconButton(theme, "close", "Close the start page (Esc)", role="ghost", size=28)
        self.at_start = Switch(theme, "Show at start", text_first=True)
        self.at_start.setToolTip("Whether this page is there when the program starts; Ctrl+N shows it at any time")
        self.recent = CardGrid(theme, "Recent", RECENT_LEAST)
        self.presets = CardGrid(theme, "Presets", PRESET_LEAST)
        self.values = CardGrid(theme, "Presets with values", PRESET_LEAST)
        self.examples = CardGrid(
            theme, "Worked examples", EXAMPLE_LEAST, "open in the step-through, compared with the printed digits")
        self._counts: dict[str, Elided] = {}
        self._sessions: dict[Path, _SessionCard] = {}
        self._digests: dict[Path, Digest] = {}
        self.presets.show_cards([self._preset_card(shape) for shape in shapes_shown(values=False)])
        self.values.show_cards([self._preset_card(shape) for shape in shapes_shown(values=True)])
        self.examples.show_cards([self._example_card(one) for one in examples.values()])
        self._place()
        self.find_button.clicked.connect(partial(self._ask, "find"))
        self.open_button.clicked.connect(partial(self._ask, "open"))
        self.close_button.clicked.connect(self.close_requested)
        self.at_start.toggled.connect(self.show_at_start_chosen)
        theme.changed.connect(self._color_again)
        self.show_recent([])

    def _place(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, 12, 12, 12)
        head.setSpacing(12)
        sentence = label(SENTENCE, "label", self)
        sentence.setWordWrap(True)
        head.addWidget(label("Start", "heading", self))
        head.addStretch(1)
        for part in (self.find_button, self.open_button, self.close_button):
            head.addWidget(part)
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(EDGE, 12, EDGE, 16)
        column.setSpacing(16)
        column.addWidget(sentence)
        for grid in self.grids():
            column.addWidget(grid)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.at_start)
        column.addLayout(foot)
        column.addStretch(1)
        self.area: QScrollArea = scrolling(inside)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(head)
        page.addWidget(rule(self))
        page.addWidget(self.area, 1)
        for card in self.cards():
            card.installEventFilter(self)

    def grids(self) -> tuple[CardGrid, ...]:
        """From top to bottom."""
        return self.recent, self.presets, self.values, self.examples

    def cards(self) -> list[Card]:
        """Every card, from top to bottom."""
        return [card for grid in self.grids() for card in grid.cards()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A card that gets the keys is scrolled into view."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.area.ensureWidgetVisible(watched, 0, 24)
        return False

    def take_keys(self) -> None:
        """Give the keys to the first card."""
        self.cards()[0].setFocus(Qt.FocusReason.TabFocusReason)

    # what is shown

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Show a card for each of the files used last; without any the section is absent."""
        self._sessions.clear()
        cards = [self._file_card(path) for path in paths[:MOST_RECENT]]
        self.recent.show_cards(cards)
        self.recent.setVisible(bool(cards))
        for card in cards:
            card.installEventFilter(self)

    @Slot(object)
    def show_digest(self, digest: Digest) -> None:
        """Write on the card of a session what it holds, and show what its network answers."""
        self._digests[digest.path] = digest
        shown = self._sessions.get(digest.path)
        if shown is None:
            return
        shown.words.setText(digest.words)
        if digest.score:
            shown.score.setText(digest.score)
        shown.card.setAccessibleDescription(f"{digest.words}, {digest.score}".rstrip(", "))
        if digest.answers is not None and digest.experiment is not None:
            answers, read = digest.answers, reading(digest.experiment)
            shown.picture.show_image(surface.picture(answers, read, self._theme.palette))

    @Slot()
    def _color_again(self) -> None:
        for digest in list(self._digests.values()):
            self.show_digest(digest)

    def show_keys(self, keys: Mapping[str, str]) -> None:
        """Write on the card of each preset, by its name, which key draws it now; it depends on the kind of points."""
        for grid, values in ((self.presets, False), (self.values, True)):
            for card, shape in zip(grid.cards(), shapes_shown(values=values), strict=True):
                key = QKeySequence(keys.get(shape.name, ""))
                card.show_key(key.toString(QKeySequence.SequenceFormat.NativeText))

    def show_counts(self, counts: Iterable[tuple[str, int]]) -> None:
        """Write how many operations some examples have."""
        for title, count in counts:
            self._counts[title].setText(f"{number.count(count)} operations")

    def show_at_start(self, shown: bool) -> None:
        """Show whether the page comes at a start, without a signal."""
        blocked = self.at_start.blockSignals(True)
        self.at_start.setChecked(shown)
        self.at_start.blockSignals(blocked)

    # cards

    def _file_card(self, path: Path) -> Card:
        session = path.suffix.casefold() == SUFFIX
        picture = CardPicture(self._theme, icon="playground" if session else "point")
        card = Card(self._theme, picture, path.stem)
        if session:
            words, score = Elided("Session", "label", card), Elided(str(path.parent), "caption", card)
            self._sessions[path] = _SessionCard(card, picture, words, score)
            card.add(words)
            card.add(score)
        else:
            card.tell(f"Points, {path.suffix.removeprefix('.').upper() or 'a file'}")
            card.tell(str(path.parent), "caption", wrapped=False)
        card.finish()
        card.setToolTip(str(path))
        card.clicked.connect(partial(self._ask_file, path))
        return card

    def _preset_card(self, shape: Shape) -> Card:
        card = Card(self._theme, CardPicture(self._theme, preset=shape.name), shape.label)
        card.tell(shape.about)
        card.finish()
        card.clicked.connect(partial(self._ask_preset, shape.name))
        return card

    def _example_card(self, example: Example) -> Card:
        card = Card(self._theme, NetworkSketch(self._theme, example.experiment.network.widths), example.title)
        card.tell(example.teaches)
        card.tell(example.source, "caption", wrapped=False)
        count = Elided("", "caption", card)
        card.add(count)
        self._counts[example.title] = count
        card.finish()
        card.setToolTip(example.source)
        card.clicked.connect(partial(self._ask_example, example.title))
        return card

    # what is asked for

    def _ask(self, name: str, _checked: bool = False) -> None:
        self.command_requested.emit(name)

    def _ask_file(self, path: Path, _checked: bool = False) -> None:
        self.file_requested.emit(path)

    def _ask_preset(self, name: str, _checked: bool = False) -> None:
        self.preset_requested.emit(name)

    @Slot(str)
    def _ask_example(self, title: str, _checked: bool = False) -> None:
        self.example_requested.emit(title)
