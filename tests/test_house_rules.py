from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Literal

import pytest

ROOT = Path(__file__).parent.parent

# Who may import whom: a part may import what stands in an earlier row, and itself. Parts in one row are strangers.
ORDER = (
    ("resource", "preflight", "files", "counting"),
    ("nn",),
    ("data",),
    ("engine",),
    ("state", "trainer"),
    ("bench", "views"),
    ("export",),
    ("workspaces",),
    ("window",),
    ("control",),
    ("app",),
    ("offscreen",),
    ("projector",),
    ("cli",),
    ("__main__",),
)
RANK = {part: rank for rank, row in enumerate(ORDER) for part in row}
QT = ("PySide6", "shiboken6", "pyqtgraph", "superqt", "ziamath", "pytestqt")
BEFORE_ANYTHING = ("mlpviz", "mlpviz.__main__", "mlpviz.preflight", "mlpviz.resource")
FREEZERS = ("mlpviz.nn.arrays", "mlpviz.engine.records")

Complaints = Iterator[tuple[int, str]]
When = Literal["start", "types", "later"]
"""When an import counts: as its module is imported, for type checkers alone, or when a function runs."""


@dataclass(frozen=True)
class Import:
    """One imported module, as far as it is a module and not a name inside one."""

    line: int
    target: str
    names: tuple[str, ...]  # what was taken out of it
    when: When

    def reaches(self, *modules: str) -> bool:
        """Whether this loads one of the modules, or something inside one."""
        reached = (self.target, *(f"{self.target}.{name}" for name in self.names))
        return any(within(one, module) for one in reached for module in modules)


@dataclass(frozen=True)
class Module:
    """One source file of the package, parsed."""

    name: str
    source: str
    is_package: bool = False
    known: frozenset[str] = field(default=frozenset(), repr=False)  # every module there is

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def part(self) -> str:
        return self.name.split(".")[1] if "." in self.name else ""

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @cached_property
    def imports(self) -> list[Import]:
        return [one for node, when in statements(self.tree) for one in self._imports_of(node, when)]

    def _imports_of(self, node: ast.AST, when: When) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name, (), when)
        elif isinstance(node, ast.ImportFrom):
            base = self._absolute(node)
            plain = []
            for alias in node.names:
                if f"{base}.{alias.name}" in self.known:
                    yield Import(node.lineno, f"{base}.{alias.name}", (), when)
                else:
                    plain.append(alias.name)
            if plain:
                yield Import(node.lineno, base, tuple(plain), when)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".") if self.is_package else self.name.split(".")[:-1]
        package = package[: len(package) - node.level + 1]
        return ".".join([*package, node.module] if node.module else package)

    @cached_property
    def strings(self) -> list[ast.Constant]:
        """Every string that is not a docstring."""
        prose = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        return [
            node
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose
        ]


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def statements(tree: ast.AST, when: When = "start") -> Iterator[tuple[ast.AST, When]]:
    """Every node below, and when it counts."""
    for node in ast.iter_child_nodes(tree):
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        here: When = "later" if inside else when
        yield node, here
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.body:
                yield child, "later" if here == "later" else "types"
            for child in node.orelse:
                yield child, here
                yield from statements(child, here)
        else:
            yield from statements(node, here)


