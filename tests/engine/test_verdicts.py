from __future__ import annotations

import numpy as np
import pytest

from mlpviz.engine.verdicts.laboratory import Evidence, judge, shares, verdicts


def evidence(norms, dead=(0, 0), nan_at=None):
    return Evidence(np.array(norms, dtype=float), dead, (6, 6), nan_at)


CASES = [
    (evidence([[1, 1, 1]]), "Healthy", "In the median epoch layer 1 gets 1 of the gradient norm of layer 3."),
    (evidence([[1, 1, 1]], nan_at=4), "Exploding", "A number was no longer finite after update 4."),
    (evidence([[1, 1, 1], [1, 1001, 1]]), "Exploding", "The gradient norm of layer 2 was 1 001 after 1 epoch."),
    (evidence([[1, 1, 1]], dead=(3, 1)), "Dead units", "4 of 12 hidden units are 0 for every train point."),
    (evidence([[1, 1, 1]], dead=(3, 0)), "Healthy", "In the median epoch layer 1 gets 1 of the gradient norm of "
     "layer 3."),
    (evidence([[0.002, 1, 1], [1, 1, 1]]), "Vanishing", "At the start layer 1 gets a gradient 500 times smaller than "
     "layer 3."),
    (evidence([[1, 1, 1], [1e-5, 1, 1], [1e-5, 1, 1]]), "Vanishing", "In the median epoch layer 1 gets a gradient "
     "100 000 times smaller than layer 3."),
    (evidence([[1e-6, 1e-6, 1e-5]]), "Vanishing", "No hidden layer's gradient norm was above 10⁻⁶."),
    (evidence([[0, 0, 0]]), "Vanishing", "Every gradient is exactly 0."),
    (evidence([[0, 1, 1]]), "Vanishing", "At the start the gradient of layer 1 is exactly 0."),
    (evidence([[1e-30]], dead=()), "Healthy", "There is one layer only."),
]  # fmt: skip


@pytest.mark.parametrize(("loss", "label"), [(0.6932, "Not learning"), (0.68, "Healthy")])
def test_that_a_loss_at_the_level_of_guessing_is_not_called_healthy(loss, label):
    found = judge(Evidence(np.ones((3, 3)), (0, 0), (6, 6), losses=(0.7, loss), guess=0.693147))

    assert found.verdict.label == label
    if label == "Not learning":
        assert found.sentence == "The loss ends at 0.693; guessing has 0.693."


@pytest.mark.parametrize(("found", "label", "sentence"), CASES)
def test_that_the_first_rule_that_is_met_is_told_with_its_numbers(found, label, sentence):
    finding = judge(found)

    assert (finding.verdict.label, finding.sentence.replace("\u2009", " ")) == (label, sentence)


def test_that_a_share_counts_as_nothing_where_the_last_layer_gets_nothing():
    assert shares(np.array([[1.0, 4.0], [3.0, 0.0], [1.0, 2.0]])) == (0.25, 0.25)


def test_that_every_verdict_prints_its_rule():
    assert [kind.label for kind in verdicts] == ["Exploding", "Dead units", "Vanishing", "Not learning", "Healthy"]
    assert all(kind.rule and kind.icon and kind.tone for kind in verdicts)
