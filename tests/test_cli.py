from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import weakref

import pytest

import mlpviz
from mlpviz import cli
from mlpviz.__main__ import main
from mlpviz.data.points import Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.records import Progress
from mlpviz.engine.reports import report, training
from mlpviz.engine.run import Run
from tests.short_examples import SHORT


@pytest.fixture
def told(capsys):
    """Run a command line and hand back its status, and the lines it printed as results and as errors."""

    def ask(*argv):
        status = cli.run(argv, display=False)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return ask


@pytest.fixture
def drawn(monkeypatch):
    """What was asked of the window drawn offscreen, which is not drawn here."""
    from mlpviz import offscreen

    asked = []

    def render(experiment, out, **wishes) -> Progress:
        asked.append((experiment, out, wishes))
        out.write_bytes(b"")
        run = Run(experiment)
        for _ in range(wishes.get("epochs", 0)):
            run.epoch()
        return report(run, [], rate=123.4)

    monkeypatch.setattr(offscreen, "render", render)
    return asked


def alone(*command, **environ):
    """Run Python in a process of its own."""
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        env={**os.environ, **environ},
        encoding="utf-8",
        errors="replace",
    )


# ---- train -----------------------------------------------------------------------------------------------------------


def test_that_training_prints_ten_lines_and_a_result(told):
    status, lines, errors = told("train", "xor", "--epochs", "40")

    assert (status, errors) == (0, [])
    assert lines[0] == "XOR, 2–4–2–1, 40 epochs"
    assert [line.split()[1] for line in lines[1:-1]] == [str(epoch) for epoch in range(4, 41, 4)]
    assert lines[-1].startswith("After 40 epochs: train loss 0.")
    for part in ("test loss 0.", "test accuracy ", " %", " epochs/s"):
        assert part in lines[-1]


def test_that_fewer_epochs_than_lines_are_all_printed(told):
    _, lines, _ = told("train", "xor", "--epochs", "3")

    assert [line.split()[1] for line in lines[1:-1]] == ["1", "2", "3"]


def test_that_the_defaults_are_those_of_the_help(told):
    _, (line,), _ = told("train", "--json", "--epochs", "1")
    _, (written,), _ = told(
        *"train Spiral --layers 4,2 --activation Tanh --initializer Xavier --loss CrossEntropy".split(),
        *"--optimizer Adam --learning-rate 0.03 --batch-size 10 --seed 0 --epochs 1 --json".split(),
    )

    plain, explicit = json.loads(line), json.loads(written)
    assert plain["theta"] == explicit["theta"]
    assert plain["experiment"] == explicit["experiment"]


def test_that_json_holds_the_numbers_of_the_engine(told):
    status, (line,), errors = told(
        *"train circles --layers 3 --activation relu --initializer he --loss squared-error --optimizer sgd".split(),
        *"--learning-rate 0.1 --batch-size 7 --epochs 4 --seed 5 --json".split(),
    )

    network = NetworkSpec([LayerSpec(3, "ReLU"), LayerSpec(1, "Sigmoid")], "He", "SquaredError", seed=5)
    run, expected = Run(Experiment(draw(Recipe("Circles", seed=5)), network, Plan("SGD", 0.1, 7, seed=5))), []
    for _ in range(4):
        run.epoch()
        expected.append(run.scores())
    found = json.loads(line)
    assert (status, errors, found["diverged"]) == (0, [], False)
    assert found["theta"] == run.theta.tolist()
    assert found["epochs"]["epoch"] == [1, 2, 3, 4]
    for name in ("train_loss", "test_loss", "train_accuracy", "test_accuracy"):
        assert found["epochs"][name] == [getattr(scores, name) for scores in expected]
        assert found["final"][name] == getattr(expected[-1], name)
    assert found["epochs"]["train_r2"] == [None] * 4
    assert found["experiment"]["network"]["layers"] == [
        {"units": 3, "activation": "ReLU"},
        {"units": 1, "activation": "Sigmoid"},
    ]
    assert Experiment.from_form(found["experiment"]) == run.experiment
    assert found["epochs_per_second"] > 0


