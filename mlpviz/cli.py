"""The command line: a window, or training, walking and drawing without one, all on the same engine."""

from __future__ import annotations

import argparse
import codecs
import json
import math
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from mlpviz.data.points import Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.records import Progress, Scores
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.nn.activations import activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import Choice, Registry
from mlpviz.views.look.number import MINUS, THIN, count, loss, percent, plain

FAILED, WRONG = 1, 2
"""Exit statuses: the work could not be finished; the command line cannot be meant."""
DEFAULT, DEFAULT_NOISE, DEFAULT_EPOCHS = "Spiral", 0.11, 30
"""The example that opens first, and how long it is trained where nobody can press Train."""
LINES = 10
"""Progress lines of one training."""
BIGGEST, SMALLEST = (7680, 4320), (640, 480)
PICTURE = Path("mlpviz.png")

ChoiceType = TypeVar("ChoiceType", bound=Choice)


def run(argv: Sequence[str], *, display: bool) -> int:
    """Carry out one command line and return its exit status: 0, 1 if the work failed, 2 for a wrong argument."""
    _survive_any_encoding()
    title = f"mlpviz {argv[0]}" if argv and not argv[0].startswith("-") else "mlpviz"
    try:
        wanted, unknown = _parser().parse_known_args(list(argv))
        if unknown:
            return _complain(title, f"unknown argument {unknown[0]!r}", WRONG)
    except SystemExit as stop:  # --help, --version and wrong arguments
        return int(stop.code or 0)
    try:
        return _window(display) if wanted.command is None else int(wanted.work(wanted))
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as problem:
        return _complain(title, problem, FAILED)
    except ValueError as problem:
        if wanted.command is None and display:  # nobody asked for anything, so this is a mistake of the program
            raise
        return _complain(title, problem, WRONG if wanted.command else FAILED)


def _complain(title: str, problem: object, status: int) -> int:
    print(f"{title}: {problem}", file=sys.stderr)
    return status


# ---- what can be written -----------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without repeating the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"{self.prog}: {message}\n")


class _ShowVersion(argparse.Action):
    """Finds out the version only where it is asked for: to look it up takes 10 ms of every start."""

    def __call__(self, parser: argparse.ArgumentParser, *unused: object) -> NoReturn:
        from mlpviz import __version__

        print(f"mlpviz {__version__}")
        parser.exit()


