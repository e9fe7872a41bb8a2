"""Cold start: from the command to the first painted window, beside the least that the same libraries need."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from statistics import median

from tests.benchmarks.child import ROOT, environment
from tests.benchmarks.table import Table

BARE = """
import sys
import numpy, pyqtgraph
from PySide6.QtWidgets import QApplication
qt = QApplication(sys.argv)
plot = pyqtgraph.PlotWidget()
plot.resize(1440, 900)
plot.show()
while not plot.windowHandle() or not plot.windowHandle().isExposed():
    qt.processEvents()
qt.processEvents()
print("ready", flush=True)
import os
os._exit(0)
"""

MLPVIZ = """
import gc
gc.disable()  # as mlpviz.__main__ does
import os
from mlpviz import preflight
preflight.check()
from mlpviz import app, cli
class Seen(app.App):
    def __init__(self, *given):
        super().__init__(*given)
        self.playground.bench.picture_maker.ready.connect(self.end)
    def end(self, picture):
        self.window.repaint()
        print("ready", flush=True)
        os._exit(0)
app.App = Seen
app.run_window()
"""
NUMPY = "import numpy; print('ready', flush=True)"


def measure(*, quick: bool = False) -> Table:
    """Medians of several starts each, in turns."""
    programs = {"import numpy": NUMPY, "bare PlotWidget": BARE, "mlpviz, first picture painted": MLPVIZ}
    seconds: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as compiled:
        for number in range(4 if quick else 12):
            for name, program in programs.items():
                found = _start(program, compiled)
                if number:  # the first start compiles the modules and fills the caches of the disk
                    seconds[name].append(found)
    base = median(seconds["bare PlotWidget"])
    table = Table("Cold start", "Medians; modules are compiled already, as after the first start.")
    for name, times in seconds.items():
        table.add({"program": name, "seconds": f"{median(times):.2f}", "ratio": f"{median(times) / base:.2f}×"})
    return table


def _start(program: str, compiled: str) -> float:
    settings = {**environment(), "PYTHONPYCACHEPREFIX": compiled}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = time.perf_counter() - started
    if line.strip() != "ready":
        raise RuntimeError("the program ended before its window was painted")
    return seconds
