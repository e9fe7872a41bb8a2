from __future__ import annotations

import importlib.util
import itertools
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.run import Run
from mlpviz.nn.activations import Softmax, activations
from mlpviz.nn.fast import compiled
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers

needs_numba = pytest.mark.skipif(importlib.util.find_spec("numba") is None, reason="numba is not installed")
HIDDEN = [kind for kind in activations if kind is not Softmax and kind.__name__ != "Formula"]
EPOCHS = 20
CLOSE = 1e-12


@pytest.fixture(autouse=True)
def allowed(monkeypatch):
    """Compiling is allowed here; all tests share one cache, in the home that the tests have."""
    monkeypatch.delenv(compiled.NEVER)


def experiment(hidden=("Tanh", "Tanh"), loss="CrossEntropy", plan=None, outputs=1, **network):
    random = np.random.default_rng(5)
    x = random.normal(0.0, 1.0, (23, 2))
    layers = [LayerSpec(4 + index % 2, one) for index, one in enumerate(hidden)]
    layers.append(LayerSpec(outputs, losses.make(loss).usual_output(outputs)))
    points = PointSet(x, np.arange(23) % max(2, outputs), test=np.arange(23) > 19)
    spec = NetworkSpec(layers, "XavierNormal", loss, seed=2, **network)
    return Experiment(points, spec, plan or Plan("SGD", 0.05, 4))


def both(experiment):
    """The same experiment in both arithmetics."""
    one, other = Run(experiment, arithmetic="layers"), Run(experiment, arithmetic="compiled")
    assert other.arithmetic == "compiled", other.reason
    return one, other


def difference(experiment):
    """The largest relative difference of the parameters after 20 epochs."""
    one, other = both(experiment)
    for _ in range(EPOCHS):
        one.epoch()
        other.epoch()
    assert np.isfinite(one.theta).all()
    assert np.max(np.abs(one.theta - experiment.network.first_theta())) > 1e-4
    assert other.descent.count == one.descent.count
    largest = np.max(np.abs(one.descent.memory), initial=1e-300)
    assert np.max(np.abs(other.descent.memory - one.descent.memory), initial=0.0) <= 10 * CLOSE * largest
    return float(np.max(np.abs(one.theta - other.theta)) / np.max(np.abs(one.theta)))


def named(one):
    return "-".join(map(named, one)) if isinstance(one, tuple) else getattr(one, "__name__", str(one))


def rated(optimizer, size=4, **plan):
    return Plan(optimizer(), 0.003 if optimizer.memory else 0.03, size, **plan)


PENALIZED: dict[str, Any] = {"l1": 0.002, "l2": 0.01, "clip": 0.5, "schedule": {"name": "Cosine", "epochs": 15}}
HELD: dict[str, Any] = {"train_biases": False, "frozen": (3, 20), "cut": (1,), "features": ("X1", "X1X2", "SinX2")}
SPECIALS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("single samples", {"size": 1}, {}),
    ("penalties, clipping, a schedule", PENALIZED, {}),
    ("lanes without a sample", {"size": 17}, {}),  # 20 training points: ten and seven, and then three
    ("penalized biases, sums", {"size": 7, "l2": 0.02, "penalize_biases": True, "reduction": "sum"}, {}),
    ("the full batch", {"size": 100}, {}),
    ("nothing special", {}, {}),
    ("masks and features", {}, HELD),
]
"""What else a plan and a network can say."""
AT_ONCE = ("penalties, clipping, a schedule", "masks and features")
"""The two with the most in one kernel; compiling all takes half a minute."""


def meetings():
    """Every optimizer with some activations and losses and a special, so that every choice meets several others."""
    kinds, rows = list(losses), list(optimizers)
    for index, optimizer in enumerate(rows):
        hidden = tuple(HIDDEN[(2 * index + step) % len(HIDDEN)] for step in (0, 1))
        special, plan, network = SPECIALS[index % len(SPECIALS)]
        yield pytest.param(
            hidden, kinds[index % len(kinds)], rated(optimizer, **plan), 1 + 2 * (index % 2), network,
            id=f"{named((*hidden, kinds[index % len(kinds)], optimizer))}, {special}",
            marks=[] if special in AT_ONCE else [pytest.mark.slow],
        )  # fmt: skip


