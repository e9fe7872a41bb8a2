"""Everything that is drawn of a network: edges, nodes and marks, and the values they show."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QEasingCurve, QPointF, QVariantAnimation, Slot
from PySide6.QtWidgets import QGraphicsScene

from mlpviz.engine import number
from mlpviz.engine.edge_lenses import EdgeLens, Gradients, LastUpdate, Weights
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.telling.naming import names_of
from mlpviz.nn.features import PLAIN
from mlpviz.state.picture_maker import Picture, Probe
from mlpviz.views.graph.edge_facts import EdgeFacts, past
from mlpviz.views.graph.edge_look import EdgeLook, EdgeValues, Held, held_of, look
from mlpviz.views.graph.edges import EdgeItem
from mlpviz.views.graph.layout import GraphLayout
from mlpviz.views.graph.layout import Slot as Place
from mlpviz.views.graph.marks import MarksItem
from mlpviz.views.graph.names import described
from mlpviz.views.graph.nodes.dead_mark import told
from mlpviz.views.graph.nodes.node import Node
from mlpviz.views.graph.nodes.thumbnail_images import ThumbnailImages
from mlpviz.views.graph.nodes.thumbnail_text import room_for_names, text_of
from mlpviz.views.graph.nodes.thumbnails import ThumbnailsItem
from mlpviz.views.graph.nodes.tiles import TileItem
from mlpviz.views.graph.thumbnail_layout import bias_place, thumbnail_layout
from mlpviz.views.graph.wires import Wires
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter


class GraphScene(QGraphicsScene):
    """Holds the items of one network and hands them the values of a picture."""

    def __init__(self, theme: Theme, typesetter: Typesetter) -> None:
        super().__init__()
        self._theme, self._typesetter = theme, typesetter
        self.values = EdgeValues()
        self.lens: EdgeLens = Weights()
        self.experiment: Experiment | None = None
        self.picture: Picture | None = None
        self.history: History | None = None
        self.graph: GraphLayout | None = None
        self.wires: Wires | None = None
        self.look: EdgeLook | None = None
        self.held = Held()
        self.booked: Mapping[int, float] = {}
        """What the loss account lights: a share −1…1 by index in theta."""
        self._probe: Probe | None = None
        self._indices = np.zeros(0, dtype=np.intp)
        self._biases: list[int] = []
        """Where in theta the biases of each column begin."""
        self._nodes: dict[tuple[int, int], Node] = {}
        self._tiles: list[TileItem] = []
        self._travels: list[tuple[Node, QPointF | None]] = []
        self._images = ThumbnailImages(theme)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.edges = EdgeItem(theme)
        self.edges.turns.setParent(self)  # where whoever waits for the whole picture finds it
        self.marks = MarksItem(theme, self.edges.pens)
        self._units = ThumbnailsItem(theme, typesetter)
        for item in (self.edges, self.marks, self._units):
            self.addItem(item)
        self._arrival = QVariantAnimation(self)
        self._arrival.setStartValue(0.0)
        self._arrival.setEndValue(1.0)
        self._arrival.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._arrival.valueChanged.connect(self._move_nodes)
        self.large = False
        """Whether nodes are as large as the height allows."""
        self.restyle()

    def restyle(self) -> None:
        """Take the colours from the theme again; lay out anew afterwards."""
        self.setBackgroundBrush(self._theme.palette.color("canvas"))
        self._images.restyle()
        self.edges.restyle()

    # laying out

    def arrange(self, width: float, height: float, opened: dict[int, int], *, moving: bool = False) -> None:
        """Place everything in an area. `moving` lets nodes travel from where they stood."""
        assert self.experiment is not None
        spec = self.experiment.network
        self.graph = thumbnail_layout(
            spec.widths, width, height, opened, left=room_for_names(self.experiment, self._theme, self._typesetter),
            foot=spec.inputs == len(PLAIN), large=self.large,
        )  # fmt: skip
        area = self.graph.area
        self.setSceneRect(area)
        self.wires = Wires(self.graph, spec)
        self._biases = [0, *(spec.bias_index(layer, 0) for layer in range(len(spec.layers)))]
        self.look = None
        self.edges.set_wires(self.wires, area)
        self.marks.set_wires(self.wires, area)
        before = {key: node.slot.rect.center() for key, node in self._nodes.items()}
        self._make_nodes(self.graph, self.experiment)
        self._begin_travel(before if moving else {})
        if self.picture is not None:
            self.draw_faces()
            self.draw_edges(arriving=moving)
        self.show_probe(self._probe)

    def _make_nodes(self, graph: GraphLayout, experiment: Experiment) -> None:
        for item in self._tiles:
            self.removeItem(item)
        self._nodes, self._tiles = {}, []
        for slot in graph.slots():
            if slot.is_unit:
                text = text_of(experiment, self._theme, graph, slot)
                self._nodes[slot.column, slot.first] = Node(slot, bias_place(graph, slot), text)
            else:
                tile = TileItem(self._theme, slot)
                self._tiles.append(tile)
                self.addItem(tile)
        self._units.set_nodes(tuple(self._nodes.values()), graph.area)

    def _begin_travel(self, before: dict[tuple[int, int], QPointF]) -> None:
        self._arrival.stop()
        duration = self._theme.ms("node_add_remove")
        if before and duration:
            self._travels = [(node, before.get(key)) for key, node in self._nodes.items()]
            self._arrival.setDuration(duration)
            self._arrival.start()
            self._move_nodes(0.0)

    @Slot(object)
    def _move_nodes(self, share: float) -> None:
        for node, origin in self._travels:
            if origin is None:
                node.opacity = share
            else:
                node.offset = (origin - node.slot.rect.center()) * (1.0 - share)
        if share >= 1.0:
            self._travels = []
        self._units.set_moving(bool(self._travels))

    # drawing a frame

    def rest(self, resting: bool) -> None:
        """Whether the next picture stays on show: the limits of its colours are then its own."""
        self.values.rest(resting)
        self._images.resting = resting

    def draw_faces(self) -> None:
        """Give every node its thumbnail and bias."""
        if self.picture is None:
            return
        images, theta = self._images.images(self.picture), self.picture.snapshot.theta
        dead = self.dead_units()
        for (column, unit), node in self._nodes.items():
            node.face.dead = (column, unit) in dead
        faces = (
            (node, images[column][unit], float(theta[self._biases[column] + unit]) if column else math.nan)
            for (column, unit), node in self._nodes.items()
        )
        self._units.show_faces(faces, self.values.bias_limit.value)

    def dead_units(self) -> frozenset[tuple[int, int]]:
        """Column and unit of all that never fire on any train point, also those behind a tile."""
        histograms = self.picture.histograms if self.picture is not None else ()
        return frozenset((layer + 1, unit) for layer, one in enumerate(histograms) for unit in one.dead_units)

    def draw_edges(self, *, fade: bool = False, arriving: bool = False) -> None:
        """Give every edge its pens; `fade` crosses over to another lens, `arriving` to other edges."""
        if self.wires is None or self.picture is None:
            return
        self._indices = self.wires.indices(self.values.strength(self.lens))
        self.held = held_of(self.experiment.network) if self.experiment is not None else Held()
        self.look = look(self.values, self.lens, self._indices, self._theme.palette.line_factor, self.held)
        duration = "lens_crossfade" if fade else "node_add_remove" if arriving else ""
        self.edges.set_look(self.look, self._theme.ms(duration) if duration else 0)
        self.marks.set_look(self.look, self.lens)
        self._light()

    def light_booked(self, booked: Mapping[int, float]) -> None:
        """Light the edges of these parameters, or the units whose biases they are; {} lights nothing."""
        self.booked = dict(booked)
        self._light()

    def _light(self) -> None:
        units = [node.slot for (column, _), node in self._nodes.items() if column]
        biases = {self.bias_index(slot): slot for slot in units} if self.booked else {}
        edges = [(edge, share) for index, share in self.booked.items() for edge in self.edges_of((index,))]
        nodes = [(biases[index], share) for index, share in self.booked.items() if index in biases]
        self.marks.light(edges, nodes)

    def show_probe(self, probe: Probe | None) -> None:
        """Write on every node what it answers to one input, or nothing."""
        fits = probe is not None and self.graph is not None and tuple(map(len, probe.outputs)) == self.graph.widths
        if not fits and self._probe is None:
            return
        self._probe = probe if fits else None
        for (column, unit), node in self._nodes.items():
            node.face.value = None if self._probe is None else float(self._probe.outputs[column][unit])
        self._units.update()

    # asking

    def node(self, column: int, unit: int) -> Node:
        """A visible unit."""
        return self._nodes[column, unit]

    def tiles(self) -> tuple[TileItem, ...]:
        """The tiles of folded layers."""
        return tuple(self._tiles)

    def bias_at(self, point: QPointF) -> Node | None:
        """The node whose bias tick is under a point."""
        for node in self._nodes.values():
            rect = node.bias_rect
            if not rect.isEmpty() and rect.adjusted(-3, -5, 3, 5).contains(point) and node.face.known:
                return node
        return None

    def bias_index(self, slot: Place) -> int:
        """The entry of theta that is a unit's bias."""
        assert self.experiment is not None
        return self.experiment.network.bias_index(slot.column - 1, slot.first)

    def index_of(self, edge: int) -> int:
        """The entry of theta that a visible edge shows."""
        return int(self._indices[edge])

    def edges_of(self, entries: tuple[int, ...]) -> list[int]:
        """The visible edges that show these entries of theta."""
        return [edge for index in entries for edge in np.flatnonzero(self._indices == index).tolist()]

    def light_edges_of(self, node: Place | None) -> None:
        """Show the edges into a node at full strength and the others pale; of an input, those that lead on."""
        lit = None
        if node is not None and self.wires is not None:
            lit = frozenset(self.wires.touching(node, incoming=node.column > 0))
        self.edges.set_lit(lit)

    def facts(self, edge: int) -> EdgeFacts | None:
        """What there is to tell of a visible edge."""
        if self.wires is None or self.picture is None or self.look is None:
            return None
        source, target = self.wires.ends[edge]
        bundled = (source.last - source.first + 1) * (target.last - target.first + 1)
        return self.facts_of(self.index_of(edge), bundled)

    def facts_of(self, index: int, bundled: int = 1) -> EdgeFacts | None:
        """What there is to tell of an entry of theta."""
        if self.wires is None or self.picture is None or index >= self.values.theta.size:
            return None
        snapshot = self.picture.snapshot
        experiment = self.experiment or snapshot.experiment
        spec, names = experiment.network, names_of(experiment)
        layer = max(layer for layer in range(len(spec.layers)) if spec.weight_index(layer, 0, 0) <= index)
        source, unit = self.wires.place_of(layer, index)
        weight, gradient, change = (
            float(self.values.of(lens)[index]) for lens in (Weights(), Gradients(), LastUpdate())
        )
        return EdgeFacts(
            index, names.edge_text(layer + 1, source, unit), weight, gradient, change, bundled,
            *past(self.history, snapshot, index),
            source="" if layer else names.unit(0, source), frozen=index in spec.frozen, cut=index in spec.cut,
            layer_frozen=layer in spec.frozen_layers, penalized=self.values.penalized,
        )  # fmt: skip

    def explain(self, slot: Place) -> str:
        """The exact values of a node, or what a tile does."""
        assert self.graph is not None
        if not slot.is_unit:
            return "Fold this layer" if slot.kind == "fold" else self._explain_tile(slot)
        assert self.experiment is not None
        name = described(self.experiment, slot.column, slot.first)
        parts = [name]
        if slot.column:
            face = self.node(slot.column, slot.first).face
            parts = [f"{name} · {self.experiment.network.layers[slot.column - 1].activation.label}"]
            parts += [f"bias {number.signed(face.bias)}"] if face.known else []
            if face.dead and self.picture is not None:
                parts.append(told(self.picture.snapshot.experiment.points.train_count))
        if self._probe is not None:
            parts.append(f"answers {number.signed(float(self._probe.outputs[slot.column][slot.first]))}")
        return "\n".join(parts)

    def _explain_tile(self, slot: Place) -> str:
        dead = sum((slot.column, unit) in self.dead_units() for unit in range(slot.first, slot.last + 1))
        some = f"\n{number.count(dead)} of them never fire{'s' * (dead == 1)} on any train point" if dead else ""
        return f"Show {number.counted(slot.hidden, 'other unit')}{some}"
