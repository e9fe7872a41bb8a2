"""Where the learner changed something while training, and what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, NetworkSpec, Plan
from mlpviz.engine.records import Snapshot
from mlpviz.engine.telling.naming import network_name


@dataclass(frozen=True)
class Flag:
    """A change that took hold at an epoch."""

    epoch: int
    text: str
    """What changed, in words."""


def flags_of(keyframes: Sequence[Snapshot]) -> list[Flag]:
    """One flag for every keyframe whose experiment is not that of the keyframe before."""
    return [
        Flag(after.epoch, text)
        for before, after in zip(keyframes, keyframes[1:], strict=False)
        if before.experiment is not after.experiment and (text := change(before.experiment, after.experiment))
    ]


def change(before: Experiment, after: Experiment) -> str:
    """What differs between two experiments, "" if nothing does."""
    parts = [*_plan_changes(before.plan, after.plan), *_network_changes(before.network, after.network)]
    if before.points is not after.points:
        counts = (before.points.train_count, after.points.train_count)
        moved = counts[0] == counts[1]
        parts.append("points changed" if moved else f"train points {_from_to(*map(number.count, counts))}")
    return ", ".join(parts)


def _plan_changes(before: Plan, after: Plan) -> Iterator[str]:
    if before.learning_rate != after.learning_rate:
        yield f"learning rate {_from_to(*map(number.plain, (before.learning_rate, after.learning_rate)))}"
    if before.batch_size != after.batch_size:
        yield f"batch size {_from_to(*map(number.count, (before.batch_size, after.batch_size)))}"
    if before.optimizer != after.optimizer:
        names = before.optimizer.label, after.optimizer.label
        yield f"{names[1]} changed" if names[0] == names[1] else f"optimiser {_from_to(*names)}"
    if before.schedule != after.schedule:
        names = before.schedule.label, after.schedule.label
        yield f"{names[1].lower()} schedule changed" if names[0] == names[1] else f"schedule {_from_to(*names)}"
    if before.l1 != after.l1:
        yield f"L1 {_from_to(*map(number.plain, (before.l1, after.l1)))}"
    if before.l2 != after.l2:
        yield f"L2 {_from_to(*map(number.plain, (before.l2, after.l2)))}"
    if before.penalize_biases != after.penalize_biases:
        yield "penalty also on biases" if after.penalize_biases else "penalty on weights alone"
    if before.clip != after.clip:
        yield "no clipping" if after.clip is None else f"gradient clipped to {number.plain(after.clip)}"
    if before.reduction != after.reduction:
        yield f"loss of a batch {_from_to(before.reduction, after.reduction)}"
    if before.seed != after.seed:
        yield "order of samples changed"


def _network_changes(before: NetworkSpec, after: NetworkSpec) -> Iterator[str]:
    if before.widths != after.widths:
        yield f"network {_from_to(network_name(before), network_name(after))}"
    elif before.features != after.features:
        yield "features changed"
    elif [layer.activation for layer in before.layers] != [layer.activation for layer in after.layers]:
        yield "activation changed"
    if before.loss != after.loss:
        labels = before.loss.label, after.loss.label
        yield f"{labels[1]} changed" if labels[0] == labels[1] else f"loss {_from_to(*labels)}"
    if before.train_biases != after.train_biases:
        yield "biases are trained" if after.train_biases else "biases stay fixed"
    if before.frozen_layers != after.frozen_layers or before.frozen != after.frozen:
        yield "other weights frozen"
    if before.cut != after.cut:
        yield f"cut edges {_from_to(*map(number.count, (len(before.cut), len(after.cut))))}"


def _from_to(before: str, after: str) -> str:
    return f"{before} → {after}"