@needs_numba
@pytest.mark.parametrize(("hidden", "loss", "plan", "outputs", "network"), list(meetings()))
def test_that_compiled_epochs_agree_with_the_layers(hidden, loss, plan, outputs, network):
    made = experiment([one() for one in hidden], loss(), plan, outputs, **network)

    assert difference(made) <= CLOSE


def test_that_every_special_meets_an_optimizer():
    assert len(list(optimizers)) >= len(SPECIALS)


@needs_numba
@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("loss", "optimizer", "outputs"), list(itertools.product(losses, optimizers, (1, 3))), ids=named
)
def test_that_every_activation_with_every_loss_and_optimizer_agrees(loss, optimizer, outputs, monkeypatch, capsys):
    # One kernel that knows all activations, so that 70 are compiled in place of 840.
    everything = sorted((one() for one in HIDDEN), key=lambda one: one.name)
    monkeypatch.setattr(compiled, "_kinds", lambda *_: [*everything])

    found = {one: difference(experiment([one(), one()], loss(), rated(optimizer), outputs)) for one in HIDDEN}

    with capsys.disabled():
        print(f" {loss.__name__} {optimizer.__name__} {outputs}: {max(found.values()):.1e}", flush=True)
    assert max(found.values()) <= CLOSE


def penalized(hidden, rate=0.03, size=4, **plan):
    """Networks of one of the kernels above."""
    return experiment(hidden, "MeanSquaredError", Plan("Momentum", rate, size, **(PENALIZED | plan)), 3)


@needs_numba
def test_that_parameters_of_choices_are_no_part_of_the_kernel():
    one = penalized(("ReLU", {"name": "LeakyReLU", "alpha": 0.2}, {"name": "LeakyReLU", "alpha": 0.05}))
    other = penalized(("LeakyReLU", "ReLU"), 0.2, 3, clip=0.1)

    assert Run(one).blueprint() == Run(other).blueprint()
    assert difference(one) <= CLOSE


@needs_numba
def test_that_compiled_epochs_repeat_themselves_bit_for_bit():
    runs = [Run(experiment(), arithmetic="compiled") for _ in range(2)]
    for _ in range(5):
        runs[0].epoch()
        while not runs[1].batch():
            pass

    assert runs[0].theta.tobytes() == runs[1].theta.tobytes()
    assert runs[0].scores() == runs[1].scores()


@needs_numba
def test_that_the_gradient_of_the_last_batch_is_left_behind():
    one, other = both(penalized(("ReLU", "LeakyReLU"), clip=0.01))
    for run in (one, other):
        run.batch()

    assert other.grad == pytest.approx(one.grad, rel=1e-12)
    assert np.linalg.norm(other.grad) == pytest.approx(0.01)


@needs_numba
def test_that_another_process_gives_the_same_bits():
    code = "import sys; sys.path.insert(0, 'tests/nn/fast'); from test_compiled import experiment; "
    code += "from mlpviz.engine.run import Run; run = Run(experiment(), arithmetic='compiled')\n"
    code += "for _ in range(3): run.epoch()\nprint(run.arithmetic, run.theta.tobytes().hex())"
    run = Run(experiment(), arithmetic="compiled")
    for _ in range(3):
        run.epoch()

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told.split() == ["compiled", run.theta.tobytes().hex()]


@needs_numba
def test_that_a_changed_formula_is_another_kernel(monkeypatch):
    def value(self, z):
        return np.tanh(z) * 1.0

    before = Run(experiment()).blueprint()
    monkeypatch.setattr(activations.make("Tanh").__class__, "value", value)
    after = Run(experiment()).blueprint()

    assert isinstance(before, compiled.Blueprint)
    assert isinstance(after, compiled.Blueprint)
    assert before.digest != after.digest
    assert "tanh(z) * 1.0" in after.source