@pytest.mark.parametrize(
    ("arguments", "layers"),
    [
        ("xor", [(4, "Tanh"), (2, "Tanh"), (1, "Sigmoid")]),
        ("blobs", [(4, "Tanh"), (2, "Tanh"), (3, "Softmax")]),
        ("blobs --loss meansquarederror", [(4, "Tanh"), (2, "Tanh"), (3, "Sigmoid")]),
        ("xor --loss SquaredError --activation Linear", [(4, "Linear"), (2, "Linear"), (1, "Sigmoid")]),
        ("xor --layers 8", [(8, "Tanh"), (1, "Sigmoid")]),
        ("xor --layers none", [(1, "Sigmoid")]),
        ("checks --layers 1,2,3", [(1, "Tanh"), (2, "Tanh"), (3, "Tanh"), (1, "Sigmoid")]),
    ],
)
def test_that_the_output_layer_follows_classes_and_loss(told, arguments, layers):
    _, (line,), _ = told("train", *arguments.split(), "--epochs", "1", "--json")

    found = json.loads(line)["experiment"]["network"]["layers"]
    assert [(layer["units"], layer["activation"]) for layer in found] == layers


def test_that_names_may_be_written_as_one_pleases(told):
    def theta(*arguments):
        return json.loads(told("train", *arguments, "--epochs", "2", "--json")[1][0])["theta"]

    assert theta("XOR", "--loss", "Cross-entropy") == theta("xor", "--loss", "crossentropy")
    assert theta("Checks", "--initializer", "XAVIER") == theta("checkerboard", "--initializer", "XavierUniform")
    assert theta("xor", "--optimizer", "ADAM", "--activation", "TanH") == theta("xor")


def test_that_the_seed_sets_weights_order_and_points(told):
    def found(seed):
        return json.loads(told("train", "xor", "--epochs", "1", "--seed", seed, "--json")[1][0])

    first, second, again = found("1"), found("2"), found("1")
    assert first["theta"] == again["theta"] != second["theta"]
    experiment = second["experiment"]
    recipe = experiment["points"]["recipe"]
    assert (experiment["network"]["seed"], experiment["plan"]["seed"], recipe["seed"]) == (2, 2, 2)


def test_that_one_epoch_is_called_one(told):
    assert told("train", "XOR", "--epochs", "1")[1][0] == "XOR, 2–4–2–1, 1 epoch"


def test_that_divergence_is_one_sentence_and_status_1(told):
    argv = "train xor --layers 8 --activation relu --optimizer sgd --learning-rate 1e5 --epochs 50".split()

    status, lines, errors = told(*argv)

    assert status == 1
    (sentence,) = errors
    assert sentence.startswith("mlpviz train: training diverged at epoch ")
    assert sentence.endswith(": the loss is not a number. Lower the learning rate.")
    assert not any(line.startswith("After") for line in lines)
    status, (line,), errors = told(*argv, "--json")
    found = json.loads(line)
    assert (status, found["diverged"], len(errors)) == (1, True, 1)
    assert found["final"]["train_loss"] is None
    assert f"at epoch {found['epochs']['epoch'][-1]}:" in sentence


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_that_training_keeps_no_snapshot_but_the_last(told, monkeypatch, form):
    made: list[weakref.ref[Progress]] = []
    alive = []

    def watched(run, epochs):
        for progress in training(run, epochs):
            made.append(weakref.ref(progress))
            yield progress
            del progress
            alive.append(sum(known() is not None for known in made))

    monkeypatch.setattr("mlpviz.cli.train.training", watched)

    assert told("train", "xor", "--epochs", "20", *form)[0] == 0
    assert len(alive) == 20
    assert max(alive) <= 2


# ---- walk ------------------------------------------------------------------------------------------------------------


def test_that_a_walk_prints_the_digits_of_mazur(told):
    status, lines, errors = told("walk")

    text = "\n".join(lines)
    assert (status, errors) == (0, [])
    for digits in ("0.593269992", "0.298371109", "0.138498562", "−0.038098237", "0.082167041", "0.149780716"):
        assert digits in text
    assert len([line for line in lines if line[:4].strip().isdecimal()]) == 39


def test_that_digits_decide_how_exactly_numbers_are_told(told):
    _, lines, _ = told("walk", "mazur", "--digits", "4")

    text = "\n".join(lines)
    assert "= 0.2984" in text
    assert "= 0.29837" not in text


@pytest.mark.parametrize("name", [EXAMPLES[name].short for name in SHORT])
def test_that_every_example_can_be_walked(told, name):
    status, lines, _ = told("walk", name)

    assert status == 0
    assert len(lines) > 10


def test_that_a_preset_can_be_walked(told):
    status, lines, _ = told("walk", "xor")

    assert status == 0
    assert lines[0].startswith("XOR")


