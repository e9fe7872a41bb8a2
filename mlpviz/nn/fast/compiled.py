"""Whole epochs without the interpreter lock: the layers' arithmetic, compiled by numba where that is installed.

A blueprint is the source of one kernel, written out of the very methods that the layers call. Its module lies in the
user's cache under a name that is a hash of all of this source and of the versions of numba and NumPy, so that a change
anywhere is a new kernel. Compiling takes seconds and holds the interpreter lock, so a program with a window has it done
by a second process (`Blueprint.compile_apart`) and loads the result.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import util
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlpviz.files import write_whole
from mlpviz.nn.activations import Activation, Formula
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import Loss
from mlpviz.nn.network import Network, stretches
from mlpviz.nn.optimizers import Descent

Kernel = Callable[..., int]
NEVER = "MLPVIZ_NEVER_COMPILE"
"""Set in the environment, it keeps everything on the layers."""
CACHE = "MLPVIZ_CACHE"
"""Set in the environment, the directory of the kernels."""
MOST_LANES, NARROW = 16, 16
"""Samples of a batch that a kernel sends through the layers side by side, and units of a layer up to which it does."""
TYPED = "only built-in activations can be compiled, not a formula that you typed"
NUMPY_IS_FASTER = "for layers this wide, or batches this large, NumPy is faster"
UNCOMPILED = "the compiler failed on the formulas of this network"
"""Why the layers compute; the window sets "Computed by the layers: " before it."""
_loaded: dict[str, Kernel] = {}
_sources: dict[tuple[object, ...], str] = {}


@dataclass(frozen=True)
class Blueprint:
    """The source of one kernel. Networks with other widths, depths and parameters share it."""

    source: str = field(repr=False)
    digest: str

    @property
    def at_hand(self) -> bool:
        """Whether this process has it already."""
        return self.digest in _loaded

    @property
    def compiled(self) -> bool:
        """Whether a process has compiled it into the cache, so that loading takes a moment only."""
        return self.at_hand or self._mark().exists()

    def load(self) -> Kernel:
        """The compiled kernel, compiled here and now if need be. Raises what the compiler raises."""
        if self.digest not in _loaded:
            path = self._write()
            spec = util.spec_from_file_location(f"mlpviz_kernel_{self.digest}", path)
            assert spec is not None
            assert spec.loader is not None
            module = util.module_from_spec(spec)
            sys.modules[spec.name] = module
            spec.loader.exec_module(module)
            _loaded[self.digest] = module.train
            write_whole(self._mark(), "")
        return _loaded[self.digest]

    def compile_apart(self) -> subprocess.Popen[bytes]:
        """Let a process of its own compile it into the cache; poll it, and load when it has ended with 0."""
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        command = [sys.executable, "-c", _COMPILE, str(self._write()), str(self._mark())]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, creationflags=hidden)

    def _write(self) -> Path:
        path = cache() / f"{self.digest}.py"
        if not path.exists():
            write_whole(path, self.source)
        return path

    def _mark(self) -> Path:
        return cache() / f"{self.digest}.compiled"


_COMPILE = """
import runpy, sys, pathlib
from importlib import util
spec = util.spec_from_file_location("mlpviz_kernel_" + pathlib.Path(sys.argv[1]).stem, sys.argv[1])
module = util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
pathlib.Path(sys.argv[2]).touch()
""".replace("runpy, ", "")
"""What the second process runs: nothing of this program, so that it starts at once and opens no window."""


def cache() -> Path:
    """Where kernels lie: in the user's cache; where nothing can be written, in a directory that ends with this process.

    Raises OSError if there is no place at all.
    """
    home = Path.home() if os.environ.get("HOME") or os.name == "nt" else Path(tempfile.gettempdir())
    bases = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": str(home / "Library" / "Caches")}
    base = bases.get(sys.platform) or os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")
    return _usable(os.environ.get(CACHE) or str(Path(base) / "mlpviz" / "kernels"))


@lru_cache(maxsize=8)
def _usable(wanted: str) -> Path:
    try:
        Path(wanted).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=wanted):
            return Path(wanted)
    except OSError:
        own = tempfile.mkdtemp(prefix="mlpviz-kernels-")
        atexit.register(shutil.rmtree, own, ignore_errors=True)
        return Path(own)


def blueprint(
    activations: Sequence[Activation], loss: Loss, widths: Sequence[int], descent: Descent, batch: int
) -> Blueprint | str:
    """The kernel for such a network and size of a batch, or the reason why there is none, for the learner to read."""
    from mlpviz.nn.fast.kernel_writer import NoCompiledFormError

    reason, outputs = refusal(activations), widths[-1]
    if reason:
        return reason
    try:
        source = _source(_kinds(activations, loss, outputs), loss, outputs, descent, lanes(widths, batch))
        return Blueprint(source, _digest(source))
    except NoCompiledFormError as reason:
        return str(reason)
    except OSError as problem:
        return f"there is no place to keep compiled code: {problem}"


def refusal(activations: Sequence[Activation]) -> str:
    """Why there can be no kernel whatever else is chosen, as far as that can be told in no time; "" if nothing is."""
    if os.environ.get(NEVER):
        return f"{NEVER} is set"
    if util.find_spec("numba") is None:
        return "numba is not installed"
    return TYPED if any(isinstance(one, Formula) for one in activations) else ""


def any_at_hand() -> bool:
    """Whether this process has loaded a kernel."""
    return bool(_loaded)


def lanes(widths: Sequence[int], batch: int) -> int:
    """How many samples of a batch go side by side: as many as share it evenly, in pairs, so that no place is idle.

    One, with its units side by side, where layers are wide: the values of more samples would not stay in the cache.
    """
    turns = -(-batch // MOST_LANES)
    return 1 if batch == 1 or max(widths) > NARROW else 2 * -(-batch // (2 * turns))


def _kinds(activations: Sequence[Activation], loss: Loss, outputs: int) -> list[Activation]:
    """One activation of each class, in a fixed order; without the last one if the loss applies it."""
    applied = activations if loss.link(outputs) is None else activations[:-1]
    return [one for _, one in sorted({type(one).__name__: one for one in applied}.items())]


def _digest(source: str) -> str:
    from importlib import metadata  # takes as long as all the rest of this module

    around = [*map(metadata.version, ("numba", "llvmlite", "numpy")), platform.python_version(), platform.machine()]
    around += [platform.node()]  # a home may be shared by machines of different kinds
    return hashlib.sha256("\n".join([source, *around]).encode()).hexdigest()[:32]


def _source(kinds: Sequence[Activation], loss: Loss, outputs: int, descent: Descent, lanes: int) -> str:
    """Writing it takes 20 ms, in which the window can do little, and comes up after each change: once is enough."""
    from mlpviz.nn.fast.kernel_writer import MASKS, SETTINGS, kernel_source

    methods = [(type(one).value, type(one).slope) for one in kinds]
    told = [getattr(descent, name) is None for name in MASKS] + [descent.mean, outputs == 1, lanes]
    settings = [bool(value) or repr(value) for value in (getattr(descent, name) for name in SETTINGS)]
    rules = type(loss).slope, type(loss).of_samples, type(descent.rule).step
    key = (*map(type, (*kinds, loss, descent.rule)), *methods, *rules, *told, *settings)
    if key not in _sources:
        _sources[key] = kernel_source(kinds, loss, outputs, descent, lanes)
    return _sources[key]


class Epochs:
    """A loaded kernel at work on one network: on the very theta, gradient and memory of the layers."""

    def __init__(self, kernel: Kernel, network: Network, activations: Sequence[Activation], descent: Descent) -> None:
        """Lay out what the kernel needs to know."""
        from mlpviz.nn.fast.kernel_writer import SETTINGS

        self._train, self._network, self._descent = kernel, network, descent
        widths, loss = network.widths, network.loss
        kinds = [type(one) for one in _kinds(activations, loss, widths[-1])]
        applied = activations if network.link is None else activations[:-1]
        places = [kinds.index(type(one)) for one in applied] + [-1] * (network.link is not None)
        parameters: list[float] = []
        starts = []
        for choice in (*activations, loss, descent.rule):
            starts.append(len(parameters))
            parameters += choice.parameters().values()
        begins = [0, *(stretch.stop for stretch in stretches(widths))]
        self._shape = (
            np.array(widths, np.uint64), np.cumsum([0, *widths], dtype=np.uint64), np.array(begins, np.uint64),
            np.array(places, np.int64), np.array(starts, np.uint64),
        )  # fmt: skip
        self._parameters = np.array([*parameters, 0.0])
        self._settings = np.array([getattr(descent, name) or 0.0 for name in SETTINGS])
        self._decayed = np.zeros(0) if descent.decayed is None else np.ascontiguousarray(descent.decayed)
        self._held = np.zeros(0, bool) if descent.held is None else descent.held

    def train(
        self, points: Points, orders: NDArray[np.int64], rates: Sequence[float], size: int, first: int, last: int,
        before: Array, scores: Array | None = None,
    ) -> int:  # fmt: skip
        """Train on the batches `first` to `last` − 1 of every epoch; see `mlpviz.nn.fast.kernel.train`."""
        descent, network = self._descent, self._network
        done = self._train(
            network.theta, before, network.grad, descent.memory, points.x, points.t, points.right, orders,
            min(size, max(1, orders.shape[1])), first, last, self._shape, self._parameters, self._settings,
            np.array(rates, np.float64), descent.count, self._decayed, self._held, points.middle, descent.mean,
            np.empty((0, 5)) if scores is None else scores,
        )  # fmt: skip
        descent.count += done * (last - first)
        return done


class Points(NamedTuple):
    """All samples, those for training first."""

    x: Array
    t: Array
    right: NDArray[np.int64]
    """Their classes; anything where they have none."""
    middle: float
    """Above it a single output says "yes"."""


def worthwhile(widths: Sequence[int], batch: int) -> bool:
    """Whether compiled epochs are likely the faster ones: wide layers and large batches are better left to BLAS.

    Nanoseconds a batch, measured on one machine; what counts is where the two lines cross.
    """
    units = sum(widths[1:])
    weights = sum((n_in + 1) * n_out for n_in, n_out in zip(widths, widths[1:], strict=False))
    layers = 5000 * (len(widths) - 1) + batch * (2.6 * units + 0.29 * weights)
    sample = 30 + 6.0 * units + 0.9 * weights if max(widths) <= NARROW else 120 + 3.5 * units + 1.0 * weights
    return 250 + batch * sample < layers
