"""What the window's own commands do, in every workspace."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Slot

from mlpviz.control.finding import Finding
from mlpviz.control.pictures import Pictures
from mlpviz.control.writing import write_or_say
from mlpviz.engine import number
from mlpviz.files import write_table
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.say_briefly import say_briefly
from mlpviz.views.look.theme import TEXT_SCALES, Theme
from mlpviz.window import Window

TEXT_MENU = "View ▸ Text size"
PRESENTED_TEXT = 1.3
"""How much larger text is for a projector."""


class Commands(QObject):
    """Theme, text size, pictures, help and the end."""

    def __init__(self, window: Window, theme: Theme) -> None:
        """Give `window` its handlers."""
        super().__init__(window)
        self._window, self._theme = window, theme
        self.pictures = Pictures(window, theme)
        self._usual_text = theme.text_scale
        self.finding = Finding(window, theme)
        theme.changed.connect(self._show_text_size)
        self._show_text_size()
        window.rail.theme_requested.connect(self._choose_other_theme)
        window.take_handlers({
            "save_picture": self.pictures.ask,
            "save_numbers": self._save_numbers,
            "what_to_try": self._show_what_to_try,
            "find": self.finding.open,
            "start_page": self._show_start_page,
            "quit": window.close,
            "theme": self.choose_theme,
            "text_larger": partial(self._step_text, 1),
            "text_smaller": partial(self._step_text, -1),
            "text_normal": partial(self._set_text, 1.0),
            "reduced_motion": theme.set_reduced_motion,
            "presentation": self._present,
            "keys": self._show_keys,
            "help": self._show_help,
            "about": self._show_about,
        })

    def choose_theme(self, choice: str) -> None:
        """Use "system", "light", "dark" or "contrast"."""
        self._theme.choose(choice)
        self._window.action(f"theme:{choice}").setChecked(True)

    @Slot()
    def _choose_other_theme(self) -> None:
        """Light becomes dark, dark becomes light."""
        self.choose_theme("light" if self._theme.palette.dark else "dark")

    def _step_text(self, step: int) -> None:
        scales = sorted({*TEXT_SCALES, self._theme.text_scale})
        at = scales.index(self._theme.text_scale) + step
        self._set_text(scales[min(max(at, 0), len(scales) - 1)])

    def _set_text(self, scale: float) -> None:
        """Use a size of text, and say which one it is."""
        self._theme.set_text_scale(scale)
        say_briefly(self._window, f"Text {number.percent(scale, 0)}")

    @Slot()
    def _show_text_size(self) -> None:
        self._window.name_menu(TEXT_MENU, f"Text size ({number.percent(self._theme.text_scale, 0)})")

    def end_presentation(self) -> None:
        """Bring window and text back to how they were before a presentation."""
        if self._window.presenting:
            self._window.carry_out("presentation", False)

    def _present(self, presenting: bool) -> None:
        """Fill the screen, for a projector; or go back to how everything was before."""
        window, full = self._window, Qt.WindowState.WindowFullScreen
        if presenting:
            self._usual_text = self._theme.text_scale
        self._theme.set_text_scale(self._usual_text * (PRESENTED_TEXT if presenting else 1.0))
        window.rail.setVisible(not presenting)
        for workspace in window.workspaces.values():
            workspace.present(presenting)
        window.setWindowState(window.windowState() | full if presenting else window.windowState() & ~full)

    def _show_start_page(self) -> None:
        """It belongs to the first workspace, which answers itself while it is on show."""
        self._window.show_workspace(next(iter(self._window.workspaces)))
        self._window.carry_out("start_page")

    def _save_numbers(self) -> None:
        """Ask for a name and save what the workspace shows as a table."""
        workspace = self._window.workspace
        table = workspace.numbers()
        if table is None:
            self._window.tell("There are no numbers to save yet.")
            return
        suggested = f"{workspace.name}.csv"
        path = ask_for_name(self._window, "Save numbers", suggested, "Tables (*.csv)", ".csv")
        if path is not None:
            write_or_say(self._window, str(path), partial(write_table, path, *table))

    def _show_what_to_try(self) -> None:
        """Show what can be tried in the workspace; the window beside it stays alive."""
        from mlpviz.views.try_dialog import TryDialog

        dialog = TryDialog(self._window.workspace.title, self._window.workspace.name, self._window)
        dialog.show()

    def _show_help(self, name: str) -> None:
        """Show a text about the program as a whole."""
        from mlpviz.views.help_dialog import HelpDialog

        HelpDialog(self._window.action(f"help:{name}").text(), f"help/{name}.md", self._window).show()

    def _show_about(self) -> None:
        from mlpviz.views.about import show_about

        show_about(self._window)

    def _show_keys(self) -> None:
        from mlpviz.views.keys_dialog import KeysDialog

        dialog = KeysDialog(self._window.commands, self._window)
        dialog.exec()
        dialog.deleteLater()