@needs_numba
@pytest.mark.parametrize("library", ["numba", "numpy", "llvmlite"])
def test_that_another_version_of_a_library_is_another_kernel(library, monkeypatch):
    before, known = Run(experiment()).blueprint(), metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "0.0" if name == library else known(name))

    assert before != Run(experiment()).blueprint()


@needs_numba
def test_that_a_second_process_fills_the_cache():
    made = Run(experiment(("Softsign",))).blueprint()
    assert isinstance(made, compiled.Blueprint)
    assert not made.compiled

    assert made.compile_apart().wait() == 0

    assert made.compiled
    assert not made.is_loaded
    assert difference(experiment(("Softsign",))) <= CLOSE
    assert made.is_loaded


@pytest.fixture
def own_cache(monkeypatch, tmp_path):
    """An empty cache, and nothing loaded yet."""
    monkeypatch.setenv(compiled.CACHE, str(tmp_path / "kernels"))
    monkeypatch.setattr(compiled, "_loaded", {})
    return compiled.cache()


def kernel_of(answer: str) -> compiled.Blueprint:
    """Stands for a kernel: plain Python, so that nothing need be compiled."""
    return compiled.Blueprint(f"def train():\n    return {answer}\n", "a" * 32)


@needs_numba
def test_that_the_second_process_takes_no_module_from_where_the_program_was_started(own_cache, monkeypatch, tmp_path):
    (tmp_path / "numba.py").write_text("import pathlib; pathlib.Path('ran').touch()")
    monkeypatch.chdir(tmp_path)
    made = compiled.Blueprint("import numba\ndef train(): return numba.njit", "b" * 32)

    assert made.compile_apart().wait() == 0

    assert not (tmp_path / "ran").exists()
    assert made.compiled


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_that_the_cache_is_open_to_its_owner_alone(own_cache):
    assert own_cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
@pytest.mark.parametrize("foreign", ["owner", "group", "others"])
def test_that_a_cache_into_which_others_could_write_is_left_alone(monkeypatch, tmp_path, foreign):
    folder = tmp_path / foreign
    folder.mkdir()
    folder.chmod({"owner": 0o700, "group": 0o770, "others": 0o707}[foreign])
    if foreign == "owner":
        monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    monkeypatch.setenv(compiled.CACHE, str(folder))

    assert compiled.cache() != folder
    assert compiled.cache().stat().st_mode & 0o777 == 0o700


def test_that_a_user_without_a_home_gets_a_private_cache(monkeypatch):
    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(compiled.CACHE, raising=False)
    monkeypatch.setattr(Path, "home", nowhere)

    assert compiled.cache().name.startswith("mlpviz-kernels-")


def test_that_a_changed_source_is_neither_called_compiled_nor_run(own_cache):
    assert kernel_of("1").load()() == 1
    compiled._loaded.clear()
    assert kernel_of("1").compiled
    path = own_cache / f"{'a' * 32}.py"
    path.write_text(path.read_text().replace("1", "2"))

    assert not kernel_of("1").compiled
    assert kernel_of("1").load()() == 1
    assert path.read_text() == kernel_of("1").source


@pytest.mark.parametrize("ending", [".py", ".compiled"])
@pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "a folder"])
def test_that_a_damaged_file_of_the_cache_is_made_anew(own_cache, ending, damage):
    kernel_of("1").load()
    compiled._loaded.clear()
    path = own_cache / f"{'a' * 32}{ending}"
    if damage == "a folder":
        path.unlink()
        (path / "inside").mkdir(parents=True)
    else:
        path.write_bytes({"empty": b"", "cut": path.read_bytes()[:-5], "garbage": b"\xff\0"}[damage])

    assert kernel_of("1").load()() == 1
    compiled._loaded.clear()
    assert kernel_of("1").compiled


