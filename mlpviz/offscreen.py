"""The window drawn into a file, without a screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QSettings, QSize, QTimer

from mlpviz.app import App, application
from mlpviz.bench.stepping import Stepping
from mlpviz.engine.experiment import Experiment, first_experiment
from mlpviz.engine.records import Progress
from mlpviz.engine.reports import report, training
from mlpviz.engine.run import Run
from mlpviz.files import write_whole
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.look.picture_file import content
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.part import WINDOW, Part, known
from mlpviz.views.png import write_png

STEPS = {"epoch": "batches", "batch": "rows", "sample": "phases", "operation": "operations"}
"""What the steps of each depth are called."""
CALM = 5
"""How many glances in a row must find nothing on its way to the screen; the trainer's thread may still answer."""


def render(
    experiment: Experiment | None,
    out: Path,
    *,
    size: tuple[int, int] = (1440, 900),
    theme: str = "light",
    epochs: int = 0,
    step: int | None = None,
    chain: bool = False,
    depth: str = "operation",
    workspace: str = "playground",
    view: str = "graph",
    part: str = WINDOW,
    scale: int = 1,
) -> Progress:
    """Write a picture of the window as it looks after so many epochs, or at step `step` (from 1) of an update.

    The ending of `out` says how: .png, with `scale` pixels for each px of the window, .svg or .pdf. `part` is what of
    the window is drawn: "network", "data", "loss" or "window".
    `depth` says what a step is: an operation, a sample's phase, a row of the batch or a batch of the epoch. `chain`
    opens the whole chain of the weight that an operation is about; `view` is one of NETWORK_VIEWS.
    Another workspace opens `experiment`, or what it begins with (None), and does what shows what it is for.
    Returns what the last epoch reported. Raises OSError if `out` cannot be written, ValueError if there is no such
    step, workspace or part.
    """
    subject = experiment or first_experiment()
    app = opened(subject, theme)
    try:
        if workspace not in app.window.workspaces:
            names = ", ".join(app.window.workspaces)
            raise ValueError(f"unknown workspace {workspace!r}; choose one of {names}.")
        app.window.resize(QSize(*size))
        app.window.show()
        progress = _trained(app, subject, epochs)
        _settle(app)
        if workspace != app.window.workspace.name:
            _show(app, workspace, experiment)
        elif view != "graph":
            app.window.workspace.handlers["network_view"](view)
            _settle(app)
        if step is not None:
            _open_step(app, step, depth, chain=chain)
        _write(out, part_of(app, part), scale)
    finally:
        app.close()
    return progress


def opened(experiment: Experiment, theme: str, settings: QSettings | None = None) -> App:
    """The program as it opens, in a theme and without motion; nothing is shown yet."""
    qt = application()
    look = Theme(theme)
    look.set_reduced_motion(True)
    qt.setFont(look.font(tabular=False))
    app = App(experiment, look, settings)
    look.choose(theme)
    look.apply(qt)  # last, as in run_window
    return app


def part_of(app: App, name: str) -> Part:
    """A part of what is on show; ValueError that says what there is if it is not."""
    parts = (*app.window.workspace.picture_parts(), known(WINDOW, app.window))
    here = {part.name: part for part in parts}
    if name not in here:
        title = app.window.workspace.title
        raise ValueError(f"part is {name!r}, which {title} does not show here; choose one of {', '.join(here)}.")
    return here[name]


def _write(out: Path, part: Part, scale: int) -> None:
    kind = out.suffix.casefold().lstrip(".")
    if kind == "png":
        write_png(out, part.image(scale))
    else:
        write_whole(out, content(kind, part.drawing(), f"mlpviz: {part.label}"))


def _show(app: App, name: str, experiment: Experiment | None) -> None:
    """Show another workspace at its work."""
    if experiment is not None:
        app.window.workspaces[name].take(experiment)
    app.window.show_workspace(name)
    app.window.workspace.demonstrate()
    _settle(app)


def _trained(app: App, experiment: Experiment, epochs: int) -> Progress:
    """Train here and now, not in the thread, and let the window show it; the trainer stands where it ends."""
    run, playhead, trainer = Run(experiment), app.bench.playhead, app.bench.trainer
    last = report(run, [])
    here = trainer.resume(last.snapshot)
    playhead.expect(here)
    for progress in training(run, epochs):
        playhead.receive(last.of_run(here))  # its history thins itself, so that no length of training fills the memory
        last = progress
    if epochs:
        here = trainer.resume(last.snapshot)
        playhead.expect(here, playhead.history)
    playhead.receive(last.of_run(here))
    return last


def _settle(app: App) -> None:
    """Wait until everything on screen is up to date: what is drawn at leisure too."""
    app.bench.playhead.go_live()
    loop, glance, calm = QEventLoop(), QTimer(), 0
    glance.timeout.connect(loop.quit)
    glance.start(10)
    while calm < CALM:
        loop.exec()
        late = [pacer for pacer in app.window.findChildren(Pacer) if pacer.waiting]
        for pacer in late:
            pacer.hurry()  # nobody looks on, so nothing has to keep its distance
        busy = not app.bench.picture_maker.idle or app.bench.playhead.waiting or app.window.workspace.busy
        calm = 0 if late or busy else calm + 1


def _open_step(app: App, step: int, depth: str, *, chain: bool) -> None:
    stepping = app.bench.stepping
    stepping.open()
    if not stepping.active:
        raise ValueError(f"step is {step}, but without points to learn from there is no update to step through.")
    stepping.depths.choose(depth)
    called, count = STEPS[depth], _count(stepping)
    if not 1 <= step <= count:
        raise ValueError(f"step is {step}; this update has {called} 1 to {count}.")
    if depth == "sample":
        stepping.depths.cursor.first()
        for _ in range(step - 1):
            stepping.depths.cursor.next()
    else:
        stepping.depths.cursor.go(step - 1)
    if chain:
        stepping.open_chain()
        if not stepping.chain.active:
            raise ValueError(f"operation {step} is about no single weight, so there is no chain; choose a gradient.")
    _settle(app)


def _count(stepping: Stepping) -> int:
    """How many steps there are in the depth shown."""
    operations = stepping.walkthrough.operations
    if stepping.depths.depth != "sample":
        return stepping.depths.cursor.count
    return operations.samples * (len(operations.phases(0)) - 1) + 1
