"""A calculation of the reader's own: shape, weights, input and target as a book prints them, in words of a command."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mlpviz.cli.arguments import choice_of, choices_of, parametrized, read_rate, whole_number
from mlpviz.cli.point_file import points_of_file
from mlpviz.counting import noun
from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.data.scaling import NONE, Scaling
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, usual
from mlpviz.nn.activations import Softmax, activations
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import CrossEntropy, SquaredError, losses
from mlpviz.nn.optimizers import optimizers

if TYPE_CHECKING:
    from mlpviz.nn.activations import Activation
    from mlpviz.nn.losses import Loss

Rows = list[list[float]]
OWN = ("network", "activations", "weights", "rows", "biases", "input", "target", "loss", "initializer")
"""What only a calculation of one's own may say; an example or a preset has all this already."""
PLAN = {
    "rate": "learning_rate", "optimizer": "optimizer", "batch_size": "batch_size", "reduction": "reduction",
    "l1": "l1", "l2": "l2", "clip": "clip",
}  # fmt: skip
"""What may be said of the training of anything, and the name that `Plan` has for it."""
PLAIN = Naming()


def add_calculation_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said of a calculation of one's own, and of the training."""
    own = parser.add_argument_group(
        "a calculation of your own", "in place of an example; rows have a ; between them, layers a /, in quotes")
    add = own.add_argument
    add("--input", type=read_rows, metavar="0.05,0.1", help="what the inputs are; one row a sample: '0,0; 0,1'")
    add("--target", type=read_rows, metavar="0.01,0.99", help="what the outputs should be, one row a sample")
    add("--weights", type=read_layers, metavar="'.15,.2; .25,.3 / .4,.45; .5,.55'",
        help="one row a unit: its weight from each source; with --network also all of them in one row "
             "(default: drawn by the initializer)")  # fmt: skip
    add("--rows", choices=("unit", "source"), default=None,
        help="whether a row of --weights is of a unit, or of a source as in xW (default: unit)")  # fmt: skip
    add("--biases", type=read_layers, metavar="'.35,.35 / .6,.6'",
        help="of the units of each layer; one number is for all of a layer (default: no biases)")  # fmt: skip
    add("--fixed-biases", action="store_true", help="biases stay as they are, as in many calculations by hand")
    add("--network", type=read_network, metavar="2-2-2", help="its widths from the inputs to the outputs "
        "(default: as --weights say)")  # fmt: skip
    add("--activations", "--activation", type=choices_of(activations), metavar="sigmoid,sigmoid",
        help=f"one for each layer, or one for all, with parameters as in LeakyReLU:0.1 (default: sigmoid): "
             f"{', '.join(activations.names())}")  # fmt: skip
    add("--loss", type=parametrized(losses), metavar="squared-error",
        help=f"{', '.join(losses.names())} (default: CrossEntropy after a softmax, else SquaredError, which is "
             "half the square)")  # fmt: skip
    add("--initializer", type=choice_of(initializers), metavar="Xavier", help="draws the weights where none are given")
    add("--seed", type=whole_number(0), default=0, metavar="0", help="of weights that are drawn, and of the order")
    training = parser.add_argument_group("training", "of a calculation of your own, and in place of an example's own")
    add = training.add_argument
    add("--rate", "--learning-rate", type=read_rate, metavar="0.5", help="the learning rate (default: 0.1)")
    add("--optimizer", type=parametrized(optimizers), metavar="SGD",
        help=f"with parameters as in Momentum:0.9 (default: SGD): {', '.join(optimizers.names())}")  # fmt: skip
    add("--batch-size", type=whole_number(1), metavar="N", help="samples an update (default: all; fewer are shuffled)")
    add("--reduction", choices=("mean", "sum"), help="what the samples of a batch give together (default: mean)")
    for name, what in (("l1", "λ of the penalty λ Σ|w|"), ("l2", "λ of the penalty ½ λ Σ w²"),
                       ("clip", "longest gradient")):  # fmt: skip
        add(f"--{name}", type=read_rate, metavar="N", help=what)
    add("--update", type=whole_number(1, 1_000_000), default=1, metavar="1", help="which update to walk, from 1")


# what is written


def read_rows(text: str) -> Rows:
    """Numbers in rows: "0.05,0.10", or "0 0; 0 1" for two rows."""
    rows = [[_number(word) for word in (row.split(",") if "," in row else row.split() or [""])]
            for row in re.split(r"[;\n]", text)]  # fmt: skip
    longest = len(rows[0])
    for at, row in enumerate(rows, start=1):
        if len(row) != longest:
            raise argparse.ArgumentTypeError(f"row {at} has {len(row)} numbers, but row 1 has {longest}")
    return rows


