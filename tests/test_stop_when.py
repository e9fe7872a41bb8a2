"""`mlpviz train --stop-when`: the epoch at which it stops, the reason it prints, and what it refuses."""

from __future__ import annotations

import json

import pytest

from mlpviz import cli

PLAIN = ("train", "XOR", "--layers", "3", "--epochs", "40")


@pytest.fixture
def told(capsys):
    """Run a command line and hand back its status, and the lines it printed as results and as errors."""

    def ask(*argv):
        status = cli.run(argv, display=False)
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return ask


def test_that_training_ends_at_the_first_epoch_of_the_record_that_holds_and_the_reason_is_printed(told):
    _, out, _ = told(*PLAIN, "--json")
    losses = json.loads(out[0])["epochs"]["test_loss"]
    limit = (losses[9] + losses[10]) / 2
    epoch = 1 + next(at for at, loss in enumerate(losses) if loss < limit)

    status, out, err = told(*PLAIN, "--stop-when", f"test loss < {limit!r}", "--stop-when", "epochs>=39")
    assert (status, err) == (0, [])
    assert out[-1].startswith(f"Training stopped at epoch {epoch}: test loss is 0.")
    assert out[-2].startswith(f"After {epoch} epochs:")

    status, out, err = told(*PLAIN, "--json", "--stop-when", f"test_loss<{limit!r}")
    found = json.loads(out[0])
    assert found["epochs"]["test_loss"] == losses[:epoch]
    assert found["stopped"].startswith("test loss is 0.")
    assert json.loads(told(*PLAIN, "--json")[1][0])["stopped"] is None


def test_that_it_is_said_when_no_condition_was_met(told):
    _, out, _ = told(*PLAIN, "--stop-when", "gradient<1e-12")
    assert out[-1] == "No condition was met within 40 epochs."


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("loss>0.1", "'loss>0.1' would hold from the start; write loss<0.1"),
        ("weight<3", "'weight' cannot be watched"),
        ("r2>=0.5", "is never met: these points carry classes"),
        ("accuracy>=95", "allowed is 0 % to 100 %"),
    ],
)
def test_that_what_cannot_be_meant_is_refused_in_one_line_before_anything_is_trained(told, text, says):
    status, out, err = told(*PLAIN, "--stop-when", text)
    assert (status, out) == (2, [])
    assert len(err) == 1
    assert says in err[0]


def test_that_the_help_lists_what_can_be_watched(told):
    assert "test_stall" in "".join(told("train", "--help")[1])