def read_package() -> dict[str, Module]:
    paths = {}
    for path in sorted((ROOT / "mlpviz").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        paths[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    known = frozenset(paths)
    return {
        name: Module(name, path.read_text(encoding="utf-8"), path.name == "__init__.py", known)
        for name, path in paths.items()
    }


PACKAGE = read_package()


def called(call: ast.Call) -> str:
    """The dotted name that is called, as far as it is one: `Qt.GlobalColor`, `connect`."""
    return ast.unparse(call.func)


def last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


# ---- who may import whom ---------------------------------------------------------------------------------------------


def layers_import_downwards(module: Module) -> Complaints:
    """What is below knows nothing of what is above, so the library trains without a window."""
    if not module.part:
        return
    if module.part not in RANK:
        yield 1, f"mlpviz.{module.part} has no place in ORDER; see 'Who may import whom' in the plan"
        return
    for one in module.imports:
        if one.target == "mlpviz" and one.names != ("__version__",):
            yield one.line, "the package imports from where a thing is defined, not from its own front door"
        part = one.target.split(".")[1] if one.target.startswith("mlpviz.") else None
        if part is None or part == module.part:
            continue
        if part not in RANK or RANK[part] >= RANK[module.part]:
            yield one.line, f"{module.part} must not import {one.target}"


def the_library_knows_no_qt(module: Module) -> Complaints:
    """nn, data and engine train where PySide6 is not even installed."""
    if module.part in ("nn", "data", "engine"):
        for one in module.imports:
            if one.reaches(*QT):
                yield one.line, f"{module.part} must not import {one.target}"


def what_needs_no_window_owns_no_widgets(module: Module) -> Complaints:
    """What is true of the window must be testable without one. QUndoStack lives in QtGui, so state may import that."""
    core = ("PySide6.QtCore",)
    allowed = {"state": (*core, "PySide6.QtGui"), "trainer": core, "bench": core}.get(module.part)
    if allowed is None:
        return
    for one in module.imports:
        if one.reaches(*QT) and not one.reaches(*allowed):
            yield one.line, f"{module.part} may import {' and '.join(allowed)} of Qt, not {one.target}"


def views_only_draw_and_ask(module: Module) -> Complaints:
    """A view that could reach the trainer or the layers would sooner or later compute something itself."""
    hidden = ("trainer", "bench", "nn.layers", "nn.network", "nn.sweep")
    if module.part == "views":
        for one in module.imports:
            if one.reaches(*(f"mlpviz.{name}" for name in hidden)):
                yield one.line, f"{module.part} must not import {one.target}"


def workspaces_are_strangers(module: Module) -> Complaints:
    """What one workspace hands to another is a frozen Experiment; the window knows only what a workspace is."""
    parts = module.name.split(".")
    for one in module.imports:
        reached = one.target.split(".")
        if reached[:2] != ["mlpviz", "workspaces"] or reached[2:3] == ["workspace"]:
            continue
        if module.part == "window" or (module.part == "workspaces" and reached[2:3] != parts[2:3]):
            yield one.line, f"{module.name} must not import {one.target}"


def the_front_door_loads_nothing(module: Module) -> Complaints:
    """Preflight looks at the machine before NumPy or Qt is loaded."""
    if module.name not in BEFORE_ANYTHING:
        return
    heavy = {name for name in module.known if name not in BEFORE_ANYTHING}
    for one in module.imports:
        if one.when == "start" and (one.reaches("numpy", *QT) or one.target in heavy):
            yield one.line, f"{module.name} must not import {one.target} when it is itself imported"


# ---- threads and records ---------------------------------------------------------------------------------------------


def only_freeze_locks_arrays(module: Module) -> Complaints:
    """freeze() copies, then locks. Locking without the copy leaves the owner writing through it."""
    if module.name in FREEZERS:
        return
    for call in module.calls:
        if last_name(call.func) == "setflags":
            yield call.lineno, "only freeze() calls setflags()"
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "writeable" and isinstance(node.ctx, ast.Store):
            yield node.lineno, "only freeze() locks an array, and nothing unlocks one"


def theta_is_written_where_learning_happens(module: Module) -> Complaints:
    """One place learns, so that training and step-through can never disagree."""
    if within(module.name, "mlpviz.nn"):
        return
    functions = [node for node in module.nodes if isinstance(node, ast.FunctionDef)]
    place = [one for one in functions if (module.name, one.name) == ("mlpviz.engine.run", "place")]
    allowed = {id(node) for one in place for node in ast.walk(one)}
    for node in module.nodes:
        if id(node) in allowed or not isinstance(node, ast.Subscript | ast.AugAssign):
            continue
        written = node.target if isinstance(node, ast.AugAssign) else node.value
        stored = isinstance(node, ast.AugAssign) or isinstance(node.ctx, ast.Store)
        if stored and isinstance(written, ast.Attribute) and written.attr == "theta":
            yield node.lineno, "theta is written in nn and by Run.place() alone"


def no_lambda_is_connected(module: Module) -> Complaints:
    """A connected lambda runs in the sender's thread and keeps its widget alive."""
    for call in module.calls:
        if last_name(call.func) == "connect" and isinstance(call.func, ast.Attribute):
            arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
            if any(isinstance(node, ast.Lambda) for argument in arguments for node in ast.walk(argument)):
                yield call.lineno, "connect a method of a QObject, not a lambda"


def no_thread_is_subclassed(module: Module) -> Complaints:
    """A worker is a QObject moved to a QThread; a QThread's own slots run in the wrong thread."""
    for node in module.nodes:
        if isinstance(node, ast.ClassDef) and any(last_name(base) == "QThread" for base in node.bases):
            yield node.lineno, "move a QObject to a QThread instead of subclassing QThread"


def nothing_waits_by_force(module: Module) -> Complaints:
    """Sleeping freezes, processEvents() re-enters, terminate() corrupts. Signals and timers do it all."""
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr == "processEvents":
            yield node.lineno, "no processEvents()"
        # A spawned process may be ended, a thread never.
        if isinstance(node, ast.Attribute) and node.attr == "terminate" and module.name != "mlpviz.engine.pool":
            yield node.lineno, "no terminate()"
    for call in module.calls:
        if re.search(r"^(time\.)?sleep$|QThread\.[mu]?sleep$|QTest\.q(Wait|Sleep)$", called(call)):
            yield call.lineno, "no sleep"


def nothing_typed_is_evaluated(module: Module) -> Complaints:
    """What a learner types goes through nn/formula.py, which cannot run code."""
    for call in module.calls:
        if called(call) in ("eval", "exec", "compile", "__import__"):
            yield call.lineno, f"no {called(call)}()"


def files_are_written_whole(module: Module) -> Complaints:
    """A file written in place is lost when the disk is full, or when the program is killed half-way."""
    # A log only grows; drawings are made in memory.
    drawers = (
        "mlpviz.views.png", "mlpviz.views.look.as_svg", "mlpviz.views.look.picture_file", "mlpviz.export.film.apng",
    )  # fmt: skip
    if module.name in ("mlpviz.files", "mlpviz.control.failures", *drawers):
        return
    for call in module.calls:
        name, arguments = last_name(call.func), [*call.args[:2], *(keyword.value for keyword in call.keywords)]
        fixed = [str(argument.value) for argument in arguments if isinstance(argument, ast.Constant)]
        opened = name in ("open", "fdopen") and any(re.fullmatch(r"r?b?t?[wxa+][bt+]*", mode) for mode in fixed)
        writers = ("write_text", "write_bytes", "QFile", "QSaveFile", "QImageWriter", "QPdfWriter", "QSvgGenerator",
                   "savez", "savez_compressed", "savetxt", "tofile", "memmap", "copyfile", "copy2")  # fmt: skip
        if opened or name in writers or (name == "save" and call.args):
            yield call.lineno, "write with files.write_whole() or views.png.write_png()"


# ---- looks and words -------------------------------------------------------------------------------------------------

NAMED_COLORS = {
    *("white black red green blue cyan magenta yellow gray grey orange").split(),
    *("darkRed darkGreen darkBlue darkCyan darkMagenta darkYellow darkGray lightGray").split(),
}
COLOR_TEXT = re.compile(
    r"#[0-9a-fA-F]{6}\b|^#[0-9a-fA-F]{3,8}$|\b(?:rgb|hsl|hsv)a?\(\s*\d"
    r"|\bcolor\s*:\s*(?!transparent|none|inherit|palette)[a-z]{3,}",
)
COLOR_MAKERS = {"QColor", "mkColor", "mkPen", "mkBrush", "fromRgb", "fromRgbF", "fromHsv", "fromHsl", "setNamedColor"}


def colors_come_from_tokens(module: Module) -> Complaints:
    """Every colour is in tokens.json, so that a theme changes all of it and contrast is checked once."""
    for text in module.strings:
        if COLOR_TEXT.search(str(text.value)):
            yield text.lineno, f"a colour in Python: {text.value!r}"
    for node in module.nodes:
        if isinstance(node, ast.Attribute) and node.attr in NAMED_COLORS:
            if ast.unparse(node.value) in ("Qt", "Qt.GlobalColor", "QtCore.Qt", "QtCore.Qt.GlobalColor"):
                yield node.lineno, f"a colour in Python: {ast.unparse(node)}"
    for call in module.calls:
        if last_name(call.func) in COLOR_MAKERS:
            fixed = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            numbers = [value for value in fixed if isinstance(value, int | float) and not isinstance(value, bool)]
            if len(numbers) >= 3 or any(isinstance(value, str) and value for value in fixed):
                yield call.lineno, f"a colour in Python: {ast.unparse(call)}"


def modules_open_with_one_plain_sentence(module: Module) -> Complaints:
    """Whoever opens a file learns in one line what it is for."""
    first = (ast.get_docstring(module.tree) or "").partition("\n\n")[0]
    if not first:
        yield 1, "the module has no docstring"
    elif not first.endswith((".", "?", "!", ":")):
        yield 1, f"the module's docstring does not open with a sentence: {first!r}"


def files_are_named_after_a_noun(module: Module) -> Complaints:
    """Everything fits into utils, so nothing is found there."""
    last = module.name.rpartition(".")[2]
    if last in ("utils", "util", "misc", "helpers", "common", "base", "tools", "stuff"):
        yield 1, f"{last} says nothing about what is inside"


def nothing_is_left_to_do(module: Module) -> Complaints:
    """A wish belongs to the tracker; the code says what is."""
    for number, line in enumerate(module.source.splitlines(), start=1):
        if found := re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            yield number, f"{found[0]} in the code"


def functions_fit_on_a_screen(module: Module) -> Complaints:
    """What is longer than 60 lines is not seen at once."""
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > 60:
                yield node.lineno, f"{node.name} has {lines} lines"


def files_hold_one_noun(module: Module) -> Complaints:
    """A file of more than 400 lines holds two nouns, or one that nobody reads to its end."""
    lines = module.source.count("\n")
    if lines > 400:
        yield 1, f"the file has {lines} lines"


RULES: tuple[Callable[[Module], Complaints], ...] = (
    layers_import_downwards,
    the_library_knows_no_qt,
    what_needs_no_window_owns_no_widgets,
    views_only_draw_and_ask,
    workspaces_are_strangers,
    the_front_door_loads_nothing,
    only_freeze_locks_arrays,
    theta_is_written_where_learning_happens,
    no_lambda_is_connected,
    no_thread_is_subclassed,
    nothing_waits_by_force,
    nothing_typed_is_evaluated,
    files_are_written_whole,
    colors_come_from_tokens,
    modules_open_with_one_plain_sentence,
    files_are_named_after_a_noun,
    nothing_is_left_to_do,
    files_hold_one_noun,
    functions_fit_on_a_screen,
)


@pytest.mark.parametrize("module", PACKAGE.values(), ids=list(PACKAGE))
def test_that_the_house_rules_hold(module: Module):
    complaints = [
        f"{module.name}:{line}: {complaint}  ({rule.__doc__})" for rule in RULES for line, complaint in rule(module)
    ]

    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)


def test_that_every_part_with_a_place_exists():
    assert set(RANK) <= {module.part for module in PACKAGE.values()}


def counted(module: Module) -> set[str]:
    """The modules of the package that a module needs, for types too."""
    wanted = (one.target for one in module.imports if one.when != "later")
    return {target for target in wanted if target in PACKAGE and target != module.name}


def circle_in(graph: dict[str, set[str]]) -> str:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        return " ← ".join(circle.args[1])
    return ""


def test_that_no_import_runs_in_a_circle():
    assert circle_in({name: counted(module) for name, module in PACKAGE.items()}) == ""


def test_that_no_two_rooms_of_the_views_import_each_other():
    def room(name: str) -> str:
        return ".".join(name.split(".")[:3])

    views = [module for name, module in PACKAGE.items() if within(name, "mlpviz.views")]
    graph: dict[str, set[str]] = {}
    for module in views:
        needed = {room(target) for target in counted(module) if within(target, "mlpviz.views")}
        graph.setdefault(room(module.name), set()).update(needed - {room(module.name)})

    assert circle_in(graph) == ""


def test_that_the_top_level_holds_only_what_was_agreed():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode or not listed.stdout:
        pytest.skip("not a git checkout")

    top = {name.split("/")[0] for name in listed.stdout.rstrip("\0").split("\0")}

    agreed = {"mlpviz", "resources", "tests", "pyproject.toml", "README.md", "LICENSE"}
    assert {name for name in top if not name.startswith(".")} <= agreed


# ---- the rules themselves --------------------------------------------------------------------------------------------

DOC = '"""A sentence."""\n'
BROKEN = [
    (layers_import_downwards, "nn.layers", "from mlpviz.engine import records"),
    (layers_import_downwards, "nn.layers", "def f():\n    import mlpviz.data.shapes"),
    (layers_import_downwards, "state.lens", "from mlpviz.trainer.worker import Worker"),
    (layers_import_downwards, "engine.run", "from ..views import theme"),
    (layers_import_downwards, "views.theme", "from mlpviz import Run"),
    (layers_import_downwards, "window", "import mlpviz.app"),
    (layers_import_downwards, "newcomer", ""),
    (the_library_knows_no_qt, "engine.run", "from PySide6.QtCore import QObject"),
    (the_library_knows_no_qt, "nn.layers", "import pyqtgraph as pg"),
    (what_needs_no_window_owns_no_widgets, "state.document", "from PySide6 import QtWidgets"),
    (what_needs_no_window_owns_no_widgets, "state.document", "from PySide6.QtWidgets import QWidget"),
    (what_needs_no_window_owns_no_widgets, "trainer.worker", "from PySide6.QtGui import QColor"),
    (views_only_draw_and_ask, "views.walk", "from mlpviz.nn import layers"),
    (views_only_draw_and_ask, "views.walk", "from mlpviz.nn.sweep import Sweep"),
    (views_only_draw_and_ask, "views.walk", "from mlpviz.bench.bench import Bench"),
    (workspaces_are_strangers, "workspaces.perceptron.page", "from mlpviz.workspaces.playground.page import Page"),
    (workspaces_are_strangers, "window", "from mlpviz.workspaces.playground.playground import Playground"),
    (workspaces_are_strangers, "workspaces.workspace", "import mlpviz.workspaces.playground.page"),
    (the_front_door_loads_nothing, "preflight", "import numpy as np"),
    (the_front_door_loads_nothing, "__main__", "from mlpviz.cli import run"),
    (only_freeze_locks_arrays, "engine.run", "theta.setflags(write=False)"),
    (only_freeze_locks_arrays, "engine.run", "theta.flags.writeable = True"),
    (theta_is_written_where_learning_happens, "views.network", "self.run.theta[3] += 1"),
    (theta_is_written_where_learning_happens, "state.playhead", "snapshot.theta[:] = 0"),
    (theta_is_written_where_learning_happens, "engine.run", "def resume(self): self.theta[:] = 0"),
    (theta_is_written_where_learning_happens, "engine.stretches", "network.theta += 1"),
    (no_lambda_is_connected, "app", "button.clicked.connect(lambda: trainer.play())"),
    (no_thread_is_subclassed, "trainer.worker", "class Worker(QtCore.QThread): pass"),
    (nothing_waits_by_force, "app", "QApplication.processEvents()"),
    (nothing_waits_by_force, "trainer.trainer", "self.thread.terminate()"),
    (nothing_waits_by_force, "trainer.worker", "time.sleep(1)"),
    (nothing_waits_by_force, "trainer.worker", "QThread.msleep(1)"),
    (nothing_typed_is_evaluated, "nn.formula", "eval(text)"),
    (files_are_written_whole, "data.reading.files", "open(path, 'w')"),
    (files_are_written_whole, "data.reading.files", "Path(name).open(mode='xb')"),
    (files_are_written_whole, "data.reading.files", "path.write_text(text)"),
    (files_are_written_whole, "offscreen", "window.grab().save(name)"),
    (files_are_written_whole, "engine.run", "np.savez(name, theta=theta)"),
    (colors_come_from_tokens, "views.canvas", "c = '#ff8800'"),
    (colors_come_from_tokens, "views.canvas", "c = f'border: 1px solid #ff8800; {x}'"),
    (colors_come_from_tokens, "views.canvas", "w.setStyleSheet('color: red')"),
    (colors_come_from_tokens, "views.canvas", "QColor(255, 0, 0)"),
    (colors_come_from_tokens, "views.canvas", "QColor('tomato')"),
    (colors_come_from_tokens, "views.canvas", "Qt.GlobalColor.red"),
    (colors_come_from_tokens, "views.canvas", "pg.mkPen('r')"),
    (files_are_named_after_a_noun, "nn.utils", ""),
    (nothing_is_left_to_do, "nn.layers", "# TODO more"),
    (files_hold_one_noun, "nn.layers", "x = 1\n" * 400),
    (functions_fit_on_a_screen, "nn.layers", "def f():\n" + "    x = 1\n" * 60),
]


@pytest.mark.parametrize(("rule", "name", "source"), BROKEN)
def test_that_a_broken_rule_is_noticed(rule, name, source):
    assert list(rule(Module("mlpviz." + name, DOC + source, known=frozenset(PACKAGE) | {"mlpviz.cli"})))


ALLOWED = [
    ("views.canvas", "from PySide6.QtCore import Qt\nc = Qt.GlobalColor.transparent"),
    ("views.canvas", "c = QColor(r, g, b, 255)\npen = pg.mkPen(theme.palette.color('line'), width=2)"),
    ("views.network", "from mlpviz.nn.activations import activations\nfrom mlpviz.state.playhead import Playhead"),
    ("state.document", "from PySide6.QtGui import QUndoStack\nfrom mlpviz.nn import formula"),
    ("window", "from mlpviz.workspaces.workspace import Workspace"),
    ("workspaces.perceptron.page", "from mlpviz.workspaces.perceptron.trial import Trial"),
    ("app", "button.clicked.connect(trainer.play)\napplication.exec()"),
    ("__main__", "from mlpviz import preflight\ndef main():\n    from mlpviz.cli import run"),
    ("cli", "from mlpviz import __version__"),
    ("views.canvas", "painter.save()\nwith open(path, encoding='utf-8') as file: pass"),
    ("engine.pool", "process.terminate()"),
    ("engine.run", "def place(self, theta): self.theta[:] = theta"),
    ("engine.run", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mlpviz.nn.layers import Dense"),
]


@pytest.mark.parametrize(("name", "source"), ALLOWED)
def test_that_a_kept_rule_is_left_in_peace(name, source):
    module = Module("mlpviz." + name, DOC + source, known=frozenset(PACKAGE))

    assert [complaint for rule in RULES for complaint in rule(module)] == []


def test_that_a_module_without_a_sentence_is_noticed():
    assert list(modules_open_with_one_plain_sentence(Module("mlpviz.app", "x = 1")))


def test_that_imports_for_types_count_in_a_circle_and_those_inside_functions_do_not():
    source = "if TYPE_CHECKING:\n    import mlpviz.a\nelse:\n    import mlpviz.b\n"
    source += "def f():\n    import mlpviz.c\nimport d"
    module = Module("mlpviz.nn.x", source)

    assert {one.target: one.when for one in module.imports} == {
        "mlpviz.a": "types",
        "mlpviz.b": "start",
        "mlpviz.c": "later",
        "d": "start",
    }


def test_that_the_stylesheet_names_its_colors():
    sheets = sorted((ROOT / "resources").rglob("*.qss"))

    assert [sheet.name for sheet in sheets if COLOR_TEXT.search(sheet.read_text(encoding="utf-8"))] == []


# ---- tests keep rules too --------------------------------------------------------------------------------------------

TESTS = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("path", TESTS, ids=[str(path.relative_to(ROOT / "tests")) for path in TESTS])
def test_that_tests_are_sentences_and_never_sleep(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    vague = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and (re.search(r"_(works?|correct(ly)?|properly)(_|$)", node.name) or node.name.count("_") < 3)
    ]
    sleeps = [
        f"line {call.lineno}: {called(call)}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and re.search(r"(^|time\.)sleep$|qtbot\.wait$|qWait$", called(call))
    ]

    assert vague == []
    assert sleeps == []