def read_layers(text: str) -> list[Rows]:
    """Rows of numbers for each layer: "1,2; 3,4 / 5,6"."""
    return [read_rows(layer) for layer in re.split(r"[/|]", text)]


def _number(word: str) -> float:
    word = word.strip()
    try:
        value = float(word.replace("−", "-"))
    except ValueError:
        said = f"{word!r:.40} is no number" if word else "a number is missing"
        raise argparse.ArgumentTypeError(said) from None
    if not np.isfinite(value):
        raise argparse.ArgumentTypeError(f"{word!r:.40} is no finite number")
    return value


def read_network(text: str) -> tuple[int, ...]:
    """The widths of a network, inputs first: "2-3-1"."""
    words = re.split(r"[-–,\s]+", text.strip())
    if len(words) < 2 or not all(word.isdecimal() and int(word) for word in words):
        raise argparse.ArgumentTypeError(f"{text!r:.40} is no network such as 2-3-1, from the inputs to the outputs")
    return tuple(int(word) for word in words)


# what it makes


def is_own(wanted: argparse.Namespace) -> bool:
    """Whether something was said that only a calculation of one's own has."""
    return any(getattr(wanted, name) is not None for name in OWN)


def refuse_own(wanted: argparse.Namespace, subject: str) -> None:
    """Raise ValueError if a subject that has all of it already is given weights, inputs or the like."""
    for name in OWN:
        if getattr(wanted, name) is not None:
            raise ValueError(f"--{name} is for a calculation of your own; leave out {subject!r:.80}, or --{name}.")
    if wanted.fixed_biases:
        raise ValueError(f"--fixed-biases is for a calculation of your own; leave out {subject!r:.80}, or that.")


def own_calculation(wanted: argparse.Namespace) -> Experiment:
    """The experiment that the words describe. Raises ValueError with one sentence for what does not fit together."""
    for name in ("input", "target"):
        if getattr(wanted, name) is None:
            raise ValueError(f"a calculation of your own needs --{name}, as in --input 0.05,0.1 --target 0.01,0.99.")
    x, t = wanted.input, wanted.target
    if len(x) != len(t):
        raise ValueError(f"--input has {_some(len(x), 'row')} and --target {len(t)}; give one row a sample in each.")
    return _experiment(wanted, PointSet(x, targets=t), len(t[0]))


def file_calculation(wanted: argparse.Namespace, subject: str) -> Experiment:
    """The experiment on the points of a file: all of them train, and numbers are used as they are."""
    for name in ("input", "target"):
        if getattr(wanted, name) is not None:
            raise ValueError(f"--{name}: the samples are those of {subject!r:.80}; give one of the two.")
    wanted.preset, wanted.scale = subject, bool(wanted.scale)
    read = points_of_file(wanted, test_share=0.0)
    if wanted.network is None and wanted.weights is None:
        refuse_own(wanted, subject)
        plan = usual(read.points, read.classes)
        return planned(replace(plan, naming=read.naming, scaling=read.scaling), wanted)
    targets = read.points.targets
    outputs = targets.shape[1] if targets is not None else 1 if read.classes <= 2 else read.classes
    return _experiment(wanted, read.points, outputs, read.naming, read.scaling)


def saved_experiment(wanted: argparse.Namespace, subject: str) -> Experiment:
    """The experiment of a JSON file: its form, or what `mlpviz train --json` and `mlpviz walk --json` print."""
    refuse_own(wanted, subject)
    path = Path(subject)
    if not path.is_file():
        raise ValueError(f"there is no file {subject!r:.200}; choose another file, or an example.")
    try:
        form: Any = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise ValueError(f"{path.name} is no JSON; give what mlpviz walk --json prints, or a file of points.") from None
    if isinstance(form, dict) and "experiment" in form:
        form = form["experiment"]
    try:
        return planned(Experiment.from_form(form), wanted)
    except ValueError as problem:
        raise ValueError(f"{path.name}: {problem}") from None


def planned(experiment: Experiment, wanted: argparse.Namespace) -> Experiment:
    """The experiment with the training that was asked for; all that was not stays as it is."""
    asked = {PLAN[name]: value for name in PLAN if (value := getattr(wanted, name)) is not None}
    return replace(experiment, plan=replace(experiment.plan, **asked)) if asked else experiment


