"""The Activations laboratory as a workspace: what its views ask for, what commands mean in it, what can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QUndoStack

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.functions.depth import MOST
from mlpviz.engine.functions.samples import slopes, values
from mlpviz.engine.functions.table import function_table
from mlpviz.engine.functions.texts import title
from mlpviz.nn.activation import Activation
from mlpviz.views.activations.axes import FARTHEST
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.activations import sentences
from mlpviz.workspaces.activations.commands import COMMANDS, HERE, STEPS
from mlpviz.workspaces.activations.network_in_view import NetworkInView
from mlpviz.workspaces.activations.network_on_page import show_network
from mlpviz.workspaces.activations.selecting import Selecting
from mlpviz.workspaces.activations.selection import REGISTERED, Selection, checked
from mlpviz.workspaces.activations.writing_own import WritingOwn
from mlpviz.workspaces.workspace import Form, Handler, Table, Workspace

if TYPE_CHECKING:
    from mlpviz.workspaces.activations.page import ActivationsPage
    from mlpviz.workspaces.activations.toolbar import ActivationsToolbar

VIEWS = ("function", "depth")
ROWS = 401
"""How many z the saved table has."""


class ActivationsLab(Workspace):
    """Functions to show and compare, a probe, and the sums of the Playground's network under the same axis."""

    name, title, icon = HERE, "Activations", "activations"
    about = "See what an activation function does to sums and gradients"
    commands = COMMANDS
    opens = True
    view: ActivationsPage
    bar: ActivationsToolbar

    def __init__(self, theme: Theme, bench: Bench, parent: QObject | None = None) -> None:
        """Show tanh, compared with the sigmoid; `bench` is the Playground's, whose network is looked at."""
        super().__init__(parent)
        self._theme, self._bench = theme, bench
        self.selecting = Selecting(self)
        self.network = NetworkInView(bench, self)
        self.probe, self.depth, self.layer, self.shown_view = 1.1, 10, 0, VIEWS[0]
        self.parts = {"slope": True, "zones": True, "tangent": True}
        self._used_at, self._noted = -1, (0, "", "", "")
        self._handed: tuple[object, Experiment | None] = (None, None)
        self.selecting.changed.connect(self._show_selection)
        self.selecting.stack.indexChanged.connect(self._note_change)
        self.network.changed.connect(self._show_network)
        bench.trainer.training_changed.connect(self._note_training)
        self._handlers = self._all_handlers()

    def _build(self) -> None:
        from mlpviz.workspaces.activations.page import ActivationsPage
        from mlpviz.workspaces.activations.toolbar import ActivationsToolbar

        self.view, self.bar = ActivationsPage(self._theme), ActivationsToolbar(self._theme)
        self._page, self._toolbar = self.view, self.bar
        tiles, stage, side = self.view.tiles, self.view.stage, self.view.side
        self.writing = WritingOwn(stage.formula, self.selecting, self)
        self.writing.changed.connect(self._show_draft)
        tiles.show_requested.connect(self.show_function)
        tiles.compare_requested.connect(self.selecting.compare)
        tiles.remove_requested.connect(self.selecting.remove)
        tiles.write_requested.connect(self.write_own)
        tiles.activation_requested.connect(self.selecting.take_parameters_of)
        stage.view_requested.connect(self.choose_view)
        stage.part_requested.connect(self.set_part)
        stage.live_requested.connect(self.network.release)
        stage.deep.depth_requested.connect(self.set_depth)
        for source in (stage, side):
            source.probe_requested.connect(self.set_probe)
        side.activation_requested.connect(self.selecting.take_parameters)
        side.layer_requested.connect(self.choose_layer)
        side.use_requested.connect(self.use)
        self.bar.follow(self._bench)

    def _all_handlers(self) -> dict[str, Handler]:
        return {
            "function": self._show_named,
            "compare": self._compare_named,
            "compare_none": self.selecting.compare_none,
            "function_part": self._toggle_part,
            "other_view": self._other_view,
            "deeper": partial(self._step_depth, 1),
            "shallower": partial(self._step_depth, -1),
            "function_probe": self._step_probe,
            "write_own": self.write_own,
            "remove_own": self._remove_own,
            "use_in_layer": self.use,
            "own_network": self.network.release,
            "fit": self._fit,
            **self._transport(),
        }

    def _transport(self) -> dict[str, Handler]:
        bench = self._bench
        return {
            "play": bench.play_or_pause, "epoch": bench.one_epoch, "back": bench.transport.back,
            "reset": partial(bench.reset, False), "reset_new": partial(bench.reset, True),
        }  # fmt: skip

    # what the window shows

    @property
    def selection(self) -> Selection:
        """What the learner chose."""
        return self.selecting.selection

    @property
    def activation(self) -> Activation:
        """The function on show; while one is being written, that one."""
        draft = self.writing.draft if self._page is not None else None
        return draft or self.selection.activation

    @property
    def _unusable(self) -> str:
        return self.writing.why if self._page is not None else ""

    @property
    def opened(self) -> str:
        """Which function is shown, without its parameters."""
        return title(type(self.activation)()) if self.activation.spans() else title(self.activation)

    @property
    def edited(self) -> bool:
        """Whether the learner has functions of their own."""
        return bool(self.selection.own)

    @property
    def undo_stack(self) -> QUndoStack:
        """Which functions were shown and compared, their parameters, and the learner's own ones."""
        return self.selecting.stack

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean here; a network that was handed over does not train."""
        unused = set() if self.selection.shown >= len(REGISTERED) else {"remove_own"}
        unused |= set(self._transport()) if self.network.held else {"own_network"}
        return {name: handler for name, handler in self._handlers.items() if name not in unused}

    # what happens to it

    def enter(self) -> None:
        """Show everything, and follow the network from now on."""
        self.network.watch(True)
        self._show_selection()
        for name, on in self.parts.items():
            self.checked.emit(f"function_part:{name}", on)
        self.view.stage.show_parts(self.parts)

    def leave(self) -> None:
        """Training pauses; the network is no longer followed."""
        self._bench.transport.pause()
        self.network.watch(False)

    def fit_to(self, window: QSize) -> None:
        """Arrange the columns for a window of this size."""
        if self._page is not None:
            self.view.fit_to(window)

    def present(self, presenting: bool) -> None:
        """The plots take the room of the tiles."""
        if self._page is not None:
            self.view.present(presenting)

    def take_key(self, event: QKeyEvent) -> bool:
        """Esc leaves the line for a formula."""
        if event.key() == Qt.Key.Key_Escape and self._page is not None and self.writing.open:
            self.writing.leave()
            return True
        return False

    def answer(self, key: str) -> None:
        """Take back the function that was just used in the Playground, if nothing has been done there since."""
        stack = self._bench.document.undo_stack
        if key == "undo_use" and stack.index() == self._used_at:
            stack.undo()
        self.told.emit("", [], "info")

    # choosing

    @Slot(int)
    def show_function(self, index: int) -> None:
        """Show a function."""
        self.writing.leave()
        self.selecting.show(index)

    def _show_named(self, name: str) -> None:
        self.show_function(self.selection.place_of(name))

    def _compare_named(self, name: str) -> None:
        self.selecting.compare(self.selection.place_of(name))
        self._check_commands()

    def _remove_own(self) -> None:
        self.selecting.remove(self.selection.shown)

    @Slot()
    def write_own(self) -> None:
        """Open the line for a formula."""
        self.choose_view(VIEWS[0])
        self.writing.begin()

    @Slot(float)
    def set_probe(self, z: float) -> None:
        """Look at another z."""
        self.probe = min(max(z, -FARTHEST), FARTHEST)
        self._show_probe()

    def _step_probe(self, name: str) -> None:
        self.set_probe(round(self.probe + STEPS[name], 10) + 0.0)

    @Slot(str, bool)
    def set_part(self, name: str, on: bool) -> None:
        """Draw a part of the plot, or leave it out."""
        self.parts = {**self.parts, name: on}
        self.view.stage.show_parts(self.parts)
        self.checked.emit(f"function_part:{name}", on)

    def _toggle_part(self, name: str) -> None:
        self.set_part(name, not self.parts[name])

    @Slot(str)
    def choose_view(self, name: str) -> None:
        """Show the function, or what depth does."""
        self.shown_view = name
        self.view.stage.show_view(name)
        self._show_depth()

    def _other_view(self) -> None:
        self.choose_view(VIEWS[self.shown_view == VIEWS[0]])

    @Slot(int)
    def set_depth(self, depth: int) -> None:
        """Apply the function so many times."""
        self.depth = min(max(depth, 1), MOST)
        self._show_depth()

    def _step_depth(self, by: int) -> None:
        self.choose_view(VIEWS[1])
        self.set_depth(self.depth + by)

    def _fit(self) -> None:
        self.view.stage.plot.fit()

    # the network

    @Slot(int)
    def choose_layer(self, index: int) -> None:
        """Show the sums of another layer."""
        self.layer = index
        self._show_network()

    @Slot()
    def use(self) -> None:
        """Give the chosen layer the function on show: in the Playground, or in a copy of what was handed over."""
        sums, activation = self.network.sums(), self.activation
        if why := self._unusable or self.network.refusal(activation, self.layer):
            self.told.emit(why, [], "warn")
            return
        name, now = sentences.layer_name(self.layer, sums), title(activation)
        text = f"Use {now} in {name[:1].lower()}{name[1:]}"
        if self.network.held:
            self.open_requested.emit("playground", self.network.with_function(activation, self.layer))
            return
        before = self.network.chosen(self.layer)
        if before == activation:
            self.told.emit(f"{name} has {now} already.", [], "info")
        elif self.network.use(activation, self.layer, text):
            self._used_at = self._bench.document.undo_stack.index()
            self.told.emit(sentences.used(now, title(before), name), [("undo_use", "Undo")], "info")

    @Slot(bool)
    def _note_training(self, training: bool) -> None:
        if self._page is not None:
            self.bar.show_training(training, held=self.network.held)
            self._show_network()

    # showing

    @Slot()
    def _show_draft(self) -> None:
        self._show_selection()
        self.changed.emit()

    @Slot()
    def _show_selection(self) -> None:
        if self._page is None:
            return
        chosen, draft = self.selection, self.writing.draft
        shown = chosen.named(chosen.shown) if draft is None else sentences.named(draft)
        compared = [chosen.named(index) for index in chosen.compared]
        functions = [chosen.named(index) for index in range(len(chosen.functions))]
        self.view.tiles.show_functions(
            functions, -1 if self.writing.open else chosen.shown, chosen.compared, len(REGISTERED)
        )
        self.view.stage.show_functions(shown, compared, outdated=bool(self._unusable))
        self.view.side.show_function(shown, outdated=bool(self._unusable))
        self._show_probe()
        self._show_network()
        self._check_commands()

    def _check_commands(self) -> None:
        chosen = self.selection
        for index, kind in enumerate(REGISTERED):
            self.checked.emit(f"compare:{kind.__name__}", index in chosen.compared)
            if index == chosen.shown:
                self.checked.emit(f"function:{kind.__name__}", True)

    def _show_probe(self) -> None:
        z = np.array([self.probe])
        f, slope = float(values(self.activation, z)[0]), float(slopes(self.activation, z)[0])
        self.view.stage.plot.show_probe(self.probe)
        self.view.stage.sums.show_probe(self.probe)
        self.view.side.show_reading(self.probe, f, slope)
        self._show_depth()

    def _show_depth(self) -> None:
        if self.shown_view == "depth":
            self.view.stage.deep.show_depth(self.activation, self.depth, self.probe)

    @Slot()
    def _show_network(self) -> None:
        if self._page is not None and self.network.snapshot is not None:
            self.layer = min(self.layer, len(self.network.sums()) - 1)
            shown = (self.activation, self.layer, self._unusable)
            show_network(self.view, self.network, *shown, zones=self.parts["zones"])
            self.bar.show_network(self.network.snapshot, self.layer, self._bench.playhead.rate)
            self.bar.show_training(self._bench.trainer.training, held=self.network.held)

    @Slot()
    def _note_change(self) -> None:
        """Tell the window, unless all it shows is as before: a slider that is dragged asks for this at every step."""
        stack = self.selecting.stack
        now = (stack.index(), stack.undoText(), stack.redoText(), self.opened)
        if now != self._noted:
            self._noted = now
            self.told.emit("", [], "info")  # what was said was about what was shown before
            self.changed.emit()

    # what goes elsewhere

    def handed(self) -> Experiment | None:
        """The network on show with the function on show in the chosen layer, if it can be used there."""
        key = (self.network.snapshot, None if self._unusable else self.activation, self.layer)
        if self._handed[0] != key:
            self._handed = (key, self.network.handed(*key[1:]))
        return self._handed[1]

    def take(self, experiment: Experiment) -> None:
        """Look at the network of another laboratory."""
        self.layer = 0
        self.network.take(experiment)

    def numbers(self) -> Table:
        """For z over the axis on show: f and f′ of the function on show and of those compared with it."""
        low, high = (self.view.axis.low, self.view.axis.high) if self._page is not None else (-5.0, 5.0)
        compared = (self.selection.functions[index] for index in self.selection.compared)
        return function_table([self.activation, *compared], np.linspace(low, high, ROWS))

    @property
    def busy(self) -> bool:
        """Whether newer sums are still to be shown."""
        return self.network.waiting

    # what stays

    @property
    def work(self) -> object:
        """Which functions were shown and compared, their parameters, and the learner's own ones."""
        return self.selection

    def form(self) -> Form:
        """The functions, the probe, the depth, and what is drawn."""
        return {**self.selection.form(), "probe": self.probe, "depth": self.depth, "view": self.shown_view,
                "layer": self.layer, "parts": dict(self.parts)}  # fmt: skip

    def restore(self, form: Form) -> None:
        """Bring back what `form` gave."""
        selection = checked(form, VIEWS)
        self.probe, self.depth, self.layer = float(form["probe"]), int(form["depth"]), int(form["layer"])
        self.parts, self.shown_view = {name: bool(form["parts"].get(name, True)) for name in self.parts}, form["view"]
        self.selecting.put(selection)
        if self._page is not None:
            self.choose_view(self.shown_view)
            self.view.stage.show_parts(self.parts)