def test_that_a_walk_as_json_is_the_walk_of_the_engine(told):
    status, (line,), errors = told("walk", "mazur", "--json")

    walk = Run(EXAMPLES["Mazur 2-2-2"].experiment).walk()
    found = json.loads(line)
    assert (status, errors) == (0, [])
    assert found["theta_before"] == walk.before.theta.tolist()
    assert found["theta"] == walk.theta.tolist()
    assert len(found["operations"]) == 39
    assert found["operations"][10]["value"] == pytest.approx(0.298371109, abs=1e-9)


# ---- wrong arguments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("trian", "mlpviz: argument command: invalid choice: 'trian'"),
        ("--colour", "mlpviz: unknown argument '--colour'"),
        ("train Spirals", "mlpviz train: unknown preset 'Spirals'; choose one of Linear, XOR, Circles"),
        ("train blank", "mlpviz train: Blank holds no points to train on; choose another preset."),
        ("train xor circles", "mlpviz train: unknown argument 'circles'"),
        ("train --layers 4,x", "mlpviz train: argument --layers: '4,x' is no list of whole numbers such as 4,2"),
        ("train --layers 0", "mlpviz train: units is 0; allowed is a whole number from 1 to 1024."),
        ("train --activation tahn", "mlpviz train: argument --activation: unknown activation 'tahn'; choose one of"),
        ("train --activation softmax", "mlpviz train: layers[0] is Softmax, which is for the last layer only."),
        ("train --initializer x", "mlpviz train: argument --initializer: unknown initializer 'x'; choose one of Zeros"),
        ("train --loss mse", "mlpviz train: argument --loss: unknown loss 'mse'; choose one of SquaredError"),
        ("train --optimizer y", "mlpviz train: argument --optimizer: unknown optimizer 'y'; choose one of SGD"),
        ("train --learning-rate fast", "mlpviz train: argument --learning-rate: 'fast' is no number"),
        ("train --learning-rate nan", "mlpviz train: learning_rate is nan; allowed is a number from 0"),
        ("train --batch-size 0", "mlpviz train: argument --batch-size: 0 is out of range; allowed is 1 or more"),
        ("train --epochs 0", "mlpviz train: argument --epochs: 0 is out of range; allowed is 1 or more"),
        ("train --epochs 2.5", "mlpviz train: argument --epochs: '2.5' is no whole number"),
        ("train --seed -1", "mlpviz train: argument --seed: -1 is out of range"),
        ("train --epochs", "mlpviz train: argument --epochs: expected one argument"),
        ("train --epoch 3", "mlpviz train: unknown argument '--epoch'"),
        ("walk nobody", "mlpviz walk: unknown 'nobody'; choose an example (mazur, zhou"),
        ("walk blank", "mlpviz walk: there are no training points"),
        ("walk --digits 0", "mlpviz walk: argument --digits: 0 is out of range; allowed is 1 to 17"),
        ("picture", "mlpviz picture: the following arguments are required: --out"),
        ("picture --out a.jpg", "mlpviz picture: argument --out: 'a.jpg' does not end in .png"),
        ("picture --out no/folder/a.png", "mlpviz picture: argument --out: there is no folder"),
        ("picture --out a.png --size big", "mlpviz picture: argument --size: 'big' is no size such as 1440x900"),
        ("picture --out a.png --size 10x10", "mlpviz picture: argument --size: 10x10 is out of range; allowed is"),
        ("picture --out a.png --theme pink", "mlpviz picture: argument --theme: invalid choice: 'pink'"),
        ("picture --out a.png --step 0", "mlpviz picture: argument --step: 0 is out of range; allowed is 1 or more"),
        ("picture --out a.png --chain", "mlpviz picture: --chain shows the chain of one operation's weight; say which"),
        ("picture --out a.png --depth batch", "mlpviz picture: --depth batch shows one step of that depth; say which"),
        ("picture --out a.png --step 1 --depth deep", "mlpviz picture: argument --depth: invalid choice: 'deep'"),
        ("picture --out a.png --step 1 --depth batch --chain", "mlpviz picture: --chain shows the chain of an oper"),
        ("picture nobody --out a.png", "mlpviz picture: unknown 'nobody'; choose an example"),
        ("picture --out a.gif", "mlpviz picture: argument --out: 'a.gif' does not end in .png or .svg or .pdf"),
        ("picture --out a.svg --scale 2", "mlpviz picture: --scale is for PNG alone; SVG and PDF have no pixels"),
        ("picture --out a.png --scale 5", "mlpviz picture: argument --scale: 5 is out of range; allowed is 1 to 4"),
        ("picture --out a.png --part menu", "mlpviz picture: argument --part: invalid choice: 'menu'"),
        ("film --out a.avi", "mlpviz film: argument --out: 'a.avi' does not end in .gif or .png or .mp4"),
        ("film --out a.gif --fps 60", "mlpviz film: a GIF shows at most 50 frames a second, not 60."),
        ("film --out a.gif --seconds 0", "mlpviz film: a film takes 0.2 to 600 seconds, not 0."),
        ("film --out a.png --seconds 600", "mlpviz film: a film has at most 6000 frames, and this one would"),
        ("film --out a.gif --from 30", "mlpviz film: a film goes from an epoch to a later one, not from 30 to 30."),
        ("film Blank --out a.gif", "mlpviz film: Blank has no points to learn from, so there is nothing to film."),
    ],
)
def test_that_a_wrong_argument_is_one_line_and_status_2(told, arguments, says):
    status, lines, errors = told(*arguments.split())

    assert (status, lines) == (2, [])
    (line,) = errors
    assert line.startswith(says)