def _parser() -> _Parser:
    parser = _Parser(
        prog="mlpviz",
        description="See how multilayer perceptrons learn. Without a command, a window opens.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=_Parser)
    _add_train(commands.add_parser("train", help="train on a preset and print how it goes", allow_abbrev=False))
    _add_walk(commands.add_parser("walk", help="print every operation of one update", allow_abbrev=False))
    _add_picture(commands.add_parser("picture", help="draw the window into a file", allow_abbrev=False))
    return parser


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.description = "Train a network on a preset and print how it goes. Names may be written in lower case."
    add = parser.add_argument
    add("preset", nargs="?", default=DEFAULT, metavar="PRESET", help=f"{', '.join(SHAPES)} (default: {DEFAULT})")
    add("--layers", type=_widths, default="4,2", metavar="4,2", help="units of each hidden layer, or none")
    for name, registry, default in (
        ("activation", activations, "Tanh"),
        ("initializer", initializers, "Xavier"),
        ("loss", losses, "CrossEntropy"),
        ("optimizer", optimizers, "Adam"),
    ):
        add(f"--{name}", type=_chooser(registry), default=default, metavar=default, help=", ".join(registry.names()))
    add("--learning-rate", type=_rate, default=0.03, metavar="0.03")
    add("--batch-size", type=_whole(1), default=10, metavar="10", help="samples an update")
    add("--epochs", type=_whole(1), default=200, metavar="200")
    add("--seed", type=_whole(0), default=0, metavar="0", help="decides the weights, the order and the points")
    add("--json", action="store_true", help="print one JSON object in place of text")
    parser.set_defaults(work=_train)


def _add_walk(parser: argparse.ArgumentParser) -> None:
    parser.description = "Print every operation of one update: symbols, numbers, and what they mean."
    _add_subject(parser, next(iter(EXAMPLES)))
    parser.add_argument(
        "--digits", type=_whole(1, 17), default=9, metavar="9", help="digits behind the point (default: 9)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    parser.set_defaults(work=_walk)


def _add_picture(parser: argparse.ArgumentParser) -> None:
    parser.description = "Draw the window into a PNG file; no display is needed."
    add = parser.add_argument
    _add_subject(parser, DEFAULT)
    add("--out", type=_png, required=True, metavar="FILE.png")
    add("--size", type=_size, default="1440x900", metavar="1440x900")
    add("--theme", choices=("light", "dark"), default="light", metavar="light", help="light or dark")
    add("--epochs", type=_whole(0), metavar="N", help="train so long first (default: 30 for a preset, else 0)")
    add(
        "--step", type=_whole(1), metavar="K", help="step through the next update, open at operation K (counted from 1)"
    )
    parser.set_defaults(work=_picture)


def _add_subject(parser: argparse.ArgumentParser, default: str) -> None:
    titles = ", ".join(one.short for one in EXAMPLES.values())
    known = f"an example ({titles}) or a preset ({', '.join(SHAPES)}); default: {default}"
    parser.add_argument("subject", nargs="?", default=default, metavar="EXAMPLE or PRESET", help=known)


def _widths(text: str) -> tuple[int, ...]:
    if text.casefold() in ("", "none"):
        return ()
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no list of whole numbers such as 4,2") from None


def _whole(low: int, high: int = 2**63 - 1) -> Callable[[str], int]:
    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
        if not low <= value <= high:
            upper = f" to {high}" if high < 2**63 - 1 else " or more"
            raise argparse.ArgumentTypeError(f"{value} is out of range; allowed is {low}{upper}")
        return value

    return read


def _rate(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _size(text: str) -> tuple[int, int]:
    parts = text.casefold().replace("×", "x").split("x")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 1440x900")
    width, height = int(parts[0]), int(parts[1])
    if not (SMALLEST[0] <= width <= BIGGEST[0] and SMALLEST[1] <= height <= BIGGEST[1]):
        allowed = f"{SMALLEST[0]}x{SMALLEST[1]} to {BIGGEST[0]}x{BIGGEST[1]}"
        raise argparse.ArgumentTypeError(f"{text} is out of range; allowed is {allowed}")
    return width, height


def _png(text: str) -> Path:
    path = Path(text)
    if path.suffix.casefold() != ".png":
        raise argparse.ArgumentTypeError(f"{text!r} does not end in .png")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {str(path.parent)!r}")
    return path


def _chooser(registry: Registry[ChoiceType]) -> Callable[[str], ChoiceType]:
    """Take a name or a label in upper or lower case, with or without blanks and hyphens."""
    known = {_loose(word): cls.__name__ for cls in registry for word in (cls.__name__, cls.label)}

    def read(text: str) -> ChoiceType:
        try:
            return registry.make(known.get(_loose(text), text))
        except ValueError as problem:
            raise argparse.ArgumentTypeError(str(problem).rstrip(".")) from None

    return read


def _loose(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _shape(name: str) -> str:
    for shape in SHAPES.values():
        if _loose(name) in (_loose(shape.name), _loose(shape.label)):
            return shape.name
    raise ValueError(f"unknown preset {name!r}; choose one of {', '.join(SHAPES)}.")


def _subject(name: str) -> Experiment:
    """The experiment of an example or of a preset, found by its name."""
    try:
        return example(name).experiment
    except ValueError:
        pass
    try:
        shape = _shape(name)
    except ValueError:
        examples = ", ".join(one.short for one in EXAMPLES.values())
        raise ValueError(
            f"unknown {name!r}; choose an example ({examples}) or a preset ({', '.join(SHAPES)})."
        ) from None
    return _default() if shape == DEFAULT else preset(shape)


def _default() -> Experiment:
    return preset(DEFAULT, noise=DEFAULT_NOISE)


# ---- what is done ------------------------------------------------------------------------------------------------


def _window(display: bool) -> int:
    if display:
        from mlpviz.app import run_window

        return run_window()
    from mlpviz.offscreen import render

    progress = render(_default(), PICTURE, epochs=DEFAULT_EPOCHS)
    print(f"There is no display here, so the window was drawn into {PICTURE}.")
    print(f"{DEFAULT} after {_told(progress.snapshot.epoch, progress.snapshot.scores, progress.epochs_per_second)}")
    return 0


def _train(wanted: argparse.Namespace) -> int:
    experiment = _chosen(wanted)
    say = _keep_quiet if wanted.json else _say
    say(f"{_shape(wanted.preset)}, {'-'.join(map(str, experiment.network.widths))}, {_epochs(wanted.epochs)}")
    reports, started = [], time.perf_counter()
    for progress in training(Run(experiment), wanted.epochs):
        reports.append(progress)
        if len(reports) * LINES // wanted.epochs > (len(reports) - 1) * LINES // wanted.epochs:
            say(_line(progress))
    rate = len(reports) / (time.perf_counter() - started)
    last = reports[-1]
    if wanted.json:
        print(json.dumps(_data(experiment, reports, rate), allow_nan=False))
    if last.diverged:
        text = f"training diverged at epoch {last.snapshot.epoch}: the loss is not a number. Lower the learning rate."
        return _complain("mlpviz train", text, FAILED)
    say(f"After {_told(last.snapshot.epoch, last.snapshot.scores, rate)}")
    return 0


def _chosen(wanted: argparse.Namespace) -> Experiment:
    """The experiment that the arguments of `train` describe. The output layer follows the classes and the loss."""
    shape = _shape(wanted.preset)
    points = draw(Recipe(shape, seed=wanted.seed))
    if not points.train_count:
        raise ValueError(f"{shape} holds no points to train on; choose another preset.")
    outputs = 1 if points.classes <= 2 else points.classes
    output = LayerSpec(outputs, wanted.loss.usual_output(outputs))
    hidden = [LayerSpec(units, wanted.activation) for units in wanted.layers]
    network = NetworkSpec([*hidden, output], wanted.initializer, wanted.loss, seed=wanted.seed)
    plan = Plan(wanted.optimizer, wanted.learning_rate, wanted.batch_size, seed=wanted.seed)
    return Experiment(points, network, plan)


def _walk(wanted: argparse.Namespace) -> int:
    from mlpviz.engine.telling.whole_walk import (  # a large part of the engine, which a window opens without
        tell_data,
        tell_text,
    )

    walk = Run(_subject(wanted.subject)).walk()
    if wanted.json:
        before, after = walk.before.theta.tolist(), walk.theta.tolist()
        data = {"theta_before": before, "theta": after, "operations": tell_data(walk)}
        print(json.dumps(_without_nan(data), allow_nan=False))
    else:
        for line in tell_text(walk, wanted.digits):
            print(line)
    return 0


def _picture(wanted: argparse.Namespace) -> int:
    experiment, epochs = _subject(wanted.subject), wanted.epochs
    if epochs is None:
        epochs = 0 if experiment.example or wanted.step is not None else DEFAULT_EPOCHS
    untaught = not experiment.points.train_count
    if untaught:
        epochs = 0
    from mlpviz.offscreen import render

    progress = render(experiment, wanted.out, size=wanted.size, theme=wanted.theme, epochs=epochs, step=wanted.step)
    told = _told(progress.snapshot.epoch, progress.snapshot.scores)
    print(f"Drew {wanted.out}, which has no points to learn from" if untaught else f"Drew {wanted.out} after {told}")
    return 0


# ---- how it is told ----------------------------------------------------------------------------------------------


def _say(text: str) -> None:
    """Print at once, so that a pipe shows progress too."""
    print(text, flush=True)


def _keep_quiet(text: str) -> None:
    """Say nothing, so that the JSON object stands alone."""


def _line(progress: Progress) -> str:
    scores, epoch = progress.snapshot.scores, count(progress.snapshot.epoch)
    return f"epoch {epoch:>7}   {'   '.join(_parts(scores))}"


def _told(epoch: int, scores: Scores, rate: float = math.nan) -> str:
    parts = [f"{_epochs(epoch)}: {', '.join(_parts(scores))}"]
    if math.isfinite(rate):
        parts.append(f"{plain(rate, 3)} epochs/s")
    return ", ".join(parts)


def _epochs(number: int) -> str:
    return f"{count(number)} epoch{'s' * (number != 1)}"


def _parts(scores: Scores) -> list[str]:
    """Losses and accuracy, as far as there is something to measure them on."""
    parts = [f"train loss {loss(scores.train_loss, 4)}"]
    if math.isfinite(scores.test_loss):
        parts.append(f"test loss {loss(scores.test_loss, 4)}")
    for name, share in (("test", scores.test_accuracy), ("train", scores.train_accuracy)):
        if math.isfinite(share):
            parts.append(f"{name} accuracy {percent(share)}")
            break
    return parts


def _data(experiment: Experiment, reports: Sequence[Progress], rate: float) -> object:
    """What `train --json` prints: the whole experiment, and what came of it. A number that is not finite is null."""
    last = reports[-1]
    names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    columns = {name: [getattr(report.snapshot.scores, name) for report in reports] for name in names}
    return _without_nan({
        "experiment": experiment.form(),
        "epochs": {"epoch": [report.snapshot.epoch for report in reports], **columns},
        "final": {name: column[-1] for name, column in columns.items()},
        "epochs_per_second": rate,
        "theta": last.snapshot.theta.tolist(),
        "diverged": last.diverged,
    })  # fmt: skip


def _without_nan(value: Any) -> Any:
    """The same data with None for every number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


PLAIN = {
    MINUS: "-", THIN: " ", "–": "-", "→": ">", "←": "<", "·": "*", "×": "x", "½": "1/2", "²": "^2", "⁻": "^-",
    "∂": "d", "δ": "delta", "η": "eta", "Σ": "sum", "Δ": "Delta", "λ": "lambda", "β": "beta", "ε": "epsilon",
}  # fmt: skip
"""What stands for a letter that an output does not know; a small 5 becomes a 5 anyway."""


def _in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """For outputs that know few letters: a minus stays a minus, what has no likeness becomes a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(map(_likeness, wrong)), error.end


def _likeness(letter: str) -> str:
    return PLAIN.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


def _survive_any_encoding() -> None:
    codecs.register_error("mlpviz.plain", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):  # None has none: a program without a console
            reconfigure(errors="mlpviz.plain")
