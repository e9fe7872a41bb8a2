"""The window: places the views and fills the menus; it decides nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from mlpviz.engine.examples import EXAMPLES
from mlpviz.state.commands import COMMANDS, Command, by_bare_key
from mlpviz.views.controls import set_property
from mlpviz.views.keys_dialog import shown_keys
from mlpviz.views.look.icons import icon
from mlpviz.views.look.theme import Theme
from mlpviz.views.notice import Notice
from mlpviz.views.playground import FOLDED_BELOW, Playground
from mlpviz.views.rail import Rail
from mlpviz.views.toolbar import Toolbar

_KEYBOARD = Qt.KeyboardModifier


class Window(QMainWindow):
    """Menu bar, toolbar, rail, and the workspace beside it."""

    commanded = Signal(str, bool)
    """The name of a command, and whether it is now checked."""
    erase_held = Signal(bool)
    """The erase key went down or up."""
    close_requested = Signal()
    """The learner wants to close; whoever allows it calls `let_close` at once."""

    def __init__(self, theme: Theme) -> None:
        """Build everything; nothing is connected yet."""
        super().__init__()
        self._may_close = False
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self.setWindowTitle("mlpviz")
        self.setAnimated(False)  # there is no dock to move, and each new layout would begin an animation
        self.setWindowIcon(icon("mlpviz", theme, 32))
        self.setMinimumSize(800, 560)
        self.resize(1440, 900)
        self.toolbar = Toolbar(theme)
        self.rail = Rail(theme, [("playground", "Playground", "playground")])
        self.notice = Notice(theme)
        self.playground = Playground(theme)
        self._title = QLabel()
        set_property(self._title, "role", "secondary")
        self._title.setContentsMargins(0, 4, 16, 4)
        self._fill_menus()
        self._place()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocus()  # at first no control has the keys

    def _place(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.playground, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(right, 1)
        central = QWidget()
        page = QVBoxLayout(central)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.toolbar)
        page.addLayout(row, 1)
        self.setCentralWidget(central)
        self.menuBar().setCornerWidget(self._title)

    # menus

    def _fill_menus(self) -> None:
        menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            if command.menu:
                self._menu(menus, command.menu).addAction(self._action(command))
            if command.name == "new":
                examples = self._menu(menus, "File ▸ Open example")
                for name in EXAMPLES:
                    self._actions[f"example:{name}"] = examples.addAction(name)
                    self._actions[f"example:{name}"].triggered.connect(partial(self._command, f"example:{name}"))

    def _menu(self, menus: dict[str, QMenu], path: str) -> QMenu:
        if path not in menus:
            parent, _, title = path.rpartition(" ▸ ")
            menus[path] = self._menu(menus, parent).addMenu(title) if parent else self.menuBar().addMenu(f"&{title}")
        return menus[path]

    def _action(self, command: Command) -> QAction:
        action = QAction(command.text, self)
        if command.bare:
            action.setText(f"{command.text}\t{shown_keys(command)}")
        else:
            action.setShortcuts([QKeySequence(key) for key in command.keys])
        if command.checkable:
            action.setCheckable(True)
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(self))
            group.addAction(action)
        action.triggered.connect(partial(self._report, command.name))
        self._actions[command.name] = action
        return action

    def _report(self, name: str) -> None:
        # Qt does not hand the new state to a partial.
        self._command(name, self._actions[name].isChecked())

    def _command(self, name: str, checked: bool = False) -> None:
        self.commanded.emit(name, checked)

    def action(self, name: str) -> QAction:
        """The menu entry of a command."""
        return self._actions[name]

    # showing

    def show_title(self, title: str, edited: bool) -> None:
        """Name what is open, in the title bar and at the end of the menu bar."""
        words = f"{title} — edited" if edited else title
        self._title.setText(words)
        self.menuBar().setCornerWidget(self._title)
        self.setWindowTitle(f"{words} — mlpviz")

    def show_undo(self, undo: str, redo: str) -> None:
        """Say what Undo and Redo would do; "" if nothing."""
        for name, word, text in (("undo", "Undo", undo), ("redo", "Redo", redo)):
            self._actions[name].setText(f"{word} {text[:1].lower()}{text[1:]}" if text else word)
            self._actions[name].setEnabled(bool(text))

    def show_stepping(self, stepping: bool) -> None:
        """Open or close the step-through page."""
        self.playground.show_stepping(stepping)
        self.toolbar.show_walking(stepping)
        self._actions["walk"].setChecked(stepping)
        if not stepping:
            self.setFocus()  # and not the first control of the page, which would then take the keys

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a bare key that nothing with the focus wanted; while stepping, those of the dock come first."""
        walk = self.playground.walk
        if walk is not None and self.playground.stepping and self.hasFocus() and walk.dock.take_key(event):
            return
        command = self._bare(event)
        if command is None:
            super().keyPressEvent(event)
        elif command.name == "tool:erase":
            if not event.isAutoRepeat():
                self.erase_held.emit(True)
        else:
            action = self._actions[command.name]
            self._command(command.name, not action.isChecked() if action.isCheckable() else False)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Notice when the erase key comes up."""
        command = self._bare(event)
        if command is not None and command.name == "tool:erase" and not event.isAutoRepeat():
            self.erase_held.emit(False)
        else:
            super().keyReleaseEvent(event)

    def _bare(self, event: QKeyEvent) -> Command | None:
        held = event.modifiers() & ~(_KEYBOARD.KeypadModifier | _KEYBOARD.GroupSwitchModifier)
        if held & ~_KEYBOARD.ShiftModifier:
            return None
        key = QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)
        counts = held & _KEYBOARD.ShiftModifier and (key.isalnum() or len(key) > 1)  # some layouts need Shift for "["
        return by_bare_key(f"Shift+{key}" if counts else key)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let every part know how much room there is."""
        super().resizeEvent(event)
        self.rail.set_narrow(event.size().width() < FOLDED_BELOW)
        self.playground.fit_to(event.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before anything the learner made is lost."""
        if not self._may_close:
            self.close_requested.emit()
        event.setAccepted(self._may_close)

    def let_close(self) -> None:
        """From now on the window may close without asking."""
        self._may_close = True