@needs_numba
def test_that_damaged_files_of_numba_are_made_anew(own_cache):
    source = "from numba import njit\n@njit('int64()', cache=True)\ndef train(): return 1"
    made = compiled.Blueprint(source, "c" * 32)
    made.load()
    kept = sorted((own_cache / "__pycache__").glob("*.nb?"))
    assert {path.suffix for path in kept} == {".nbi", ".nbc"}
    for path in kept:
        for damage in (b"", b"garbage", path.read_bytes()[:-9]):
            path.write_bytes(damage)
            compiled._loaded.clear()
            assert made.load()() == 1, (path, damage)
    kept[-1].unlink()
    kept[-1].mkdir()
    compiled._loaded.clear()

    assert made.load()() == 1
    assert kept[-1].is_file()


@needs_numba
def test_that_a_cache_that_cannot_be_written_is_replaced(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a directory")
    monkeypatch.setenv(compiled.CACHE, str(blocked / "kernels"))

    place = compiled.cache()

    assert place.is_dir()
    assert place != blocked
    assert compiled.cache() == place
    made = Run(experiment()).blueprint()
    assert isinstance(made, compiled.Blueprint)


def test_that_without_numba_the_layers_train_and_say_why(monkeypatch):
    known = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "numba" else known(name))

    run = Run(experiment(plan=Plan("SGD", 0.05, 4, engine="compiled")))
    run.epoch()

    assert run.snapshot().arithmetic == "layers"
    assert run.snapshot().reason == "numba is not installed"


@needs_numba
def test_that_a_formula_of_ones_own_stays_with_the_layers():
    own = {"name": "Formula", "text": "z * sigmoid(z)"}
    run = Run(experiment((own,), plan=Plan("SGD", 0.05, 4, engine="compiled")))
    run.epoch()

    assert run.snapshot().arithmetic == "layers"
    assert run.snapshot().reason == "only built-in activations can be compiled, not a formula that you typed"


@needs_numba
def test_that_code_that_does_not_compile_stays_with_the_layers(monkeypatch):
    broken = compiled.Blueprint("this is no Python", "broken")
    monkeypatch.setattr(compiled, "blueprint", lambda *_: broken)
    run = Run(experiment(plan=Plan("SGD", 0.05, 4, engine="compiled")))
    run.epoch()

    assert run.arithmetic == "layers"
    assert run.reason == "the compiler failed on the formulas of this network: SyntaxError"


def test_that_nothing_of_numba_is_imported_before_it_is_needed():
    code = "import sys; from mlpviz.engine.experiment import preset; from mlpviz.engine.run import Run\n"
    code += "Run(preset('XOR')).epoch()\n"
    code += "print([m for m in ('numba', 'llvmlite', 'mlpviz.nn.fast.compiled') if m in sys.modules])"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert told.strip() == "[]"


def test_that_small_networks_are_compiled_and_wide_ones_left_to_blas():
    assert compiled.worthwhile((2, 4, 2, 1), 10)
    assert compiled.worthwhile((2, 8, 8, 8, 8, 8, 8, 1), 10)
    assert compiled.worthwhile((2, 8, 8, 1), 1)
    assert not compiled.worthwhile((2, 4, 2, 1), 500)
    assert not compiled.worthwhile((2, 64, 64, 1), 32)
    assert not compiled.worthwhile((2, 256, 256, 256, 1), 128)


def test_that_the_samples_of_a_batch_share_the_lanes_evenly():
    narrow = (2, 4, 2, 1)
    assert [compiled.lanes(narrow, batch) for batch in (1, 2, 5, 10, 16, 17, 20, 32, 500)] == [
        1, 2, 6, 10, 16, 10, 10, 16, 16]  # fmt: skip
    assert compiled.lanes((2, 32, 1), 10) == 1


@needs_numba
def test_that_the_transcript_holds_what_the_classes_say():
    made = Run(experiment(("GELU",), "Huber", rated(optimizers.make("Adam").__class__))).blueprint()

    assert isinstance(made, compiled.Blueprint)
    assert "def GELU_value(z):" in made.source
    assert "1.5957691216057308 * (c + 0.044715 * c * c * c)" in made.source
    assert "def Huber_slope(y, t, delta):" in made.source
    assert "m_hat = m / (1.0 - beta1 ** count)" in made.source
