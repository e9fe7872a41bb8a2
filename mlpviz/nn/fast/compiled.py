"""Whole epochs compiled by numba, if it is installed; they run without Python's interpreter lock.

A blueprint is the source of one kernel, made from the methods that the layers call. The source is saved as a module in
the user's cache. Its name is a hash of the source and of the versions of numba and NumPy, so any change gives a new
kernel. What is in the cache runs in this process: so nobody else may enter its directory, a source is compared before
it is loaded, and what is damaged is made anew. Compiling takes seconds and holds the interpreter lock. A program with a
window therefore compiles in a second process (`Blueprint.compile_apart`) and loads the result.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import platform
import shutil
import stat
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
from mlpviz.nn.network import Network, slices
from mlpviz.nn.optimizers import Descent

Kernel = Callable[..., int]
NEVER = "MLPVIZ_NEVER_COMPILE"
"""Environment variable: if it is set, nothing is compiled and the layers compute."""
CACHE = "MLPVIZ_CACHE"
"""Environment variable: the directory of the kernels."""
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
    def is_loaded(self) -> bool:
        """Whether this process has loaded the kernel."""
        return self.digest in _loaded

    @property
    def compiled(self) -> bool:
        """Whether the cache holds the compiled kernel, so that loading is quick."""
        return self.is_loaded or self._is_kept()

    def load(self) -> Kernel:
        """The compiled kernel; compiles it first if necessary. Raises what the compiler raises."""
        if self.digest not in _loaded:
            kept = self._is_kept()
            self._write()
            try:
                _loaded[self.digest] = self._import()
            except Exception:  # a damaged file can fail in any way
                if not kept:
                    raise
                self._mark.unlink()
                self._write()
                _loaded[self.digest] = self._import()
            write_whole(self._mark, "")
        return _loaded[self.digest]

    def compile_apart(self) -> subprocess.Popen[bytes]:
        """Start a process that compiles into the cache. Poll it, and `load` when it has ended with 0."""
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._write()
        # -P: else a numba.py where the program was started would be taken for numba.
        command = [sys.executable, "-P", "-c", _COMPILE, str(self._path), str(self._mark)]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, creationflags=hidden)

    def _import(self) -> Kernel:
        spec = util.spec_from_file_location(f"mlpviz_kernel_{self.digest}", self._path)
        assert spec is not None
        assert spec.loader is not None
        module = util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        kernel: Kernel = module.train
        return kernel

    def _is_kept(self) -> bool:
        """Whether this very source lies in the cache, and has been compiled."""
        whole = self._path.is_file() and self._path.read_bytes() == self.source.encode()
        return whole and self._mark.is_file()

    def _write(self) -> None:
        """Put the source into the cache unless it is compiled; whatever lay there before goes."""
        if not self._is_kept():
            self._remove()
            write_whole(self._path, self.source)

    def _remove(self) -> None:
        """Take everything of this kernel out of the cache: its source, its mark, and what Python and numba made."""
        for folder in (cache(), cache() / "__pycache__"):
            for path in folder.glob(f"{self.digest}*"):
                if path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return cache() / f"{self.digest}.py"

    @property
    def _mark(self) -> Path:
        return cache() / f"{self.digest}.compiled"


_COMPILE = """
import sys, pathlib
from importlib import util
spec = util.spec_from_file_location("mlpviz_kernel_" + pathlib.Path(sys.argv[1]).stem, sys.argv[1])
module = util.module_from_spec(spec)
sys.modules[spec.name] = module
spec.loader.exec_module(module)
pathlib.Path(sys.argv[2]).touch()
"""
"""The program of the second process. It imports nothing of mlpviz, so it starts quickly and opens no window."""


def cache() -> Path:
    """The directory of the kernels: in the user's cache, or a private temporary one that ends with this process.

    The latter where the cache cannot be written, or others could write to it. Raises OSError if neither can be had.
    """
    return _usable(os.environ.get(CACHE) or _in_the_home())


def _in_the_home() -> str:
    """The directory of the kernels in the user's cache; "" for a user without a home."""
    try:
        home = Path.home()
    except RuntimeError:
        return ""
    bases = {"win32": os.environ.get("LOCALAPPDATA"), "darwin": str(home / "Library" / "Caches")}
    base = bases.get(sys.platform) or os.environ.get("XDG_CACHE_HOME") or str(home / ".cache")
    return str(Path(base) / "mlpviz" / "kernels")


