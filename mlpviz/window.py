"""The window: rail, menus and notice around the current workspace; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mlpviz.engine.experiment import Experiment
from mlpviz.state.commands import Command, commands, find_bare_key
from mlpviz.views.controls import set_property
from mlpviz.views.keys_dialog import shown_keys
from mlpviz.views.look.icons import icon
from mlpviz.views.look.paint_later import paint_later
from mlpviz.views.look.theme import Theme
from mlpviz.views.notice import Notice
from mlpviz.views.rail import Rail
from mlpviz.workspaces.workspace import Handler, Workspace, file_rows_of, rows_of

_KEYBOARD = Qt.KeyboardModifier
FOLDED_BELOW = 1280
"""Width in px below which the rail shows icons alone."""
SHARE_OF_SCREEN = 0.9
"""How much of a screen's width and height the window takes at most when it opens."""


class Window(QMainWindow):
    """Shows one workspace. A command goes to the handler of that workspace, else to the window's own."""

    file_requested = Signal(object)
    """The Path of a file that is to be opened."""
    close_requested = Signal()
    """The learner wants to close; whoever allows it calls `let_close` at once."""

    def __init__(self, theme: Theme, workspaces: Sequence[Workspace]) -> None:
        """Show the first workspace; `workspaces` stand in the rail in this order."""
        super().__init__()
        self.workspaces = {workspace.name: workspace for workspace in workspaces}
        self.workspace = workspaces[0]
        self.commands = commands(rows_of(workspaces), file_rows_of(workspaces))
        self.own_handlers: Mapping[str, Handler] = {}
        """What the commands do that mean the same in every workspace."""
        self._may_close = False
        self._actions: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        """Every menu by its path; a submenu comes after its parent."""
        self._groups: dict[str, QActionGroup] = {}
        self._named, self._file = dict[str, str](), ("", False)
        self.setWindowTitle("mlpviz")
        self.setAnimated(False)  # there is no dock to move, and each new layout would begin an animation
        self.setWindowIcon(icon("mlpviz", theme, 32))
        self.setMinimumSize(800, 560)
        self.resize(1440, 900)
        self.rail = Rail(theme, [(one.name, one.title, one.icon, one.about) for one in workspaces])
        self.rail.workspace_chosen.connect(self.show_workspace)
        self.notice = Notice(theme)
        self.notice.chosen.connect(self._answer)
        self._toolbars, self._pages = QStackedWidget(), QStackedWidget()
        self._toolbars.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = QLabel()
        set_property(self._title, "role", "secondary")
        self._title.setContentsMargins(0, 6, 16, 6)
        self._fill_menus()
        self._place()
        for workspace in workspaces:
            self._listen(workspace)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAcceptDrops(True)
        self._show_current()

    def _place(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(right, 1)
        central = QWidget()
        page = QVBoxLayout(central)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._toolbars)
        page.addLayout(row, 1)
        self.setCentralWidget(central)
        self.menuBar().setCornerWidget(self._title)

    def fit_screen(self, free: QRect) -> None:
        """Take at most so much of the free part of a screen, in px, that all of the window and its frame are on it."""
        self.resize(self.size().boundedTo(free.size() * SHARE_OF_SCREEN).expandedTo(self.minimumSize()))
        if not free.contains(self.geometry()):
            corner = free.center() - self.rect().center()
            self.move(max(corner.x(), free.left()), max(corner.y(), free.top()))

    # the current workspace

    def _listen(self, workspace: Workspace) -> None:
        workspace.changed.connect(self.refresh)
        workspace.checked.connect(self._check)
        workspace.told.connect(self.tell)
        workspace.open_requested.connect(self.open_in)
        workspace.command_requested.connect(self.carry_out)
        workspace.file_requested.connect(self.file_requested)

    @Slot(str)
    def show_workspace(self, name: str) -> None:
        """Leave the current workspace and show another; KeyError for an unknown one."""
        if self.workspaces[name] is not self.workspace:
            self.workspace.leave()
            self.notice.hide()
            self.workspace = self.workspaces[name]
            self._show_current()

    @Slot(str, object)
    def open_in(self, name: str, experiment: Experiment) -> None:
        """Show another workspace with an experiment, or say why it cannot show it."""
        try:
            self.workspaces[name].take(experiment)
        except ValueError as reason:
            self.tell(str(reason))
        else:
            self.show_workspace(name)

    def _open_here_in(self, name: str) -> None:
        experiment = self.workspace.handed()
        if experiment is not None:
            self.open_in(name, experiment)

    def _show_current(self) -> None:
        paint_later(self)
        workspace = self.workspace
        for stack, part in ((self._pages, workspace.page()), (self._toolbars, workspace.toolbar())):
            stack.addWidget(part)  # a part that is there already stays where it is
            stack.setCurrentWidget(part)
        self.rail.choose(workspace.name)
        self._check(f"workspace:{workspace.name}", True)
        if self.presenting:
            workspace.present(True)  # its page may have been built just now
        workspace.fit_to(self.size())
        workspace.enter()
        self.refresh()
        if not self.rail.isAncestorOf(self.focusWidget()):
            self.setFocus()  # no control of the page has the keys at first

    @Slot()
    def refresh(self) -> None:
        """Show what is open, and enable what can be carried out here."""
        workspace = self.workspace
        self._show_title()
        here = self._handlers()
        for command in self.commands:
            if command.menu:
                action = self._actions[command.name]
                action.setEnabled(_family(command.name) in here)
                shown = command.context in ("window", workspace.name) and command.name != f"open_in:{workspace.name}"
                action.setVisible(shown and bool(self.text_of(command)))
                if command.when:
                    action.setShortcuts([QKeySequence(key) for key in self.keys_of(command)])
        for menu in self._menus.values():
            menu.menuAction().setVisible(any(action.isVisible() for action in menu.actions()))
        stack = workspace.undo_stack
        for name, word, text in (
            ("undo", "Undo", stack.undoText() if stack else ""),
            ("redo", "Redo", stack.redoText() if stack else ""),
        ):
            self._actions[name].setText(f"{word} {text[:1].lower()}{text[1:]}" if text else word)
            self._actions[name].setEnabled(bool(text))

    def _show_title(self) -> None:
        """The file of the session, else what is open in the workspace, and whether it is as it was."""
        workspace, (file, unsaved) = self.workspace, self._file
        edited = unsaved if file else workspace.edited
        words = f"{file or workspace.opened} — edited" if edited else file or workspace.opened
        title = f"{'• ' * (edited and bool(file))}{file or words} — mlpviz"
        if (words, title) != (self._title.text(), self.windowTitle()):
            self._title.setText(words)
            self.menuBar().setCornerWidget(self._title)
            self.setWindowTitle(title)

    def show_file(self, name: str, edited: bool) -> None:
        """The file that the session is in, "" for none, and whether something is not saved in it."""
        self._file = name, edited
        self._show_title()

    def text_of(self, command: Command) -> str:
        """What a command is called now; "" if there is nothing that it could be done with."""
        return self._named.get(command.name, command.text)

    def name_command(self, name: str, text: str) -> None:
        """Call a command by another text, or, with "", hide it."""
        self._named[name] = text
        self._actions[name].setText(text)
        self.refresh()

    @Slot(str, bool)
    def _check(self, name: str, checked: bool) -> None:
        self._actions[name].setChecked(checked)

    @Slot(str, object, str)
    def tell(self, sentence: str, buttons: Sequence[tuple[str, str]] = (), tone: str = "warn") -> None:
        """Say a sentence, or take the last one away; the current workspace answers to the buttons, (key, label)."""
        if sentence:
            self.notice.show_notice(sentence, buttons, tone=tone)
        else:
            self.notice.hide()

    @Slot(str)
    def _answer(self, key: str) -> None:
        self.workspace.answer(key)

    # commands

    def take_handlers(self, own: Mapping[str, Handler]) -> None:
        """From now on carry out more of the window's own commands with these."""
        self.own_handlers = {**self.own_handlers, **own, "workspace": self.show_workspace}
        self.refresh()

    def keys_of(self, command: Command) -> tuple[str, ...]:
        """The keys that carry out a command in the current workspace, as it is now."""
        return command.keys if command.when in ("", self.workspace.kind) else ()

    def _handlers(self) -> Mapping[str, Handler]:
        stack = self.workspace.undo_stack
        here: dict[str, Handler] = {"undo": stack.undo, "redo": stack.redo} if stack else {}
        if self.workspace.handed() is not None:
            here["open_in"] = self._open_here_in
        return {**self.own_handlers, **here, **self.workspace.handlers}

    def carry_out(self, name: str, checked: bool = False) -> None:
        """Do what the command of that name means here, if it means anything; `checked` is its new state."""
        handler = self._handlers().get(_family(name))
        if handler is None:
            return
        if ":" in name:
            handler(name.partition(":")[2])
        elif self._actions[name].isCheckable():
            self._check(name, checked)
            handler(checked)
        else:
            handler()

    @property
    def presenting(self) -> bool:
        """Whether it fills the screen for a projector."""
        return self._actions["presentation"].isChecked()

    def _fill_menus(self) -> None:
        for command in self.commands:
            if command.menu:
                self._menu(command.menu).addAction(self._action(command))

    def _menu(self, path: str) -> QMenu:
        if path not in self._menus:
            parent, _, title = path.rpartition(" ▸ ")
            menu = self._menu(parent).addMenu(title) if parent else self.menuBar().addMenu(f"&{title}")
            menu.aboutToShow.connect(self.refresh)  # what a workspace hands over changes while it trains
            self._menus[path] = menu
        return self._menus[path]

    def name_menu(self, path: str, title: str) -> None:
        """Call a menu something else, for example with the value that it sets."""
        self._menus[path].setTitle(title)

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
        action.triggered.connect(partial(self._trigger, command.name))
        self._actions[command.name] = action
        return action

    def _trigger(self, name: str) -> None:
        # Qt does not hand the new state to a partial.
        self.carry_out(name, self._actions[name].isChecked())

    def action(self, name: str) -> QAction:
        """The menu entry of a command."""
        return self._actions[name]

    # events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a bare key that nothing with the focus wanted; what the workspace claims for itself comes first.

        Esc leaves what is open wherever the focus is, then the presentation.
        """
        if (self.hasFocus() or event.key() == Qt.Key.Key_Escape) and self.workspace.take_key(event):
            return
        command = self._bare(event)
        if event.key() == Qt.Key.Key_Escape and self.presenting:
            self.carry_out("presentation", False)
        elif command is None:
            super().keyPressEvent(event)
        elif command.held:
            if not event.isAutoRepeat():
                self.workspace.hold(command.name, True)
        else:
            action = self._actions[command.name]
            self.carry_out(command.name, not action.isChecked() if action.isCheckable() else False)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Notice when a key that acts while it is held comes up."""
        command = self._bare(event)
        if command is not None and command.held and not event.isAutoRepeat():
            self.workspace.hold(command.name, False)
        else:
            super().keyReleaseEvent(event)

    def _bare(self, event: QKeyEvent) -> Command | None:
        held = event.modifiers() & ~(_KEYBOARD.KeypadModifier | _KEYBOARD.GroupSwitchModifier)
        if held & ~_KEYBOARD.ShiftModifier:
            return None
        key = QKeySequence(event.key()).toString(QKeySequence.SequenceFormat.PortableText)
        counts = held & _KEYBOARD.ShiftModifier and (key.isalnum() or len(key) > 1)  # some layouts need Shift for "["
        here = [row for row in self.commands if row.menu and self._actions[row.name].isEnabled()]
        return find_bare_key(here, f"Shift+{key}" if counts else key)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One file may be dropped anywhere."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Whoever knows files opens it."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.file_requested.emit(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let every part know how much room there is."""
        super().resizeEvent(event)
        self.rail.set_narrow(event.size().width() < FOLDED_BELOW)
        self.workspace.fit_to(event.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before anything the learner made is lost."""
        if not self._may_close:
            self.close_requested.emit()
        event.setAccepted(self._may_close)

    def let_close(self) -> None:
        """From now on the window may close without asking."""
        self._may_close = True


def _dropped(event: QDropEvent) -> Path | None:
    """The one file that is dragged; None if it is none, or several."""
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _family(name: str) -> str:
    return name.partition(":")[0]
