from __future__ import annotations

import json
import shlex

import pytest

from mlpviz.cli import run
from mlpviz.engine.examples.example import rounded_as


@pytest.fixture
def told(capsys):
    """Runs a command line; gives its exit status, and what it printed."""

    def tell(line: str) -> tuple[int, str, str]:
        status = run(shlex.split(line), display=False)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return tell


# Published calculations, with the digits that their authors print.
PUBLISHED = {
    # Han, Kamber and Pei, Data Mining (2012), example 9.1: errors have the other sign there. That of the output,
    # 0.1311, comes from the rounded output 0.474; it is 0.1312.
    "Han": (
        "--input 1,0,1 --target 1 --weights '.2,.4,-.5; -.3,.1,.2 / -.3,-.2' --biases '-.4,.2 / .1' --rate 0.9",
        "z_h1.1 -0.7 z_h1.2 0.1 z_o1 -0.105 h1.1 0.332 h1.2 0.525 o₁ 0.474 δ_o1 -0.1312 δ_h1.2 0.0065 δ_h1.1 0.0087",
        "w_h1.1→o1 -0.261 w_h1.2→o1 -0.138 w_x1→h1.1 0.192 w_x1→h1.2 -0.306 w_x2→h1.1 0.4 w_x2→h1.2 0.1 "
        "w_x3→h1.1 -0.508 w_x3→h1.2 0.194 b_o1 0.218 b_h1.2 0.194 b_h1.1 -0.408",
    ),
    # Negnevitsky, Artificial Intelligence (2005), section 6.4: thresholds are biases with the other sign.
    "Negnevitsky": (
        "--input 1,1 --target 0 --network 2-2-1 --weights .5,.4,.9,1.0,-1.2,1.1 --biases -0.8,0.1,-0.3 --rate 0.1",
        "h1.1 0.5250 h1.2 0.8808 o₁ 0.5097 ∂L/∂o₁ 0.5097 δ_o1 0.1274 δ_h1.1 -0.0381 δ_h1.2 0.0147",
        "w_x1→h1.1 0.5038 w_x1→h1.2 0.8985 w_x2→h1.1 0.4038 w_x2→h1.2 0.9985 w_h1.1→o1 -1.2067 w_h1.2→o1 1.0888 "
        "b_h1.1 -0.7962 b_h1.2 0.0985 b_o1 -0.3127",
    ),
    # HMKCode, Backpropagation step by step (2019): no activation, no biases.
    "HMKCode": (
        "--input 2,3 --target 1 --weights '.11,.21; .12,.08 / .14,.15' --activations linear --rate 0.05",
        "h1.1 0.85 h1.2 0.48 o₁ 0.191 L 0.327 ∂L/∂o₁ -0.809",
        "w_x1→h1.1 0.12 w_x2→h1.1 0.23 w_x1→h1.2 0.13 w_x2→h1.2 0.10 w_h1.1→o1 0.17 w_h1.2→o1 0.17",
    ),
    # Karpathy, micrograd (2022): the slopes of the output, so the target is one below it.
    "Karpathy": (
        "--input 2,0 --target -0.2928932188134524 --weights -3,1 --biases 6.8813735870195432 --activations tanh",
        "z_o1 0.8814 o₁ 0.7071 δ_o1 0.5 ∂L/∂w_x1→o1 1.0 ∂L/∂w_x2→o1 0.0 ∂L/∂b_o1 0.5", "",
    ),
    # CS231n, linear classification: one layer of three classes; p₁ is printed from rounded powers.
    "CS231n": (
        "--input -15,22,-44,56 --target 0,0,1 --weights '.01,-.05,.1,.05; .7,.2,.05,.16; 0,-.45,-.2,.03' "
        "--biases 0,.2,-.3 --activations softmax",
        "z_p1 -2.85 z_p2 0.86 z_p3 0.28 p₂ 0.631 p₃ 0.353 L 1.04", "",
    ),
    # Starmer, StatQuest, Gradient descent step by step (2019): three samples, the sum of the squared residuals.
    "StatQuest": (
        "--input '.5; 2.3; 2.9' --target '1.4; 1.9; 3.2' --weights .64 --biases 0 --activations linear "
        "--loss mean-squared-error --reduction sum --rate 0.1",
        "o₁ 0.32", "b_o1 0.57",
    ),
}  # fmt: skip


def pairs(text):
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


@pytest.mark.parametrize("name", PUBLISHED)
def test_that_a_published_calculation_comes_out_digit_for_digit(told, name):
    line, results, new = PUBLISHED[name]

    status, printed, errors = told(f"walk {line} --json")

    assert (status, errors) == (0, "")
    found = [one for one in json.loads(printed)["operations"] if one["sample"] in (1, None)]
    values = {one["symbol"]: one["value"] for one in found}
    for symbol, digits in pairs(results).items():
        assert rounded_as(values[symbol], digits) == digits, symbol
    for symbol, digits in pairs(new).items():
        assert rounded_as(values[f"{symbol} new"], digits) == digits, symbol


