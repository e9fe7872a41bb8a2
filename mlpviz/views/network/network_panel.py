"""The network column: header with the edge lens, layer chips, graph, legend and training fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.engine.edge_lenses import edge_lenses
from mlpviz.engine.engines import missed
from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.history import History
from mlpviz.engine.telling.naming import network_name
from mlpviz.nn.activations import Activation
from mlpviz.nn.features import PLAIN, features
from mlpviz.nn.initializers import Initializer, initializers
from mlpviz.state.commands import NETWORK_VIEWS
from mlpviz.state.picture_maker import Picture, Probe
from mlpviz.views.controls.label import label, rule
from mlpviz.views.graph.graph_header import HEIGHT as HEADER
from mlpviz.views.graph.graph_header import GraphHeader
from mlpviz.views.graph.layout import GraphLayout
from mlpviz.views.graph.legend import Legend
from mlpviz.views.graph.thumbnail_layout import least_width
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.faces import Faces
from mlpviz.views.network.feature_menu import FeatureMenu
from mlpviz.views.network.layer_chips import IDENTICAL, LayerChips
from mlpviz.views.network.low_panel import LEAST_GRAPH, fold_parts, least_height
from mlpviz.views.network.network_view import NetworkView
from mlpviz.views.network.training_fields import TrainingFields

LEAST_WIDTH = 480


class NetworkPanel(QWidget):
    """Shows the network of an experiment and the values of a picture; asks for every change."""

    network_requested = Signal(str, object)
    """What Undo says, and the NetworkSpec asked for."""
    plan_requested = Signal(str, object)
    """What Undo says, and the Plan asked for."""
    weight_requested = Signal(int, float, int)
    """Entry of theta, its value set by hand, and the number of the drag."""
    chain_requested = Signal(int)
    """The whole chain of a weight, by its index in theta."""
    nudge_requested = Signal(int, float)
    """Entry of theta, and by how much it is to change so that the loss can be compared."""
    refused = Signal(str)
    """A change that cannot be: one sentence that says why."""
    stroke_finished = Signal()
    node_hovered = Signal(object)
    """(column, unit) of the node pointed at, or None."""
    lens_chosen = Signal(str)
    view_chosen = Signal(str)
    """How the learner wants to look at the network: one of NETWORK_VIEWS."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._experiment: Experiment | None = None
        self._tab_stops: list[QWidget] = []
        self._typesetter = Typesetter(theme)
        self._scroll = _SidewaysArea(self)
        self._graph, self._graph_page = QWidget(), QWidget()
        self._view = NetworkView(theme, self._typesetter, self._graph_page)
        self._chips = LayerChips(theme, self._graph)
        self._features = FeatureMenu(self)
        self._header = GraphHeader(theme, self, views=NETWORK_VIEWS)
        self.faces = Faces(theme, self._graph_page, self)
        self._legend = Legend(theme, self._typesetter, self._view.drawing.values, self)
        self._fields = TrainingFields(theme, self)
        self._note = label("", "badge", self)
        self._note.setProperty("tone", "warn")
        self._note.setWordWrap(True)
        self._note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._note.hide()
        self._place()
        self._connect()
        self.choose_lens(self._header.lenses.value())

    # parts

    @property
    def view(self) -> NetworkView:
        """The graph."""
        return self._view

    @property
    def chips(self) -> LayerChips:
        """The chips above it."""
        return self._chips

    @property
    def fields(self) -> TrainingFields:
        """The fields at the bottom."""
        return self._fields

    @property
    def legend(self) -> Legend:
        """The legend under the graph."""
        return self._legend

    def picture_part(self) -> QWidget:
        """The graph with the names of its layers and its legend, or the other view that is on show."""
        shown = self.faces.currentWidget()
        assert shown is not None
        return shown

    def minimumSizeHint(self) -> QSize:
        """What the design allows."""
        return QSize(LEAST_WIDTH, HEADER + least_height(self._chips, self._fields))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the graph the room of other parts where the column is low."""
        super().resizeEvent(event)
        self._fold_parts()

    def _fold_parts(self) -> None:
        fold_parts(self.height(), self._chips, self._legend, self._header, self._fields)

    def _place(self) -> None:
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(self._graph)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._chips)
        inside.addWidget(self._view)
        self._graph.setProperty("surface", "canvas")
        self._scroll.setWidget(self._graph)
        note = QHBoxLayout()
        note.setContentsMargins(16, 0, 16, 0)
        note.addWidget(self._note, 1)
        graph = QVBoxLayout(self._graph_page)
        column = QVBoxLayout(self)
        for layout in (graph, column):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        graph.addWidget(self._scroll, 1)
        graph.addLayout(note)
        graph.addWidget(self._legend)
        column.addWidget(self._header)
        column.addWidget(self.faces, 1)
        column.addWidget(rule(self))
        column.addWidget(self._fields)

    def _connect(self) -> None:
        self._header.lens_chosen.connect(self._report_lens)
        self._header.view_chosen.connect(self.view_chosen)
        self._view.arranged.connect(self._follow_layout)
        self._view.looked.connect(self._follow_look)
        self._view.node_opened.connect(self._open_menu)
        self._view.weight_requested.connect(self.weight_requested)
        self._view.stroke_finished.connect(self.stroke_finished)
        self._view.freeze_requested.connect(self._ask_freeze)
        self._view.cut_requested.connect(self._ask_cut)
        self._view.chain_requested.connect(self.chain_requested)
        self._view.cards.nudge_requested.connect(self.nudge_requested)
        self._view.edge_menu.nudge_requested.connect(self._view.cards.nudge)
        self._view.node_hovered.connect(self.node_hovered)
        self._chips.units_requested.connect(self._ask_units)
        self._chips.activation_requested.connect(self._ask_activation)
        self._chips.initializer_requested.connect(self._ask_initializer)
        self._chips.freeze_requested.connect(self._ask_frozen_layer)
        self._chips.layer_requested.connect(self._ask_layer)
        self._chips.removal_requested.connect(self._ask_removal)
        self._view.feature_button.clicked.connect(self._open_features)
        self._features.feature_toggled.connect(self._ask_feature)
        self._fields.plan_requested.connect(self.plan_requested)
        self._fields.network_requested.connect(self.network_requested)
        self._theme.changed.connect(self._fit_columns)

    # what is shown

    def show_experiment(self, experiment: Experiment) -> None:
        """Lay out the network of an experiment and show its plan."""
        if experiment is self._experiment:
            return
        self._show_network(experiment)
        self._fields.show_experiment(experiment)

    def _show_network(self, experiment: Experiment) -> None:
        self._experiment = experiment
        spec = experiment.network
        name, count = network_name(spec), number.count(spec.parameter_count)
        self._header.describe((f"{name} · {count} parameters", f"{name} · {count} params", name))
        self._fit_columns()
        self._chips.show_spec(spec)
        self._features.show_spec(spec)
        self._order_tabs()
        self._view.show_experiment(experiment)

    @Slot()
    def _fit_columns(self) -> None:
        """Scroll sideways where the names of the layers would not fit over their columns."""
        if self._experiment is not None:
            columns = len(self._experiment.network.widths)
            self._graph.setMinimumWidth(round(least_width(columns, max(1.0, self._theme.text_scale))))
        self._fold_parts()

    def _order_tabs(self) -> None:
        # The chips are made anew with every layer; Tab still goes from the lens through them to graph and fields.
        stops = self._chips.tab_stops()
        if stops != self._tab_stops:
            self._tab_stops = stops
            before: QWidget = self._header.lenses
            for stop in (*stops, self._view, self._view.feature_button):
                QWidget.setTabOrder(before, stop)
                before = stop

    def show_picture(self, picture: Picture) -> None:
        """Show the values of a moment."""
        shown = picture.snapshot.experiment
        if self._experiment is None or shown.network.shape != self._experiment.network.shape:
            self.show_experiment(shown)
        self._view.show_picture(picture)
        self._fields.show_snapshot(picture.snapshot)
        self._show_notes(picture)

    def show_again(self) -> None:
        """Show the choices that hold, where a field shows one that was refused."""
        if self._experiment is not None:
            self._fields.show_experiment(self._experiment)
            self._chips.menu().renew(self._experiment.network)
            self._features.show_spec(self._experiment.network)

    def _show_notes(self, picture: Picture) -> None:
        # One unit alone has no twin to differ from.
        widths = picture.snapshot.experiment.network.widths[1:]
        identical = [same and width > 1 for same, width in zip(picture.identical, widths, strict=True)]
        self._chips.show_identical(identical)
        notes: dict[str, list[str]] = {}
        for index, layer in enumerate(self._spec().layers):
            for note in (IDENTICAL if identical[index] else "", layer.activation.warning):
                if note:
                    notes.setdefault(note, []).append(str(index + 1))
        lines = [f"Layer{'s' * (len(layers) > 1)} {', '.join(layers)}: {note}" for note, layers in notes.items()]
        lines += filter(None, [missed(picture.snapshot)])
        self._note.setText("\n".join(lines))
        self._note.setVisible(bool(lines))

    def show_history(self, history: History) -> None:
        """Show how the edges came about."""
        self._view.show_history(history)

    def show_probe(self, probe: Probe | None) -> None:
        """Write on every node what it answers to one input, or nothing."""
        self._view.show_probe(probe)

    @Slot(str)
    def choose_lens(self, name: str) -> None:
        """Look at the edges through a lens; `name` is a registered one."""
        lens = edge_lenses.make(name)
        self._header.lenses.choose(name)
        self._view.choose_lens(lens)
        self._follow_look()

    def light_booked(self, booked: Mapping[int, float]) -> None:
        """Light what the loss account books most to: shares −1…1 by index in theta, below 0 where the loss fell."""
        self._view.drawing.light_booked(booked)
        self._follow_look()

    def choose_view(self, name: str) -> None:
        """Look at the network in one of NETWORK_VIEWS."""
        assert self._header.views is not None
        self._header.views.choose(name)
        choice = self.faces.show_face(name)
        if name == "graph":
            self._header.offer_lenses()
        else:
            self._header.offer(choice, "" if choice is None else "Plane")

    def looks_at(self) -> str:
        """Which of NETWORK_VIEWS is on show."""
        assert self._header.views is not None
        return self._header.views.value()

    def set_large(self, large: bool) -> None:
        """Draw nodes as large as the height allows, for a projector, or in their usual size."""
        self._view.set_large(large)

    @Slot(bool)
    def set_sign_patterns(self, shown: bool) -> None:
        """Draw negative edges dashed, or not."""
        self._view.set_sign_patterns(shown)

    # following and asking

    @Slot(str)
    def _report_lens(self, name: str) -> None:
        self.choose_lens(name)
        self.lens_chosen.emit(name)

    @Slot(object)
    def _follow_layout(self, layout: GraphLayout) -> None:
        self._chips.place([column.x for column in layout.columns])
        if not self._view.drawing.large:  # there the columns move a little with the height
            self._fold_parts()

    @Slot()
    def _follow_look(self) -> None:
        drawing = self._view.drawing
        self._legend.show_lens(self._view.lens, dead=bool(drawing.dead_units()), booked=bool(drawing.booked))

    @Slot(int, object)
    def _open_menu(self, column: int, place: QPoint | None) -> None:
        if column > 0:
            self._chips.open_menu(column - 1, place)
        elif self._spec().inputs == len(PLAIN):
            button = self._view.feature_button
            self._features.show_spec(self._spec())
            self._features.popup(button.mapToGlobal(QPoint(0, button.height() + 2)) if place is None else place)

    @Slot()
    def _open_features(self) -> None:
        self._open_menu(0, None)

    @Slot(str, bool)
    def _ask_feature(self, name: str, wanted: bool) -> None:
        label = features.make(name).label
        text = f"Add the feature {label}" if wanted else f"Remove the feature {label}"
        self.network_requested.emit(text, self._spec().with_feature(name, wanted))

    def _spec(self) -> NetworkSpec:
        assert self._experiment is not None
        return self._experiment.network

    @Slot(int, int)
    def _ask_units(self, layer: int, units: int) -> None:
        before = self._spec().layers[layer].units
        texts = {1: "Add a unit", -1: "Remove a unit"}
        text = texts.get(units - before, "Change the units")
        self.network_requested.emit(text, self._spec().with_units(layer, units))

    @Slot(int, object)
    def _ask_activation(self, layer: int, wanted: str | Activation) -> None:
        now = self._spec().layers[layer].activation
        if wanted in (now, now.name):
            return
        try:
            network = self._spec().with_activation(layer, wanted)
        except ValueError as why:
            self.refused.emit(str(why))
            self._chips.menu().renew(self._spec())
            return
        self.network_requested.emit("Change the activation", network)

    @Slot(object)
    def _ask_initializer(self, wanted: str | Initializer) -> None:
        if wanted not in (self._spec().initializer, self._spec().initializer.name):
            network = replace(self._spec(), initializer=initializers.make(wanted), theta=None)
            self.network_requested.emit("Change the weight initialisation", network)

    @Slot(int, bool)
    def _ask_frozen_layer(self, layer: int, frozen: bool) -> None:
        text = "Freeze a layer" if frozen else "Unfreeze a layer"
        self.network_requested.emit(text, self._spec().with_frozen_layer(layer, frozen))

    @Slot(int, bool)
    def _ask_freeze(self, index: int, frozen: bool) -> None:
        text = "Freeze a weight" if frozen else "Unfreeze a weight"
        self.network_requested.emit(text, self._spec().with_frozen(index, frozen))

    @Slot(int, bool)
    def _ask_cut(self, index: int, cut: bool) -> None:
        self.network_requested.emit("Cut an edge" if cut else "Join an edge", self._spec().with_cut(index, cut))

    @Slot(int)
    def _ask_layer(self, before: int) -> None:
        self.network_requested.emit("Add a layer", self._spec().with_layer_before(before))

    @Slot(int)
    def _ask_removal(self, layer: int) -> None:
        self.network_requested.emit("Remove a layer", self._spec().without_layer(layer))


class _SidewaysArea(QScrollArea):
    """Scrolls sideways where the columns would stand too close; never up and down."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        """Whatever is left."""
        return QSize(100, LEAST_GRAPH)