def _experiment(
    wanted: argparse.Namespace, points: PointSet, outputs: int, naming: Naming = PLAIN, scaling: Scaling = NONE
) -> Experiment:
    inputs = points.x.shape[1]
    widths = wanted.network or _widths_of(wanted, inputs)
    for what, at, needed in (("input", 0, inputs), ("output", -1, outputs)):
        if widths[at] != needed:
            shape = "-".join(map(str, widths))
            raise ValueError(f"the network {shape} has {_some(widths[at], what)}, but each sample has {needed}.")
    functions = _functions(wanted.activations, len(widths) - 1)
    loss: Loss = wanted.loss or (CrossEntropy() if isinstance(functions[-1], Softmax) else SquaredError())
    layers = [LayerSpec(units, function) for units, function in zip(widths[1:], functions, strict=True)]
    learn = wanted.biases is not None and not wanted.fixed_biases
    drawn = wanted.initializer or "Xavier"
    spec = NetworkSpec(layers, drawn, loss, inputs=inputs, seed=wanted.seed, train_biases=learn)
    if wanted.weights is not None and wanted.initializer is not None:
        raise ValueError("--initializer draws weights, but --weights gives them; leave one of the two out.")
    spec = replace(spec, theta=freeze(_theta(wanted, widths, spec.first_theta())))
    plan = Plan("SGD", 0.1, batch_size=max(1, len(points)), seed=wanted.seed)
    return planned(Experiment(points, spec, plan, naming=naming, scaling=scaling), wanted)


def _widths_of(wanted: argparse.Namespace, inputs: int) -> tuple[int, ...]:
    """The shape that --weights have, row by row."""
    if wanted.weights is None:
        raise ValueError("the shape is not known; give it as --network 2-3-1, or give --weights.")
    rows = [len(layer[0] if wanted.rows == "source" else layer) for layer in wanted.weights]
    return (inputs, *rows)


def _functions(given: Sequence[Activation] | None, layers: int) -> list[Activation]:
    functions = list(given or [activations.make("Sigmoid")])
    if len(functions) == 1:
        functions *= layers
    if len(functions) != layers:
        raise ValueError(f"--activations names {len(functions)}, but {_some(layers, 'layer')} of units need one each; "
                         "give as many, or one for all.")  # fmt: skip
    return functions


def _theta(wanted: argparse.Namespace, widths: Sequence[int], drawn: Array) -> list[float]:
    """The parameters layer by layer: those that are given, and drawn weights and biases of 0 where none are."""
    theta: list[float] = []
    start, of_source = 0, wanted.rows == "source"
    pairs = list(zip(widths, widths[1:], strict=False))
    given_weights = _by_layer("weights", wanted.weights, [pair if of_source else pair[::-1] for pair in pairs])
    given_biases = _by_layer("biases", wanted.biases, [(1, units) for _, units in pairs])
    for layer, (sources, units) in enumerate(pairs):
        size = sources * units
        weights = drawn[start : start + size].tolist()
        if given_weights is not None:
            weights = _weights(given_weights[layer], layer, sources, units, of_source=of_source)
        biases = [0.0] * units
        if given_biases is not None:
            biases = [number for row in given_biases[layer] for number in row]
            biases = biases * units if len(biases) == 1 else biases
            if len(biases) != units:
                raise ValueError(f"--biases: layer {layer + 1} has {_some(units, 'unit')}, not {len(biases)}.")
        theta += [*weights, *biases]
        start += size + units
    return theta


def _by_layer(name: str, given: list[Rows] | None, shapes: Sequence[tuple[int, int]]) -> list[Rows] | None:
    """Rows for each layer. All numbers in a single row are dealt out row by row, as w₁ to w₈ of a book."""
    if given is None or len(given) == len(shapes) > 1:
        return given
    numbers = given[0][0]
    if len(given) == len(given[0]) == 1 and len(numbers) == sum(tall * wide for tall, wide in shapes):
        dealt = iter(numbers)
        return [[[next(dealt) for _ in range(wide)] for _ in range(tall)] for tall, wide in shapes]
    if len(given) != len(shapes):
        raise ValueError(f"--{name} has {_some(len(given), 'layer')}, but the network has {len(shapes)}; between "
                         "layers stands a /.")  # fmt: skip
    return given


def _weights(rows: Rows, layer: int, sources: int, units: int, *, of_source: bool) -> list[float]:
    """The weights of a layer, source by source, as `NetworkSpec.theta` has them."""
    tall, wide = (sources, units) if of_source else (units, sources)
    if (len(rows), len(rows[0])) != (tall, wide):
        kind = "source" if of_source else "unit"
        raise ValueError(
            f"--weights: layer {layer + 1} needs {_some(tall, 'row')} of {_some(wide, 'number')}, one row a {kind}; it "
            f"has {len(rows)} of {len(rows[0])}. --rows says whether a row is of a unit or of a source.")  # fmt: skip
    matrix = np.array(rows)
    return [float(one) for one in (matrix if of_source else matrix.T).ravel()]


def _some(count: int, what: str) -> str:
    return f"{count} {noun(count, what)}"
