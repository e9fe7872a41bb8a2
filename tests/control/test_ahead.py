"""What the first step-through needs is loaded before it is opened."""

from __future__ import annotations

import gc
import subprocess
import sys

from PySide6.QtCore import QObject

from mlpviz.control import ahead

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from mlpviz.app import App, application
from mlpviz.control import ahead
from mlpviz.engine.experiment import preset
from mlpviz.views.look.typeset import set_anew
from mlpviz.views.look.theme import Theme

qt = application()
theme = Theme("light")
theme.apply(qt)
app = App(preset("Spiral", noise=0.11), theme)
app.window.show()
ahead.load_needed()
ready = set(sys.modules)
typeset = set_anew.cache_info().misses


def step_through(picture):
    app.bench.picture_maker.ready.disconnect(step_through)
    app.bench.stepping.open()
    app.window.grab()
    anew = set_anew.cache_info().misses - typeset
    for _ in range(5):
        app.bench.stepping.walkthrough.next_phase()
        app.window.grab()
    fresh = [name for name in set(sys.modules) - ready if name.startswith(("mlpviz", "zia", "latex2mathml"))]
    print(app.bench.stepping.active, sorted(fresh), typeset > 0, anew)
    qt.quit()


app.bench.picture_maker.ready.connect(step_through)
QTimer.singleShot(60_000, qt.quit)
qt.exec()
app.close()
"""


def test_that_opening_the_step_through_loads_no_module_and_typesets_no_formula_that_could_have_been_ready():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True [] True 0"


def test_that_loading_begins_by_itself_though_nobody_keeps_what_the_timer_calls(qtbot, monkeypatch):
    monkeypatch.setattr(ahead, "DELAY", 1)
    monkeypatch.setattr(ahead, "load_needed", int)
    parent = QObject()
    with qtbot.waitSignal(ahead.Ahead(parent).loaded, timeout=5000):
        gc.collect()
