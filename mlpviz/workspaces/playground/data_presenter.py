"""Connects the data column with the editor of the bench, and says what the commands about points mean."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from mlpviz.bench.bench import Bench
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.playground.notices import Notices
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.playground.point_files import PointFiles
from mlpviz.workspaces.workspace import Handler


class DataPresenter(QObject):
    """Brings what is asked for on the canvas, in the table and by commands to the editor."""

    checked = Signal(str, bool)
    """The name of a command that can be checked, and whether it is."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage, files: PointFiles, notices: Notices) -> None:
        """Listen to the data column."""
        super().__init__(page)
        self._theme, self._bench, self._page = theme, bench, page
        self._files, self._notices = files, notices
        data, editor = page.data, bench.editor
        data.add_requested.connect(editor.add_points)
        data.add_values_requested.connect(editor.add_values)
        data.values_requested.connect(editor.use_values)
        data.axes_requested.connect(editor.choose_axes)
        data.move_requested.connect(editor.move_points)
        data.erase_requested.connect(editor.erase_points)
        data.stroke_finished.connect(bench.document.end_stroke)
        data.recipe_requested.connect(editor.use_recipe)
        data.split_requested.connect(editor.split)
        data.class_add_requested.connect(bench.classes.add)
        data.class_remove_requested.connect(bench.classes.remove)
        data.class_rename_requested.connect(bench.classes.rename)
        data.class_recolor_requested.connect(bench.classes.recolor)
        data.class_move_requested.connect(bench.classes.move)
        data.points_requested.connect(editor.put_points)
        files.opened.connect(editor.open_points)
        files.reading.connect(notices.inform)

    @property
    def handlers(self) -> dict[str, Handler]:
        """What its commands mean."""
        bench, data, files = self._bench, self._page.data, self._files
        return {
            "save_points": files.save,
            "paste_points": self._paste,
            "cut": data.clipboard.cut,
            "copy": data.clipboard.copy,
            "paste": data.clipboard.paste,
            "duplicate": data.clipboard.duplicate,
            "select_all": data.clipboard.select_all,
            "curve": self._open_curve,
            "scale": bench.editor.scale,
            "unscale": bench.editor.unscale,
            "fit": data.fit,
            "dice": data.throw_dice,
            "table": data.toggle_table,
            "snap": data.canvas().set_snap,
            "preset": data.choose_preset,
            "tool": data.choose_tool,
            "snap_grid": self._choose_grid,
            "class": self._choose_class,
            "values": bench.editor.use_values,
            "brush_up": partial(data.change_brush, 1),
            "brush_down": partial(data.change_brush, -1),
        }

    def _paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self._files.read_text(text)
        else:
            self._notices.warn("The clipboard holds no text. Copy some rows of a table first.")

    def _open_curve(self) -> None:
        experiment = self._bench.document.experiment
        if experiment.points.labels is None or experiment.network.inputs < 2:
            self._notices.warn("A curve parts points that have a class and two inputs.")
            return
        from mlpviz.views.data.curve_dialog import CurveDialog

        dialog = CurveDialog(self._theme, experiment, self._page.data.canvas(), self._page)
        dialog.points_requested.connect(self._bench.editor.put_points)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_class(self, number: str) -> None:
        self._page.data.choose_class(int(number))

    def _choose_grid(self, name: str) -> None:
        """Use a grid, and put clicks on it."""
        canvas = self._page.data.canvas()
        canvas.choose_grid(name)
        canvas.set_snap(True)
        self.checked.emit("snap", True)
