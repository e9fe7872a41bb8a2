"""Every command of the program: name, text, menu and keys. The handlers are elsewhere, found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mlpviz.data.shapes import shapes_shown
from mlpviz.engine.edge_lenses import edge_lenses
from mlpviz.engine.examples import EXAMPLES

SINGLE = frozenset(("Space", "Home", "End", "Left", "Right", ",", ".", "[", "]", "+", "=", "-"))
"""Keys that act without a modifier, besides letters and digits, unless the focused widget uses them."""


@dataclass(frozen=True)
class Command:
    """An action that the learner can start by menu or key."""

    name: str
    """The name of its handler. The part after a colon is an argument: "preset:XOR" has the handler "preset"."""
    menu: str
    """The menu, with ▸ before a submenu; "" for commands that only have keys."""
    text: str
    keys: tuple[str, ...] = ()
    """Qt's portable key sequences; the first one is shown in the menu."""
    context: str = "window"
    """Where the key acts: "window", the name of a workspace, or the part of the window that needs the focus."""
    checkable: bool = False
    group: str = ""
    """Exactly one command of a group is checked."""
    when: str = ""
    """The kind of points that must be shown for the key to act, "classes" or "values"; the menu entry always does."""
    held: bool = False
    """Whether the command also acts while its key is held down."""
    needs: str = ""
    """Why it cannot be carried out, where its workspace is on show and it still cannot: "only while stepping"."""

    @property
    def group_name(self) -> str:
        """The name of its submenu, where its text says nothing without that: "Theme" for "Light"; else ""."""
        _, _, group = self.menu.rpartition(" ▸ ")
        return "" if " ▸ " not in self.menu or self.text.startswith(group) else group

    @property
    def told(self) -> str:
        """What it does, understood without its menu."""
        return f"{self.group_name}: {self.text}" if self.group_name else self.text

    @property
    def bare(self) -> bool:
        """Whether its key needs no Ctrl or Alt, so that it acts only if the focused widget does not use it."""
        return bool(self.keys) and is_bare(self.keys[0])


def is_bare(key: str) -> bool:
    """Whether a key is pressed without Ctrl or Alt."""
    last = key.removeprefix("Shift+")
    return last in SINGLE or (len(last) == 1 and last.isalnum())


_DIGITS = 9
"""The number of presets of a kind that get a key: Alt and a digit."""

_GRIDS = (
    ("coarse", "Coarse: a twelfth of the width, 0.5 in the usual square"),
    ("medium", "Medium: half of that, 0.25"),
    ("fine", "Fine: a fifth of that, 0.1"),
)

NETWORK_VIEWS = (
    ("graph", "Graph", "Units and edges."),
    ("hidden", "Hidden space", "The points as each layer sees them."),
    ("landscape", "Landscape", "The loss around the way that training took."),
)
"""How the network of the Playground can be looked at: name, text and what it shows."""

LEVELS = (("words", "Words"), ("numbers", "Numbers"), ("code", "Code"))
"""How much the step-through tells of an operation, by name."""

DEPTHS = (("epoch", "Epoch"), ("batch", "Batch"), ("sample", "Sample"), ("operation", "Operation"))
"""How deep the step-through looks, from the widest view to the closest, by name."""

RECENT = 8
"""How many recent files the menu shows."""