@pytest.mark.parametrize(("start", "first", "last"), [
    ("0.6 --biases 0.9", "0.82", "0.09"), ("2 --biases 2", "0.98", "0.20"),
])  # fmt: skip
def test_that_later_updates_are_reached_as_published(told, start, first, last):
    # Nielsen, Neural Networks and Deep Learning (2015), chapter 3: one sigmoid that learns to give 0, 300 epochs.
    line = f"walk --input 1 --target 0 --weights {start} --rate 0.15 --json"

    outputs = []
    for update in (1, 301):
        _, printed, _ = told(f"{line} --update {update}")
        outputs.append(next(one["value"] for one in json.loads(printed)["operations"] if one["symbol"] == "o₁"))

    assert [rounded_as(one, "0.00") for one in outputs] == [first, last]


def test_that_a_calculation_of_ones_own_is_the_example_of_the_same_numbers(told):
    own = ("walk --input 0.05,0.1 --target 0.01,0.99 --weights '{}' --biases '.35 / .6' --fixed-biases --rate 0.5 "
           "--rows {} --json")  # fmt: skip

    by_unit = json.loads(told(own.format(".15,.2; .25,.3 / .4,.45; .5,.55", "unit"))[1])
    by_source = json.loads(told(own.format(".15 .25; .2 .3 | .4 .5; .45 .55", "source"))[1])
    mazur = json.loads(told("walk mazur --json")[1])

    assert by_unit["theta"] == by_source["theta"] == mazur["theta"]
    assert [one["value"] for one in by_unit["operations"]] == [one["value"] for one in mazur["operations"]]
    assert "printed" not in by_unit
    assert all(one["agrees"] or one["slip"] for one in mazur["printed"])


def test_that_what_was_printed_as_json_can_be_walked_again(told, tmp_path):
    path = tmp_path / "own.json"
    own = "--input '1,2; 3,4' --target '1; 0' --network 2-3-1 --optimizer Adam:0.8:0.9 --seed 4"
    _, printed, _ = told(f"walk {own} --json")
    path.write_text(printed, encoding="utf-8")

    again = json.loads(told(f"walk {path} --json")[1])
    faster = json.loads(told(f"walk {path} --rate 7 --json")[1])

    assert again == json.loads(printed)
    assert again["experiment"]["plan"]["optimizer"] == {"name": "Adam", "beta1": 0.8, "beta2": 0.9}
    assert faster["theta"] != again["theta"]


