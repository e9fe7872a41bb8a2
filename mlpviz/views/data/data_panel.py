"""The data column: tools and classes, the canvas, presets and sliders, and an input to try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.point_answers import PointAnswers
from mlpviz.engine.telling.naming import names_of
from mlpviz.engine.value_scale import value_scale
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Picture, Probe
from mlpviz.views.data.answer import reading
from mlpviz.views.data.axes_row import AxesRow
from mlpviz.views.data.brush_value import BrushValue
from mlpviz.views.data.canvas import Canvas
from mlpviz.views.data.canvas_points import Indices
from mlpviz.views.data.data_foot import DataFoot
from mlpviz.views.data.data_head import DataHead
from mlpviz.views.data.data_legend import DataLegend
from mlpviz.views.data.marker import NEUTRAL
from mlpviz.views.data.point_clipboard import PointClipboard
from mlpviz.views.data.same_note import SameNote
from mlpviz.views.data.swatches import Swatches
from mlpviz.views.data.tool_row import ToolRow
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.views.data.table_view import PointTable

LEAST_CANVAS = 72
NARROW_COLUMN = 304
LARGE_TEXT = 1.4
"""Text scale above which the presets are a list: their pictures with names would take what the canvas needs."""


class DataPanel(QWidget):
    """Shows points and the surface, and asks for changes of the points."""

    add_requested = Signal(object, int, int)
    """Inputs (m, 2), class 0…5, stroke: edits of the same stroke are one step of undo."""
    move_requested = Signal(object, object, int)
    """Indices (m,), new places (m, 2), stroke."""
    erase_requested = Signal(object, int)
    """Indices (m,), stroke."""
    stroke_finished = Signal()
    recipe_requested = Signal(object)
    """A Recipe: preset, noise, points per class or seed."""
    split_requested = Signal(float)
    """Which share of the points shall be kept for testing."""
    class_add_requested = Signal()
    class_remove_requested = Signal(int)
    """The class 0…5."""
    class_rename_requested = Signal(int, str)
    """The class 0…5 and its new name; "" takes the name away."""
    class_recolor_requested = Signal(int, int)
    """The class 0…5 and the colour 0…5."""
    class_move_requested = Signal(int, int)
    """The class 0…5 and its new place among the classes."""
    add_values_requested = Signal(object, object, int)
    """Inputs (m, d), their values, stroke."""
    axes_requested = Signal(object)
    """Which two inputs the canvas shall show: (across, up), from 0."""
    values_requested = Signal(bool)
    """Whether the points shall carry values in place of classes."""
    probe_requested = Signal(object)
    """An input (2,) to ask the network about, or None."""
    points_requested = Signal(object, str)
    """A PointSet in place of the present one, and what was done."""
    selection_changed = Signal(object)
    """Which points are selected on the canvas or in the table, (m,)."""
    test_shown = Signal(bool)
    """Whether test points are shown from now on."""
    refused = Signal(str)
    """Why something is not possible, in one sentence."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._narrow = False
        self._experiment: Experiment | None = None
        self._head = DataHead(theme, self)
        # In the order of the Tab key.
        self._tools = ToolRow(theme, self)
        self._swatches = Swatches(theme, self)
        self._brush = BrushValue(theme, self)
        self._axes = AxesRow(theme, self)
        self._canvas = Canvas(theme, self)
        self.clipboard = PointClipboard(self._canvas, self)
        self._legend = DataLegend(theme, self)
        self._note = SameNote(theme, self)
        self._foot = DataFoot(theme, self._canvas, self)
        self._settings = self._foot.settings
        self._place()
        self._connect()
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Data")
        self.choose_tool("point")
        self.set_narrow(False)

    # building

    def _place(self) -> None:
        column = QVBoxLayout(self)
        # The canvas is as large as the panel allows, never the panel as large as the canvas wants.
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(0)
        column.addLayout(_inset(self._head))
        column.addSpacing(9)
        column.addLayout(self._tool_row())
        column.addSpacing(12)
        column.addWidget(self._canvas, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(7)
        column.addLayout(_inset(self._axes))
        column.addLayout(_inset(self._legend))
        column.addLayout(_inset(self._note))
        column.addWidget(self._foot, 1)
        column.addStretch()
        self._column = column

    def _tool_row(self) -> QHBoxLayout:
        row = _inset(self._tools)
        row.setSpacing(8)
        row.setAlignment(self._tools, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self._swatches, 1)
        row.addWidget(self._brush, 1)
        row.addStretch(0)
        return row

    def _connect(self) -> None:
        canvas = self._canvas
        canvas.add_values_requested.connect(self._brush.keep)  # first of all: the new points may change the colour map
        for mine, theirs in (
            (self.add_requested, canvas.add_requested), (self.move_requested, canvas.move_requested),
            (self.add_values_requested, canvas.add_values_requested), (self.axes_requested, self._axes.axes_chosen),
            (self.values_requested, self._head.values_requested),
            (self.erase_requested, canvas.erase_requested), (self.stroke_finished, canvas.stroke_finished),
            (self.recipe_requested, self._settings.presets.recipe_requested),
            (self.recipe_requested, self._settings.sliders.recipe_requested),
            (self.split_requested, self._settings.sliders.split_requested),
            (self.class_add_requested, self._swatches.class_add_requested),
            (self.class_remove_requested, self._swatches.class_remove_requested),
            (self.class_rename_requested, self._swatches.class_rename_requested),
            (self.class_recolor_requested, self._swatches.class_recolor_requested),
            (self.class_move_requested, self._swatches.class_move_requested),
            (self.points_requested, self._foot.points_requested), (self.refused, self._foot.refused),
            (self.points_requested, self.clipboard.points_requested), (self.refused, self.clipboard.refused),
            (self.selection_changed, self._foot.selection_changed),
        ):  # fmt: skip
            theirs.connect(mine)
        canvas.probe_requested.connect(self._look)
        canvas.tool_shown.connect(self._tools.choose)
        self._foot.shown.connect(self._turn)
        self._settings.probe.input_typed.connect(self._try)
        self._swatches.class_chosen.connect(canvas.choose_class)
        self._tools.tool_chosen.connect(canvas.choose_tool)
        self._brush.value_chosen.connect(canvas.choose_value)
        canvas.value_picked.connect(self._brush.take)
        self._settings.test.toggled.connect(self._toggle_test)
        self._settings.hard.toggled.connect(canvas.show_hard)
        self._theme.changed.connect(self._restyle)

    # what is shown

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the points of an experiment, its classes, and how they were made."""
        self._experiment = experiment
        points = experiment.points
        self._canvas.show_experiment(experiment)
        self.clipboard.show_experiment(experiment)
        values = points.targets is not None
        self._swatches.setVisible(not values)
        self._brush.setVisible(values and experiment.network.inputs == 2)  # the height of a curve's point is its value
        self._brush.show_scale(value_scale(experiment))
        self._canvas.choose_value(self._brush.value())
        self._axes.show_experiment(experiment)
        self._head.show_points(points)
        self._swatches.show_classes(experiment)
        self._settings.sliders.show_points(points)
        self._settings.presets.show_kind(values=values)
        self._settings.presets.show_recipe(points.recipe)
        self._settings.presets.set_usual(self._settings.sliders.recipe())
        self._tools.allow(self._canvas.can_edit())
        self._swatches.setEnabled(self._canvas.can_edit())
        self._settings.probe.show_inputs(experiment.network.inputs)
        self._foot.show_experiment(experiment)
        self._show_legend()

    def show_answers(self, answers: PointAnswers | None, moment: object) -> None:
        """Show in the table what the network answers to each point.

        At rest `moment` says when that was; while training it is None, and the rows of the table stay where they are.
        """
        self._foot.show_answers(answers, moment)

    def show_picture(self, picture: Picture | None) -> None:
        """Show the surface of a picture; None clears it."""
        self._canvas.show_picture(picture)
        self._note.show_same(picture is not None and picture.same_everywhere)
        self._show_legend()

    def show_probe(self, probe: Probe | None) -> None:
        """Tell the network's answer to the input asked about."""
        self._canvas.show_probe(probe)
        self._settings.probe.show_probe(probe, None if self._experiment is None else reading(self._experiment))

    def show_response(self, values: Array | None) -> None:
        """Show the response of a unit (rows, columns) on the canvas for as long as it is hovered; None ends that."""
        self._canvas.show_response(values)
        self._show_legend()

    def _show_legend(self) -> None:
        if self._experiment is None:
            return
        read = reading(self._experiment)
        labels = list(read.colors) or [NEUTRAL]
        lined = self._canvas.has_borders()
        unit = self._canvas.shown_unit()
        if unit is None and not read.classes:
            unit = len(self._experiment.network.layers), 0
        surface = "" if unit is None else f"surface: {names_of(self._experiment).unit_text(*unit)}"
        border = read.border() if lined else surface
        test = self._settings.test.isChecked() and self._experiment.points.test_count > 0
        scale = None
        if not read.classes and self._canvas.shown_unit() is None:
            scale, border = read.scale, self._experiment.naming.value_name() or "value"
        named = any(look.name for look in self._experiment.naming.classes)
        names = read.class_names if named else ()
        self._legend.show_marks(labels, test=test, border=border, lined=lined, scale=scale, names=names)
        self._fit()

    # what the learner asks for

    @Slot(str)
    def choose_tool(self, name: str) -> None:
        """Use the tool "point", "spray", "move" or "erase"."""
        self._canvas.choose_tool(name)

    @Slot(int)
    def choose_class(self, index: int) -> None:
        """Draw with class 0…5, as far as there are so many."""
        if 0 <= index < self._swatches.count():
            self._swatches.choose(index)
            self._canvas.choose_class(index)

    def change_brush(self, by: int) -> None:
        """A larger or smaller value for new points, by so many steps."""
        self._brush.step(by)

    @Slot(str)
    def choose_preset(self, name: str) -> None:
        """Ask for a preset by name ("Linear" … "Blank")."""
        self._settings.presets.choose(name)

    @Slot()
    def throw_dice(self) -> None:
        """Ask for the same preset with another seed."""
        self._settings.presets.throw()

    @Slot()
    def fit(self) -> None:
        """Show the whole data square."""
        self._canvas.fit()

    @Slot(int, int)
    def nudge(self, across: int, up: int) -> None:
        """Move the selection, or else the crosshair, by so many steps of 0.05."""
        self._canvas.nudge(across, up)

    @Slot(bool)
    def hold_erase(self, held: bool) -> None:
        """Erase for as long as a key is held."""
        self._canvas.hold_erase(held)

    def canvas(self) -> Canvas:
        """The canvas, for tests and pictures."""
        return self._canvas

    def table(self) -> PointTable:
        """The table of points, for tests and pictures."""
        return self._foot.table()

    @Slot(object)
    def select(self, points: Indices) -> None:
        """Select these points (m,), on the canvas and in the table."""
        self._canvas.select(points)

    @Slot()
    def toggle_table(self) -> None:
        """Show the table of points under the canvas, with the keys in it, or the presets again."""
        self._foot.toggle_table()

    @Slot()
    def _turn(self) -> None:
        self._foot.updateGeometry()
        self._fit()

    @Slot(bool)
    def _toggle_test(self, shown: bool) -> None:
        self._canvas.show_test(shown)
        self._show_legend()
        self.test_shown.emit(shown)

    @property
    def shows_test(self) -> bool:
        """Whether test points are shown."""
        return self._settings.test.isChecked()

    def typed_input(self) -> Array | None:
        """The input that was typed to be tried."""
        return self._settings.probe.typed()

    @Slot(object)
    def _look(self, place: Array | None) -> None:
        self._settings.probe.show_input(place)
        self.probe_requested.emit(self._settings.probe.typed() if place is None else place)

    @Slot(object)
    def _try(self, place: Array | None) -> None:
        self._canvas.show_pinned(place)
        self.probe_requested.emit(place)

    # size

    def set_narrow(self, narrow: bool) -> None:
        """The form for small windows: a column of 304 px, presets as one dropdown."""
        self._narrow = narrow
        self._settings.set_narrow(narrow or self._theme.text_scale > LARGE_TEXT)
        self._tools.set_narrow(narrow)
        self.updateGeometry()
        self._fit()

    def show_settings(self, shown: bool) -> None:
        """Show presets, sliders and switches under the canvas, or leave their room to it."""
        self._foot.setVisible(shown)
        self._fit()

    @Slot()
    def _restyle(self) -> None:
        self.set_narrow(self._narrow)

    def sizeHint(self) -> QSize:
        """The column of the design."""
        return QSize(NARROW_COLUMN if self._narrow else self._theme.px("data_column"), 740)

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the narrow form."""
        return QSize(NARROW_COLUMN, super().minimumSizeHint().height() - self._canvas.height() + LEAST_CANVAS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The canvas stays square and as large as fits."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """A part that takes another height leaves another room for the canvas."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def width_for(self, height: int, *, settings: bool = False) -> int:
        """How wide a column of that height is filled by the square canvas and what stands around it.

        With `settings` all of them stay in sight, else as few as the panel allows.
        """
        self._column.activate()
        around = self._around()
        if settings:
            around += self._foot.height_at(self._theme.px("data_column")) - self._foot.minimumSizeHint().height()
        return max(LEAST_CANVAS, height - around) + 32

    def _around(self) -> int:
        """The least height of everything but the canvas."""
        around: int = self._column.minimumSize().height() - self._canvas.minimumHeight()
        return around

    def _fit(self) -> None:
        self._note.fit(self.width() - 32)
        side = max(LEAST_CANVAS, min(self.width() - 32, self.height() - self._around()))
        if self._canvas.size() != QSize(side, side):
            self._canvas.setFixedSize(side, side)
        self._settings.fit(self.width())


def _inset(widget: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 0)
    row.setSpacing(0)
    row.addWidget(widget)
    return row