# ---- pictures and the window -----------------------------------------------------------------------------------------


def test_that_a_picture_is_drawn_as_wished(told, drawn, tmp_path):
    out = tmp_path / "a.png"

    status, lines, errors = told(
        "picture", "mazur", "--out", str(out), *"--size 1024x700 --theme dark --epochs 2 --step 14".split()
    )

    assert (status, errors) == (0, [])
    assert drawn == [
        (
            EXAMPLES["Mazur 2-2-2"].experiment,
            out,
            {"size": (1024, 700), "theme": "dark", "epochs": 2, "step": 14, "chain": False, "workspace": "playground",
             "depth": "operation", "view": "graph", "part": "window", "scale": 1},
        )
    ]
    assert lines[0].startswith(f"Drew {out} after 2 epochs: train loss ")


@pytest.mark.parametrize(
    ("arguments", "epochs"), [("", 30), ("xor", 30), ("mazur", 0), ("xor --step 1", 0), ("xor --epochs 3", 3)]
)
def test_that_a_preset_is_trained_a_little_before_its_picture(told, drawn, tmp_path, arguments, epochs):
    told("picture", *arguments.split(), "--out", str(tmp_path / "a.png"))

    (_, _, wishes) = drawn[0]
    assert wishes["epochs"] == epochs
    assert (wishes["size"], wishes["theme"]) == ((1440, 900), "light")