def test_that_the_samples_of_a_file_are_one_batch_and_stay_as_they_are(told, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("dose,other,effect\n0,100,0\n0.5,300,1\n1,200,0\n", encoding="utf-8")

    own = "--x dose --value effect --weights '2; -1 / 1,1' --activations tanh,linear"
    status, printed, _ = told(f"walk {path} {own} --json")

    found = json.loads(printed)
    assert status == 0
    sums = [one["value"] for one in found["operations"] if one["symbol"] == "z_h1.1"]
    assert sums == [0.0, 1.0, 2.0]
    assert found["operations"][-1]["arithmetic"][0]["rule"].startswith(r"\frac{1}{3} \sum")


def test_that_a_calculation_is_written_into_every_kind_of_file(told, tmp_path):
    own = "walk --input 1,0,1 --target 1 --weights '.2,.4,-.5; -.3,.1,.2 / -.3,-.2' --biases '-.4,.2 / .1' --rate 0.9"
    text, sheet, page = (tmp_path / name for name in ("a.md", "b.md", "c.html"))

    status, latex, _ = told(f"{own} --markdown {text} --worksheet {sheet} --page {page} --latex")

    assert status == 0
    assert latex.startswith("\\documentclass")
    assert "0.331812228" in text.read_text(encoding="utf-8")
    assert "## Key" in sheet.read_text(encoding="utf-8")
    assert "0.331812228" in page.read_text(encoding="utf-8")


def test_that_the_training_of_an_example_can_be_another_one(told):
    slower, half = (told(f"walk mazur --rate {rate}")[1] for rate in ("0.25", "0.5"))

    assert "0.4 − 0.25 · 0.082167041" in slower
    assert "✓ printed" in half
    assert "✓" not in slower


WRONG = [
    ("--input 1", "a calculation of your own needs --target, as in --input 0.05,0.1 --target 0.01,0.99."),
    ("--weights 1,2", "a calculation of your own needs --input, as in --input 0.05,0.1 --target 0.01,0.99."),
    ("--input 1,2 --target 1", "the shape is not known; give it as --network 2-3-1, or give --weights."),
    ("--input 1,2 --target 1 --network 3-1", "the network 3-1 has 3 inputs, but each sample has 2."),
    ("--input 1,2 --target 1 --network 2-2", "the network 2-2 has 2 outputs, but each sample has 1."),
    ("--input 1,2 --target 1 --network 2", "argument --network: '2' is no network such as 2-3-1, from the inputs to"),
    ("--input 1,x --target 1", "argument --input: 'x' is no number"),
    ("--input 1,,2 --target 1", "argument --input: a number is missing"),
    ("--input nan --target 1", "argument --input: 'nan' is no finite number"),
    ("--input '1,2; 3' --target 1", "argument --input: row 2 has 1 numbers, but row 1 has 2"),
    ("--input '1;2' --target 1 --weights 1", "--input has 2 rows and --target 1; give one row a sample in each."),
    ("--input 1,2 --target 1 --weights 1,2,3", "--weights: layer 1 needs 1 row of 2 numbers, one row a unit; it has 1"),
    ("--input 1,2 --target 1 --network 2-2-1 --weights 1,2", "--weights has 1 layer, but the network has 2; between"),
    ("--input 1 --target 1 --weights 1 --biases 1/2", "--biases has 2 layers, but the network has 1; between layers"),
    ("--input 1 --target 1 --weights 1 --biases 1,2", "--biases: layer 1 has 1 unit, not 2."),
    ("--input 1 --target 1 --weights 1 --activations relu,relu", "--activations names 2, but 1 layer of units"),
    ("--input 1 --target 1 --weights 1 --activations relu:1", "argument --activations/--activation: ReLU has no"),
    ("--input 1 --target 1 --weights 1 --initializer he-normal", "--initializer draws weights, but --weights gives"),
    ("--input 1 --target 2 --weights 1 --loss cross-entropy", "targets: CrossEntropy needs targets from 0 to 1, not 2"),
    ("--input 1 --target 1 --weights 1 --rate -1", "learning_rate is -1.0; allowed is a number from 0"),
    ("--input 1 --target 1 --weights 1 --optimizer Adam:2", "argument --optimizer: 'Adam:2': beta1 of Adam is a"),
    ("--input 1 --target 1 --weights 1 --label y", "--label is for a file of points, which 'a calculation"),
    ("mazur --weights 1", "--weights is for a calculation of your own; leave out 'mazur', or --weights."),
    ("mazur --fixed-biases", "--fixed-biases is for a calculation of your own; leave out 'mazur', or that."),
    ("nowhere.json", "there is no file 'nowhere.json'; choose another file, or an example."),
    ("nowhere.csv", "there is no file 'nowhere.csv'; choose another file, or a preset."),
]


@pytest.mark.parametrize(("line", "complaint"), WRONG)
def test_that_what_cannot_be_walked_is_refused_in_one_sentence(told, line, complaint):
    status, printed, errors = told(f"walk {line}")

    assert (status, printed) == (2, "")
    assert errors.startswith(f"mlpviz walk: {complaint}")
    assert errors.count("\n") == 1


def test_that_a_file_that_holds_no_experiment_is_refused_by_its_name(told, tmp_path):
    broken, other = tmp_path / "broken.json", tmp_path / "other.json"
    broken.write_text("{", encoding="utf-8")
    other.write_text('{"version": 2, "points": 3}', encoding="utf-8")

    assert told(f"walk {broken}")[2].startswith("mlpviz walk: broken.json is no JSON; give what mlpviz walk --json")
    assert told(f"walk {other}")[2].startswith("mlpviz walk: other.json: experiment")


# ---- the transcript --------------------------------------------------------------------------------------------------


def test_that_the_transcript_says_everything_that_the_update_needs(told):
    _, printed, _ = told("walk mazur")
    given, _, rest = printed.partition("Forward · layer 1")

    for said in ("x₁ = 0.05", "x₂ = 0.1", "t₁ = 0.01", "t₂ = 0.99", "η = 0.5", "biases stay as they are"):
        assert said in given
    assert "h₂, layer 1, sigmoid: w₃ = 0.25 from x₁, w₄ = 0.3 from x₂, bias b₁ = 0.35" in given
    assert "(SGD, squared error, " in given
    assert "exp(a) is e to the power a" in given
    assert "The same sample with the new weights: o₁ = 0.742088111, o₂ = 0.775284968, E = 0.291027774" in rest
    assert "25 of 30 printed numbers come out; where they are different, it is said why." in rest


def test_that_every_name_in_the_transcript_of_mazur_is_given_or_computed_before_it_is_used(told):
    """Read from top to bottom: no line may use what the reader does not have."""
    _, printed, _ = told("walk mazur")
    given, _, rest = printed.partition("Forward · layer 1")
    known = {"½", "1", "η", "exp"} | {f"x{i}" for i in "₁₂"} | {f"t{i}" for i in "₁₂"} | {f"b{i}" for i in "₁₂"}
    known |= {word for word in given.replace(",", " ").split() if word.startswith("w")}
    lines = [line for line in rest.partition("After the update")[0].split("\n") if line[:4].strip().isdecimal()]

    for line in lines:
        name, names, *_ = line[4:].split(" = ")
        for word in names.replace("(−", " ").replace("(", " ").replace(")²", " ").replace(")", " ").split():
            assert word in known or word in "·+−/·", (word, line)
        known.add(name.strip())
    assert len(lines) == 39


def test_that_words_say_under_each_operation_what_it_means(told):
    plain, wordy = told("walk cs231n")[1], told("walk cs231n --words")[1]

    assert "The sigmoid turns the sum into what f passes on." not in plain
    assert "The sigmoid turns the sum into what f passes on." in wordy