@lru_cache(maxsize=8)
def _usable(wanted: str) -> Path:
    try:
        if wanted:
            _keep_for_oneself(Path(wanted))
            with tempfile.TemporaryFile(dir=wanted):
                return Path(wanted)
    except OSError:
        pass
    own = tempfile.mkdtemp(prefix="mlpviz-kernels-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Path(own)


def _keep_for_oneself(folder: Path) -> None:
    """Make a directory that nobody else may enter. PermissionError if others could have put something there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.name == "posix":
        found = folder.stat()
        if found.st_uid != os.geteuid() or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise PermissionError(f"{folder} is not this user's own")
        folder.chmod(0o700)


def blueprint(
    activations: Sequence[Activation], loss: Loss, widths: Sequence[int], descent: Descent, batch: int,
    values: bool = False,
) -> Blueprint | str:  # fmt: skip
    """The kernel for such a network and batch size, or the reason, for the learner, why there is none.

    `values`: the points carry values, so R² takes the place of accuracy.
    """
    from mlpviz.nn.fast.kernel_writer import NoCompiledFormError

    reason, outputs = refusal(activations), widths[-1]
    if reason:
        return reason
    try:
        kinds = _kinds(activations, loss, outputs)
        source = _source(kinds, loss, outputs, descent, lanes(widths, batch), values)
        return Blueprint(source, _digest(source))
    except NoCompiledFormError as reason:
        return str(reason)
    except OSError as problem:
        return f"there is no place to keep compiled code: {problem}"


def refusal(activations: Sequence[Activation]) -> str:
    """A reason, quick to find, why nothing can be compiled; "" if there is none."""
    if os.environ.get(NEVER):
        return f"{NEVER} is set"
    if util.find_spec("numba") is None:
        return "numba is not installed"
    return TYPED if any(isinstance(one, Formula) for one in activations) else ""


def any_loaded() -> bool:
    """Whether this process has loaded a kernel."""
    return bool(_loaded)


def lanes(widths: Sequence[int], batch: int) -> int:
    """Number of samples computed side by side: even, and chosen so that few lanes stay empty.

    It is 1 if layers are wide: the values of more samples would not fit into the cache.
    """
    turns = -(-batch // MOST_LANES)
    return 1 if batch == 1 or max(widths) > NARROW else 2 * -(-batch // (2 * turns))


def _kinds(activations: Sequence[Activation], loss: Loss, outputs: int) -> list[Activation]:
    """One activation of each class, ordered by name; without the last one if the loss applies it."""
    applied = activations if loss.link(outputs) is None else activations[:-1]
    return [one for _, one in sorted({type(one).__name__: one for one in applied}.items())]


def _digest(source: str) -> str:
    from importlib import metadata  # importing it takes as long as the rest of this module

    around = [*map(metadata.version, ("numba", "llvmlite", "numpy")), platform.python_version(), platform.machine()]
    around += [platform.node()]  # different machines may share a home directory
    return hashlib.sha256("\n".join([source, *around]).encode()).hexdigest()[:32]


def _source(
    kinds: Sequence[Activation], loss: Loss, outputs: int, descent: Descent, lanes: int, values: bool
) -> str:
    """The kernel source. Writing it takes 20 ms and is needed after each change, so the result is kept."""
    from mlpviz.nn.fast.kernel_writer import MASKS, SETTINGS, kernel_source

    methods = [(type(one).value, type(one).slope) for one in kinds]
    variant = [getattr(descent, name) is None for name in MASKS] + [descent.mean, outputs == 1, lanes, values]
    settings = [bool(value) or repr(value) for value in (getattr(descent, name) for name in SETTINGS)]
    rules = type(loss).slope, type(loss).of_samples, type(descent.rule).step
    key = (*map(type, (*kinds, loss, descent.rule)), *methods, *rules, *variant, *settings)
    if key not in _sources:
        _sources[key] = kernel_source(kinds, loss, outputs, descent, lanes, values)
    return _sources[key]


class Epochs:
    """A loaded kernel for one network. It uses the same theta, gradient and memory arrays as the layers."""

    def __init__(self, kernel: Kernel, network: Network, activations: Sequence[Activation], descent: Descent) -> None:
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
        begins = [0, *(part.stop for part in slices(widths))]
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
        """Train on batches `first` to `last` − 1 of every epoch; returns the number of epochs. See `kernel.train`."""
        descent, network = self._descent, self._network
        done = self._train(
            network.theta, before, network.grad, descent.memory, points.x, points.t, points.right, orders,
            min(size, max(1, orders.shape[1])), first, last, self._shape, self._parameters, self._settings,
            np.array(rates, np.float64), descent.count, self._decayed, self._held, points.middle,
            points.variation, descent.mean, np.empty((0, 7)) if scores is None else scores,
        )  # fmt: skip
        descent.count += done * (last - first)
        return done


class Points(NamedTuple):
    """All samples; the training samples come first."""

    x: Array
    t: Array
    right: NDArray[np.int64]
    """The class of each sample; not used if the samples have none."""
    middle: float
    """A single output above this means class 1."""
    variation: Array
    """Σ (t − t̄)² of the training and of the test targets, (2,); not used if the samples have classes."""


def worthwhile(widths: Sequence[int], batch: int) -> bool:
    """Whether compiled epochs are probably faster. For wide layers and large batches, NumPy with BLAS is faster.

    Compares estimates in nanoseconds a batch, with coefficients measured on one machine.
    """
    units = sum(widths[1:])
    weights = sum((n_in + 1) * n_out for n_in, n_out in zip(widths, widths[1:], strict=False))
    layers = 5000 * (len(widths) - 1) + batch * (2.6 * units + 0.29 * weights)
    sample = 30 + 6.0 * units + 0.9 * weights if max(widths) <= NARROW else 120 + 3.5 * units + 1.0 * weights
    return 250 + batch * sample < layers
