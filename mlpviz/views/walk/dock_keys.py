"""The keys of a dock: claimed before anything else can take them, on the dock and wherever else on its page."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget

from mlpviz.state.commands import commands

PRESSES = ("Return", "Enter", "Space")
"""Keys that press a button with the focus, in place of what they do elsewhere in the dock."""
ACROSS = ("Left", "Right")
"""Keys that go from one option to the next, on a button that is one of several options."""
SCROLLS = ("Up", "Down", "PgUp", "PgDown")
"""Keys that scroll a list which was given the focus."""


class DockKeys(QObject):
    """Turns keys into the commands that act in one context, wherever in a dock, or on its page, the focus is."""

    pressed = Signal(str, bool)
    """The name of a command whose key went down, and whether the key is held and repeats itself."""

    def __init__(self, context: str, dock: QWidget) -> None:
        """Claim the keys of the commands of `context` for `dock` and for the buttons that it has by now."""
        super().__init__(dock)
        self._context = context
        self.watch(dock)

    def watch(self, page: QWidget) -> None:
        """Claim the keys on `page`, and on what it has by now that would else keep them: buttons, and what scrolls.

        Text is typed where it has the focus. Who watches last is asked first.
        """
        for part in _parts(page):
            part.installEventFilter(self)

    def leave(self, page: QWidget) -> None:
        """Claim no key there any more."""
        for part in _parts(page):
            part.removeEventFilter(self)

    def take(self, event: QKeyEvent) -> bool:
        """Act by a key if it is one of the dock's; also for those that reached nobody else."""
        command = self._command(event)
        if command:
            self.pressed.emit(command, event.isAutoRepeat())
        return bool(command)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key of the dock, then act; Enter and Space press the button that has the focus."""
        if not isinstance(event, QKeyEvent) or not self._command(event) or _keeps(watched, event):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if isinstance(watched, QAbstractButton) and _shown(event) in PRESSES:
            watched.click()
            return True
        return self.take(event)

    def _command(self, event: QKeyEvent) -> str:
        """The name of the command that a key stands for; "" if it is none of the dock's."""
        return _names(self._context).get(_shown(event), "")


def _parts(page: QWidget) -> list[QWidget]:
    return [page, *page.findChildren(QAbstractButton), *page.findChildren(QAbstractScrollArea)]


def _keeps(watched: QObject, event: QKeyEvent) -> bool:
    """Whether a key belongs to what has the focus: to a list, or to one of several options."""
    if isinstance(watched, QAbstractScrollArea):
        return watched.hasFocus() and _shown(event) in SCROLLS
    return isinstance(watched, QAbstractButton) and watched.group() is not None and _shown(event) in ACROSS


def _shown(event: QKeyEvent) -> str:
    extra = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier
    pressed = QKeySequence(QKeyCombination(event.modifiers() & ~extra, Qt.Key(event.key())))
    return pressed.toString(QKeySequence.SequenceFormat.PortableText)


@cache
def _names(context: str) -> dict[str, str]:
    return {key: row.name for row in commands() if row.context == context for key in row.keys}
