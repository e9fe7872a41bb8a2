"""The command palette of the window: what it offers, and what happens when something is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from mlpviz.engine.learner_words import in_words
from mlpviz.state.commands import Command
from mlpviz.state.finding import commands
from mlpviz.state.finding.entry import Entry
from mlpviz.state.finding.search import search
from mlpviz.state.finding.value import typed_values, value_entries
from mlpviz.views.finding.finder import Finder
from mlpviz.views.look.theme import Theme
from mlpviz.window import Window
from mlpviz.workspaces.workspace import Workspace


class Finding(QObject):
    """Gathers, whenever the palette opens, everything that has a name."""

    def __init__(self, window: Window, theme: Theme) -> None:
        """The palette itself is built when it is first asked for."""
        super().__init__(window)
        self._window, self._theme = window, theme
        self._finder: Finder | None = None
        self._entries: list[Entry] = []
        self._unfolded: set[tuple[str, str]] = set()
        self._before: QWidget | None = None
        """What had the keys before."""

    @property
    def finder(self) -> Finder:
        """The palette."""
        if self._finder is None:
            self._finder = Finder(self._theme, self._window)
            self._finder.searched.connect(self._search)
            self._finder.unfold_requested.connect(self._unfold)
            self._finder.entry_chosen.connect(self._do)
            self._finder.closed.connect(self._give_back_keys)
        return self._finder

    @Slot()
    def open(self) -> None:
        """Open the palette, or close it if it is open."""
        if self.finder.isVisible():
            self.finder.close_it()
            return
        self._before = self._window.focusWidget()
        self._unfolded.clear()
        self._entries = list(self._gathered())
        self.finder.open_with("")

    def _gathered(self) -> Iterator[Entry]:
        """Commands, then what the workspace on show offers, then what only others have."""
        window = self._window
        window.refresh()
        shown = [row for row in window.commands if row.context != "window" or not row.menu or self._action_shown(row)]
        named = (replace(row, text=window.text_of(row)) for row in shown)
        yield from commands.entries(named, self._situation())
        known: set[str] = set()
        for workspace, elsewhere in self._workspaces():
            for entry in (*workspace.options(), *value_entries(workspace.values())):
                if not elsewhere:
                    known.add(entry.title)
                    yield entry
                elif entry.title not in known:
                    yield _elsewhere(entry, elsewhere)

    def _workspaces(self) -> list[tuple[Workspace, str]]:
        """The one on show first; with each of the others why its settings cannot be changed here."""
        now = self._window.workspace
        others = [one for one in self._window.workspaces.values() if one is not now]
        return [(now, ""), *((one, f"only in {one.title}") for one in others)]

    def _action_shown(self, command: Command) -> bool:
        return self._window.action(command.name).isVisible()

    def _situation(self) -> commands.Situation:
        window = self._window
        every = window.workspaces.values()

        def acting(row: Command) -> bool:
            action = window.action(row.name)
            return action.isEnabled() and action.isVisible()

        def homes(row: Command) -> list[str]:
            return [one.title for one in every if row.name.partition(":")[0] in one.handlers]

        return commands.Situation(
            workspace=window.workspace.name, titles={one.name: one.title for one in every},
            about={one.name: one.about for one in every}, acting=acting, homes=homes, keys=window.keys_of,
            text=self._text, chosen=self._is_chosen, carry_out=self._trigger,
        )  # fmt: skip

    def _text(self, command: Command) -> str:
        """As the menu says it, without the key behind it."""
        return self._window.action(command.name).text().partition("\t")[0].replace("&&", "&")

    def _is_chosen(self, command: Command) -> bool:
        return self._window.action(command.name).isChecked()

    def _trigger(self, name: str) -> None:
        self._window.action(name).trigger()

    @Slot(str)
    def _search(self, text: str) -> None:
        values: list[Entry] = []
        known: set[str] = set()
        if text.strip():
            for workspace, elsewhere in self._workspaces():
                found = typed_values(workspace.values(), text, elsewhere)
                values += [entry for entry in found if entry.lead not in known]
                known |= {entry.lead for entry in found}
        others = [one for one in self._entries if not (one.completes and one.name in known)]
        self.finder.show_found(search(others, text, self._unfolded, values))

    @Slot(str, str)
    def _unfold(self, section: str, group: str) -> None:
        self._unfolded.add((section, group))
        self._search(self.finder.text)

    @Slot(object)
    def _do(self, entry: Entry) -> None:
        if entry.reason or entry.act is None:
            return
        self.finder.close_it()
        try:
            entry.act()
        except ValueError as why:
            self._window.tell(in_words(str(why)))

    @Slot(bool)
    def _give_back_keys(self, had_keys: bool) -> None:
        """To what had them before, unless the learner has gone on elsewhere."""
        before, self._before = self._before, None
        if had_keys:
            usable = before is not None and isValid(before) and before.isVisible()
            (before if before is not None and usable else self._window).setFocus()


def _elsewhere(entry: Entry, why: str) -> Entry:
    return replace(entry, reason=why, elsewhere=True, now="", chosen=False)
