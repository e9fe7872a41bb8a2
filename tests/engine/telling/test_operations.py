from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.operations import Operation, Operations


def operations_of(experiment: Experiment, indices=None) -> Operations:
    return Operations(Run(experiment).walk(indices))


def test_that_mazur_has_39_operations_in_six_phases():
    operations = operations_of(example("mazur").experiment)

    phases = operations.phases(0)

    assert len(operations) == 39
    assert [phase.count for phase in phases] == [4, 4, 3, 10, 10, 8]
    assert [phase.short for phase in phases] == ["Forward 1", "Forward 2", "Loss", "Backward 2", "Backward 1", "Update"]
    assert phases[3].title == "Backward · layer 2"
    assert [phase.start for phase in phases] == [0, 4, 8, 11, 21, 31]


def test_that_operation_18_of_mazur_is_the_gradient_of_w5():
    operations = operations_of(example("mazur").experiment)

    assert operations[17] == Operation("backward", 2, "weight_gradient", unit=0, source=0, sample=0)


def test_that_sums_come_before_activations_and_errors_before_gradients():
    operations = operations_of(example("mazur").experiment)

    assert [one.kind for one in operations[:4]] == ["sum", "sum", "activate", "activate"]
    assert [one.kind for one in operations[8:11]] == ["sample_loss", "sample_loss", "total_loss"]
    expected = [kind for kind in ("output_slope", "slope", "delta") for _ in range(2)] + ["weight_gradient"] * 4
    assert [one.kind for one in operations[11:21]] == [one.kind for one in operations[21:31]] == expected
    assert [(one.unit, one.source) for one in operations[17:21]] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert {one.kind for one in operations[31:]} == {"weight"}


def test_that_cross_entropy_links_in_the_loss_and_not_in_the_last_layer():
    operations = operations_of(preset("Blobs", test_share=0), [0])

    kinds = [(one.move, one.kind) for one in operations if one.layer in (0, 3)]

    assert kinds[:9] == [("forward", "sum")] * 3 + [("loss", "link")] * 3 + [("loss", "sample_loss")] * 3
    assert kinds[9] == ("loss", "total_loss")


def test_that_a_single_output_has_one_loss_and_no_parts():
    operations = operations_of(preset("XOR", test_share=0), [0])

    assert [one.kind for one in operations if one.move == "loss"] == ["link", "total_loss"]


def test_that_biases_that_learn_have_operations_and_frozen_ones_have_none():
    experiment = preset("XOR")
    frozen = replace(experiment, network=replace_biases(experiment.network))

    assert {one.kind for one in operations_of(experiment, [0])} >= {"bias_gradient", "bias"}
    assert not {one.kind for one in operations_of(frozen, [0])} & {"bias_gradient", "bias"}


def replace_biases(spec: NetworkSpec) -> NetworkSpec:
    return NetworkSpec(spec.layers, loss=spec.loss, train_biases=False)


@pytest.mark.parametrize("name", ["Mazur 2-2-2", "Goodfellow XOR", "CS231n neuron"])
def test_that_every_operation_is_found_again_by_what_it_is(name):
    operations = operations_of(example(name).experiment)

    found = [operations.index_of(one.kind, one.layer, one.unit, one.source, one.sample) for one in operations]

    assert found == list(range(len(operations)))


def test_that_what_the_walk_does_not_have_is_not_found():
    operations = operations_of(example("mazur").experiment)

    assert operations.index_of("bias", 1) is None
    assert operations.index_of("sum", 3) is None
    assert operations.index_of("sum", 1, unit=2) is None
    assert operations.index_of("weight", 1, unit=0, source=2) is None


def test_that_phases_tile_the_walk_of_several_samples():
    operations = operations_of(preset("Blobs", test_share=0), [0, 1, 2])

    cells = [phase for sample in range(3) for phase in operations.phases(sample)[:-1]]
    cells.append(operations.phases(0)[-1])

    assert cells[0].start == 0
    assert all(after.start == before.start + before.count for before, after in zip(cells, cells[1:], strict=False))
    assert cells[-1].start + cells[-1].count == len(operations)
    for phase in cells:
        for index in (phase.start, phase.start + phase.count - 1):
            assert index in phase
            assert operations.phase_of(index) == phase
            assert operations[index].move == phase.move
            assert operations.sample_of(index) == phase.sample


def test_that_an_index_from_the_end_and_one_beyond_it_behave_like_a_list():
    operations = operations_of(example("mazur").experiment)

    assert operations[-1] == operations[38]
    with pytest.raises(IndexError):
        operations[39]
    with pytest.raises(IndexError):
        operations[-40]


def test_that_a_huge_walk_is_not_written_out():
    network = NetworkSpec((LayerSpec(256), LayerSpec(256), LayerSpec(1, "Sigmoid")))
    experiment = replace(preset("XOR", per_class=300), network=network, plan=Plan(batch_size=400))

    operations = operations_of(experiment)

    assert len(operations) > 20_000_000
    assert operations[len(operations) // 2].move == "backward"
    assert operations[-1].kind == "bias"