def test_that_without_a_display_the_default_example_is_drawn_and_told(told, drawn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    status, lines, errors = told()

    assert (status, errors) == (0, [])
    ((experiment, out, wishes),) = drawn
    assert experiment.points == draw(Recipe("Spiral", noise=0.11))
    assert (str(out), wishes["epochs"]) == ("mlpviz.png", 30)
    assert (tmp_path / "mlpviz.png").exists()
    assert "no display" in lines[0]
    assert "mlpviz.png" in lines[0]
    for part in ("train loss 0.", "test loss 0.", "test accuracy ", "123 epochs/s"):
        assert part in lines[1]


def test_that_with_a_display_the_window_opens(monkeypatch, drawn):
    from mlpviz import app

    monkeypatch.setattr(app, "run_window", lambda *arguments: 7)

    assert cli.run([], display=True) == 7
    assert drawn == []


def test_that_a_folder_that_cannot_be_written_is_one_line_and_status_1(told, monkeypatch):
    from mlpviz import offscreen

    def refuse(*arguments, **wishes):
        raise PermissionError(13, "Permission denied", "mlpviz.png")

    monkeypatch.setattr(offscreen, "render", refuse)

    status, lines, errors = told()

    assert (status, lines) == (1, [])
    assert errors == ["mlpviz: 'mlpviz.png': Permission denied. Choose another folder or another name."]


def test_that_the_window_is_really_drawn_without_a_display(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mlpviz"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**{k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}, "PYTHONPATH": ROOT},
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "mlpviz.png").read_bytes().startswith(b"\x89PNG")
    assert "epochs/s" in done.stdout


# ---- what is around it -----------------------------------------------------------------------------------------------

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def test_that_the_version_is_that_of_the_library(told):
    assert told("--version") == (0, [f"mlpviz {mlpviz.__version__}"], [])


def test_that_help_names_every_command_and_every_choice(told):
    text = "\n".join(told("--help")[1])
    assert all(name in text for name in ("train", "walk", "picture", "--version"))

    text = "\n".join(told("train", "--help")[1])
    assert all(name in text for name in (*SHAPES, "ReLU", "HeNormal", "MeanSquaredError", "Adam"))


@pytest.mark.parametrize("arguments", ["train xor --epochs 2", "walk mazur", "--version", "train --epochs 0"])
def test_that_nothing_of_qt_is_loaded_where_no_window_is_wanted(arguments):
    code = "import sys; from mlpviz.__main__ import main; main(sys.argv[1:])\n"
    code += "print([name for name in sys.modules if name.startswith(('PySide6', 'shiboken6', 'pyqtgraph'))])"

    done = alone("-c", code, *arguments.split(), PYTHONPATH=ROOT)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_that_importing_the_package_loads_neither_numpy_nor_qt():
    code = "import sys, mlpviz, mlpviz.__main__, mlpviz.preflight, mlpviz.resource\n"
    code += "print([name for name in ('numpy', 'PySide6', 'pyqtgraph', 'argparse') if name in sys.modules])"

    assert alone("-c", code, PYTHONPATH=ROOT).stdout.strip() == "[]"


def test_that_every_name_at_the_front_door_leads_somewhere():
    for name in mlpviz.__all__:
        assert getattr(mlpviz, name) is not None
        assert name in dir(mlpviz)
    assert mlpviz.Run is Run
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        mlpviz.Nothing  # noqa: B018


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
@pytest.mark.parametrize("arguments", ["walk mazur", "train xor --epochs 2", "train nowhere"])
def test_that_an_output_of_few_letters_is_no_reason_to_fail(encoding, arguments, monkeypatch):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)

    status = cli.run(arguments.split(), display=False)

    out.flush()
    text = out.buffer.getvalue().decode(encoding)
    assert status == (2 if "nowhere" in arguments else 0)
    if arguments.startswith("walk"):
        assert ("−0.038098237" if encoding == "utf-8" else "-0.038098237") in text
        assert "?" not in text


def test_that_a_program_without_a_console_may_still_start(monkeypatch, drawn, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    assert cli.run([], display=False) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no head")
def test_that_a_reader_who_has_seen_enough_gets_no_traceback():
    command = f'"{sys.executable}" -m mlpviz walk xor | head -1'

    done = subprocess.run(
        command, shell=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": ROOT, "PYTHONUTF8": "1"}
    )

    assert done.stderr == ""
    assert done.stdout.startswith("XOR")


PRINTING = ["train xor --epochs 2", "train xor --epochs 2 --json", "walk mazur", "--version", "--help", "walk --help"]


def printed_into(output, arguments, unbuffered):
    """Status and complaint of a command whose standard output is `output`."""
    environ = {**os.environ, "PYTHONPATH": ROOT, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "mlpviz", *arguments.split()]
    ended = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, env=environ)
    return ended.returncode, ended.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", PRINTING)
def test_that_a_full_disk_is_one_line_and_status_1(arguments, unbuffered):
    with open("/dev/full", "w") as output:
        status, complaint = printed_into(output, arguments, unbuffered)

    assert status == 1
    assert complaint.startswith("mlpviz")
    assert complaint.endswith(": No space left on device.\n")
    assert complaint.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("arguments", PRINTING)
def test_that_an_output_that_nobody_reads_is_no_complaint(arguments, unbuffered):
    read, write = os.pipe()
    os.close(read)

    assert printed_into(write, arguments, unbuffered) == (1, "")

    os.close(write)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_that_a_complaint_that_cannot_be_written_keeps_its_status():
    with open("/dev/full", "w") as output:
        ended = subprocess.run([sys.executable, "-m", "mlpviz", "train", "nowhere"], stdout=output, stderr=output)

    assert ended.returncode == 2


def test_that_the_entry_point_hands_the_status_on(capsys):
    assert main(["train", "xor", "--epochs", "1"]) == 0
    assert main(["train", "nothing"]) == 2


def test_that_a_picture_without_points_says_that_nothing_was_learned(told, drawn, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert told("picture", "Blank", "--out", "blank.png")[1] == ["Drew blank.png, which has no points to learn from"]
    assert drawn[-1][2]["epochs"] == 0