STEPPING, NOT_STEPPING = "only while stepping", "not while stepping"
VALUES, CLASSES = "only for points that carry values", "only for points that have classes"
_START = Command("start_page", "File", "Start page", ("Ctrl+N",))
_NEW = Command("new", "File", "New, without points")
_EXAMPLES = Command("examples", "File", "Published examples…", ("Ctrl+Shift+O",))
_FILES: tuple[Command, ...] = (
    Command("open", "File", "Open session or points…", ("Ctrl+O",)),
    *(Command(f"recent:{place}", "File ▸ Recent", f"Recent file {place + 1}") for place in range(RECENT)),
    Command("save", "File", "Save session", ("Ctrl+S",)),
    Command("save_as", "File", "Save session as…", ("Ctrl+Shift+S",)),
    Command("save_points", "File", "Save points as CSV…"),
    Command("save_picture", "File", "Save picture…", ("Ctrl+Shift+P",)),
    Command("save_film", "File", "Save film of the training…", ("Ctrl+Alt+M",)),
    Command("save_numbers", "File", "Save the numbers on show as CSV…", ("Ctrl+Alt+S",)),
    Command("save_walk:page", "File ▸ Save walk", "As web page that steps through it…", ("Ctrl+Alt+P",),
            needs=STEPPING),
    Command("save_walk:markdown", "File ▸ Save walk", "As Markdown with equations…", needs=STEPPING),
    Command("save_walk:latex", "File ▸ Save walk", "As LaTeX document…", needs=STEPPING),
    Command("save_walk:worksheet", "File ▸ Save walk", "As worksheet with its key…", needs=STEPPING),
)
_EDIT_TO_TEXT: tuple[Command, ...] = (
    Command("undo", "Edit", "Undo", ("Ctrl+Z",), needs="there is nothing to undo"),
    Command("redo", "Edit", "Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), needs="there is nothing to redo"),
    Command("cut", "Edit", "Cut points", ("Ctrl+X",)),
    Command("copy", "Edit", "Copy points, or the operation", ("Ctrl+C",)),
    Command("copy_operation:text", "Edit ▸ Copy operation", "Copy as text", needs=STEPPING),
    Command("copy_operation:latex", "Edit ▸ Copy operation", "Copy as LaTeX", ("Ctrl+Shift+C",), needs=STEPPING),
    Command("copy_operation:picture", "Edit ▸ Copy operation", "Copy as picture", ("Ctrl+Alt+C",), needs=STEPPING),
    Command("paste", "Edit", "Paste points", ("Ctrl+V",)),
    Command("duplicate", "Edit", "Duplicate points", ("Ctrl+Shift+D",)),
    Command("select_all", "Edit", "Select all points", ("Ctrl+A",)),
    Command("paste_points", "Edit", "Paste a table of points…", ("Ctrl+Shift+V",)),
    Command("find", "Edit", "Find a command, preset, example or value…", ("Ctrl+K",)),
    Command("theme:system", "View ▸ Theme", "As the system", checkable=True, group="theme"),
    Command("theme:light", "View ▸ Theme", "Light", checkable=True, group="theme"),
    Command("theme:dark", "View ▸ Theme", "Dark", checkable=True, group="theme"),
    Command("theme:contrast", "View ▸ Theme", "High contrast", checkable=True, group="theme"),
    Command("text_larger", "View ▸ Text size", "Larger", ("Ctrl++", "Ctrl+=")),
    Command("text_smaller", "View ▸ Text size", "Smaller", ("Ctrl+-",)),
    Command("text_normal", "View ▸ Text size", "As designed", ("Ctrl+0",)),
)
_VIEW_TO_CLASSES: tuple[Command, ...] = (
    *(Command(f"level:{name}", "View ▸ Step through", text, checkable=True, group="level") for name, text in LEVELS),
    Command("code_pane", "View ▸ Step through", "Code beside the equation", ("Shift+C",), checkable=True),
    Command("graph_list", "View ▸ Step through", "Network as a list", ("Shift+G",), checkable=True),
    Command("predict", "View ▸ Step through", "Predict every result", ("Q",), checkable=True),
    *(Command(f"depth:{name}", "View ▸ Depth of the step-through", text, checkable=True, group="depth")
      for name, text in DEPTHS),
    *(Command(f"network_view:{name}", "View ▸ Network as", text, checkable=True, group="network_view")
      for name, text, _ in NETWORK_VIEWS),
    Command("next_view", "View ▸ Network as", "Next view", ("V",)),
    Command("previous_view", "View ▸ Network as", "View before", ("Shift+V",)),
    Command("sign_patterns", "View", "Sign patterns", checkable=True),
    Command("reduced_motion", "View", "Reduced motion", checkable=True),
    Command("presentation", "View", "Presentation", ("F11",), checkable=True),
    Command("fit", "View", "Fit the canvas", ("F",)),
    Command("add_layer", "Network", "Add a hidden layer", ("Ctrl+L",)),
    Command("remove_layer", "Network", "Remove the last hidden layer", ("Ctrl+Shift+L",)),
    Command("reset", "Network", "Same initial weights again", ("R",)),
    Command("reset_new", "Network", "New initial weights", ("Shift+R",)),
    Command("reset_to_defaults", "Network", "Reset to defaults"),
    Command("table", "Data", "Table of points, or presets", ("T",)),
    Command("tool:point", "Data", "Point", ("P",)),
    Command("tool:spray", "Data", "Spray", ("S",)),
    Command("tool:line", "Data", "Line", ("I",)),
    Command("tool:ring", "Data", "Ring", ("O",)),
    Command("tool:move", "Data", "Move", ("M",)),
    Command("tool:erase", "Data", "Erase (hold for a moment, tap to stay)", ("X",), held=True),
    Command("curve", "Data", "Class by a curve…"),
    Command("scale", "Data", "Scale by mean and spread"),
    Command("unscale", "Data", "Use the numbers as they are"),
    Command("values", "Data", "Values in place of classes", checkable=True),
    *(Command(f"class:{at}", "Data ▸ Class", f"Class {at + 1}", (str(at + 1),), needs=CLASSES)
      for at in range(6)),
    Command("brush_up", "Data", "Larger brush value", ("+", "="), needs=VALUES),
    Command("brush_down", "Data", "Smaller brush value", ("-",), needs=VALUES),
)
_PAYOFF: tuple[Command, ...] = (
    Command("payoff_next", "", "Step through the next update", ("Return", "Enter"), "card of an update"),
    Command("payoff_train", "", "Train on", ("Space",), "card of an update"),
    Command("payoff_down", "", "Further down on the card", ("PgDown",), "card of an update"),
    Command("payoff_up", "", "Further up on the card", ("PgUp",), "card of an update"),
    Command("payoff_close", "", "Close the card", ("Esc",), "card of an update"),
)
_CHAIN: tuple[Command, ...] = (
    Command("chain_first", "", "First factor of the chain", ("Home",), "chain"),
    Command("chain_back", "", "Factor back", ("Left",), "chain"),
    Command("chain_next", "", "Next factor; at the last step, from the loss again", ("Right",), "chain"),
    Command("chain_enter", "", "Next factor, or the button with the focus", ("Return", "Enter"), "chain"),
    Command("chain_next_path", "", "Next path", ("Shift+Right",), "chain"),
    Command("chain_weight", "", "Chain of the next weight", ("Ctrl+Right",), "chain"),
    Command("chain_previous", "", "Chain of the weight before", ("Ctrl+Left",), "chain"),
    Command("chain_last", "", "The whole chain", ("End",), "chain"),
    Command("chain_path:0", "", "All paths", ("0",), "chain"),
    *(Command(f"chain_path:{at}", "", f"Path {'ABCDEF'[at - 1]} alone", (str(at),), "chain") for at in range(1, 7)),
    Command("chain_leave", "", "Leave the chain", ("Esc", "C"), "chain"),
)
_BATCH: tuple[Command, ...] = (
    Command("batch_first", "", "First row of the batch", ("Home",), "batch"),
    Command("batch_back", "", "Row back", ("Left",), "batch"),
    Command("batch_next", "", "Next row", ("Right",), "batch"),
    Command("batch_enter", "", "Next row; at the last one, keep the update", ("Return", "Enter"), "batch"),
    Command("batch_part", "", "Next part of the rows", ("Shift+Right",), "batch"),
    Command("batch_other", "", "Next batch", ("Ctrl+Right",), "batch"),
    Command("batch_previous", "", "Batch before", ("Ctrl+Left",), "batch"),
    Command("batch_last", "", "Last row of the batch", ("End",), "batch"),
    Command("batch_column", "", "Follow the next weight", ("Alt+Right",), "batch"),
    Command("batch_column_back", "", "Follow the weight before", ("Alt+Left",), "batch"),
    Command("batch_fold", "", "Fold the layer of this weight into one column, or unfold it", ("F",), "batch"),
    Command("batch_deeper", "", "Into the sample", ("Down",), "batch"),
    Command("batch_shallower", "", "Out to the epoch", ("Up",), "batch"),
    Command("batch_leave", "", "Leave step-through", ("Esc", "B"), "batch"),
)
_REPLAY: tuple[Command, ...] = (
    Command("replay", "Run ▸ Time", "Play forwards, or stop", ("K",), needs=NOT_STEPPING),
    Command("replay_back", "Run ▸ Time", "Play backwards, or stop", ("J",), needs=NOT_STEPPING),
    Command("loop", "Run ▸ Time", "Loop over the range", ("Shift+L",), checkable=True, needs=NOT_STEPPING),
    Command("begin_range", "Run ▸ Time", "Range begins here", ("Shift+J",), needs=NOT_STEPPING),
    Command("end_range", "Run ▸ Time", "Range ends here", ("Shift+K",), needs=NOT_STEPPING),
    Command("no_range", "Run ▸ Time", "No range", needs=NOT_STEPPING),
    Command("earlier_change", "Run ▸ Time", "Earlier change", ("Shift+Left",), needs=NOT_STEPPING),
    Command("later_change", "Run ▸ Time", "Later change", ("Shift+Right",), needs=NOT_STEPPING),
)
_EPOCH: tuple[Command, ...] = (
    Command("epoch_first", "", "First batch that was walked", ("Home",), "epoch"),
    Command("epoch_back", "", "Batch back", ("Left",), "epoch"),
    Command("epoch_next", "", "Next batch", ("Right",), "epoch"),
    Command("epoch_enter", "", "Next batch; at the last one, keep the updates", ("Return", "Enter"), "epoch"),
    Command("epoch_last", "", "Last batch of the epoch", ("End",), "epoch"),
    Command("epoch_keep", "", "Keep every update up to this batch", ("Ctrl+Return", "Ctrl+Enter"), "epoch"),
    Command("epoch_deeper", "", "Into the batch", ("Down",), "epoch"),
    Command("epoch_leave", "", "Leave step-through", ("Esc", "B"), "epoch"),
)
_PLAYING: tuple[Command, ...] = tuple(
    Command(f"{prefix}_{name}", "", text, (key,), context)
    for prefix, context, step in (("walk", "step dock", "operation"), ("chain", "chain", "factor"),
                                  ("batch", "batch", "row"), ("epoch", "epoch", "step"))
    for name, text, key in (("play", f"Play: one {step} after another, or pause", "Space"),
                            ("slower", f"Play slower: fewer {step}s a second", "["),
                            ("faster", f"Play faster: more {step}s a second", "]"))
)  # fmt: skip
_REST: tuple[Command, ...] = (
    Command("snap", "Data", "Snap to grid", ("N",), checkable=True),
    *(Command(f"snap_grid:{name}", "Data ▸ Grid", text, checkable=True, group="snap_grid") for name, text in _GRIDS),
    Command("dice", "Data", "New seed for the preset", ("Ctrl+D",)),
    Command("how_well", "Data", "How well, class by class or value by value…", ("H",)),
    Command("play", "Run", "Train or pause", ("Space",), needs=NOT_STEPPING),
    Command("epoch", "Run", "One epoch", (".",)),
    Command("back", "Run", "One epoch back, or one operation", (",",)),
    Command("forward", "Run", "One epoch forward in the past, or one operation", ("Right",)),
    Command("earlier", "Run", "One epoch earlier", ("Left",)),
    Command("first", "Run", "First epoch", ("Home",)),
    Command("live", "Run", "Newest epoch", ("End",)),
    *_REPLAY,
    Command("walk", "Run", "Step through backprop", ("B",), checkable=True),
    Command("slower", "Run", "Slower", ("[",)),
    Command("faster", "Run", "Faster", ("]",)),
    Command("what_to_try", "Help", "What to try here", ("Shift+F1",)),
    Command("keys", "Help", "Keys", ("F1",)),
    Command("help:accessibility", "Help", "Accessibility"),
    Command("help:licences", "Help", "Licences"),
    Command("about", "Help", "About mlpviz"),
    Command("walk_first", "", "First operation", ("Home",), "step dock"),
    Command("walk_back", "", "Operation back", ("Left",), "step dock"),
    Command("walk_next", "", "Next operation", ("Right",), "step dock"),
    Command("walk_enter", "", "Next operation; at the last one, keep the update", ("Return", "Enter"), "step dock"),
    Command("walk_phase", "", "Next phase", ("Shift+Right",), "step dock"),
    Command("walk_sample", "", "Next sample", ("Ctrl+Right",), "step dock"),
    Command("walk_last", "", "Last operation", ("End",), "step dock"),
    Command("walk_deeper", "", "One level deeper: from a phase to its operations", ("Down",), "step dock"),
    Command("walk_shallower", "", "One level up: to the whole phase, then to the batch", ("Up",), "step dock"),
    Command("walk_lines", "", "Further lines of the phase", ("PgDown",), "step dock"),
    Command("walk_lines_back", "", "Lines of the phase back", ("PgUp",), "step dock"),
    Command("walk_leave", "", "Leave step-through", ("Esc", "B"), "step dock"),
    Command("walk_chain", "", "Whole chain of the edge pointed at, or of this gradient", ("C",), "step dock"),
    Command("walk_show", "", "Show the result without a prediction", ("A",), "step dock"),
    *_PAYOFF,
    *_CHAIN,
    *_BATCH,
    *_EPOCH,
    *_PLAYING,
    Command("leave_presentation", "", "Leave the presentation", ("Esc",), "presentation"),
    Command("canvas_move", "", "Move the crosshair, or the selection by 0.05", ("Arrow keys",), "canvas"),
    Command("canvas_put", "", "Use the tool at the crosshair", ("Return",), "canvas"),
    Command("table_walk", "", "Walk from cell to cell", ("Arrow keys",), "table"),
    Command("table_edit", "", "Edit the cell", ("Return", "F2"), "table"),
    Command("table_set", "", "Change the selected points between train and test", ("Space",), "table"),
    Command("table_delete", "", "Delete the selected points", ("Del",), "table"),
    Command("table_copy", "", "Copy the selected rows", ("Ctrl+C",), "table"),
    Command("table_cut", "", "Cut the selected rows", ("Ctrl+X",), "table"),
    Command("table_paste", "", "Add copied rows as points", ("Ctrl+V",), "table"),
    Command("table_all", "", "Select all rows", ("Ctrl+A",), "table"),
    Command("runs_walk", "", "Walk from run to run", ("Up", "Down"), "runs"),
    Command("runs_show", "", "Show the curve of the run, or hide it", ("Space",), "runs"),
    Command("runs_back", "", "Bring the run back", ("Return", "Enter"), "runs"),
    Command("runs_rename", "", "Rename the run", ("F2",), "runs"),
    Command("runs_pin", "", "Pin the run, or unpin it", ("P",), "runs"),
    Command("runs_remove", "", "Remove the run", ("Del",), "runs"),
    Command("graph_nodes", "", "Walk from unit to unit", ("Arrow keys",), "graph"),
    Command("graph_edges", "", "Walk from edge to edge", ("Alt+Arrow keys",), "graph"),
    Command("graph_pin", "", "Pin the card", ("Return",), "graph"),
    Command("graph_type", "", "Type the weight of the edge, or the bias of the unit", ("Shift+Return",), "graph"),
    Command("graph_bias", "", "Change the bias of the unit by 0.01", ("Shift+Left", "Shift+Right"), "graph"),
    Command("graph_nudge_up", "", "Nudge the weight of the edge up, and compare the loss", ("+", "="), "graph"),
    Command("graph_nudge_down", "", "Nudge the weight of the edge down", ("-",), "graph"),
    Command("graph_freeze", "", "Freeze the weight of the edge, or let it learn", ("L",), "graph"),
    Command("graph_chain", "", "Whole chain of the weight of the edge, from the loss back", ("C",), "graph"),
    Command("graph_cut", "", "Cut the edge, or join it", ("Del",), "graph"),
)


_QUIT = Command("quit", "File", "Quit", ("Ctrl+Q",))


def commands(more: Iterable[Command] = (), files: Iterable[Command] = ()) -> tuple[Command, ...]:
    """Every command, in the order of the menus; `more` and, for the menu of files, `files` are of the workspaces."""
    return (
        _START, _NEW, _EXAMPLES, *_example_rows(), *_FILES, *files, _QUIT, *_EDIT_TO_TEXT, *_lens_rows(),
        *_VIEW_TO_CLASSES, *_preset_rows(), *_REST, *more,
    )  # fmt: skip


def _example_rows() -> Iterator[Command]:
    for name in EXAMPLES:
        yield Command(f"example:{name}", "File ▸ Open example", name)


def _preset_rows() -> Iterator[Command]:
    for kind in ("classes", "values"):
        for at, shape in enumerate(shapes_shown(values=kind == "values"), start=1):
            keys = (f"Alt+{at}",) if at <= _DIGITS else ()
            yield Command(f"preset:{shape.name}", f"Data ▸ Preset with {kind}", shape.label, keys, when=kind)


def preset_keys(kind: str) -> dict[str, str]:
    """The key of each preset, by its name, while points with "classes" or with "values" are shown."""
    rows = [row for row in _preset_rows() if row.when == kind and row.keys]
    return {row.name.partition(":")[2]: row.keys[0] for row in rows}


def _lens_rows() -> Iterator[Command]:
    for lens in edge_lenses:
        name = f"lens:{lens.__name__}"
        yield Command(name, "View ▸ Edge lens", lens.label, (lens.key,), checkable=True, group="lens")


def find_bare_key(table: Iterable[Command], key: str) -> Command | None:
    """The menu command for a key pressed without Ctrl or Alt; None if there is none."""
    return next((row for row in table if row.menu and row.bare and key in row.keys), None)
