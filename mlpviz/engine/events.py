"""What happened to a run on its way: choices that the learner changed, and falls of the learning rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, NetworkSpec, Plan
from mlpviz.engine.records import Snapshot
from mlpviz.engine.telling.naming import names_of, network_name
from mlpviz.nn.network import slices

Kind = Literal["rate", "fall", "plan", "network", "points", "weight"]
"""The learning rate was changed; the schedule lowered it; another field of the plan was changed; the network was; the
points were; a weight or bias was set by hand."""
MOST_FALLS = 256
"""Of more falls than this, the later ones are not recorded: the schedule itself tells of them."""
Between = Callable[[str, str], str]
"""Makes one text of the value before and the one after."""
Moment = tuple[int, int]
"""As `Snapshot.moment`: completed epochs, and batches since."""


@dataclass(frozen=True)
class Event:
    """Something that took hold at a moment of a run."""

    epoch: int
    """Number of epochs that were complete then: what is trained after them is affected."""
    text: str
    """What happened, in words: "learning rate 0.03 → 0.1"."""
    kind: Kind


@dataclass(frozen=True)
class EventRecord:
    """All that an `EventLog` knows, frozen: what files keep."""

    noted: tuple[tuple[Moment, Event], ...] = ()
    """Every event with its moment, in the order in which they were noted."""
    by_hand: tuple[tuple[Moment, int, float], ...] = ()
    """The value of a parameter before it was set by hand, with its moment and its index in theta."""


class EventLog:
    """The events of one run. Those of a moment are told anew as long as nothing is trained after it."""

    def __init__(self) -> None:
        self._noted: list[tuple[Moment, Event]] = []
        self._by_hand: dict[tuple[Moment, int], float] = {}
        """The value of a parameter before it was set by hand, by moment and index."""
        self._falls = 0
        self._told: tuple[Event, ...] | None = ()

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event, the earliest first; the same tuple as long as none is added or removed."""
        if self._told is None:
            self._told = tuple(event for _, event in sorted(self._noted, key=_moment_of))
        return self._told

    def note_change(self, before: Experiment, after: Snapshot) -> None:
        """Note what differs from the experiment before the moment of a snapshot; earlier notes of it are replaced."""
        moment = after.moment
        if before is after.experiment and all(at != moment for at, _ in self._noted):
            return
        made = [(moment, Event(after.epoch, text, kind)) for text, kind in changes(before, after.experiment)]
        kept = [one for one in self._noted if one[0] != moment or one[1].kind in ("fall", "weight")]
        self._set([*kept, *made])

    def note_falls(self, plan: Plan, first: int, last: int) -> None:
        """Note where the schedule of a plan lowers the learning rate at once, from epoch `first` to epoch `last`."""
        for epoch in plan.schedule.falls(first, last):
            before, after = plan.rate(epoch - 1), plan.rate(epoch)
            if before == after or self._falls >= MOST_FALLS:
                return
            self._falls += 1
            text = f"learning rate {_from_to(*map(number.plain, (before, after)))} by {plan.schedule.label.lower()}"
            self._set([*self._noted, ((epoch, 0), Event(epoch, text, "fall"))])

    def note_by_hand(self, snapshot: Snapshot, index: int, value: float) -> None:
        """Note that the parameter at `index` of theta is set to `value` at the moment of a snapshot.

        Of several changes of one parameter at a moment, the first old value and the last new one are told.
        """
        moment, name = snapshot.moment, parameter_name(snapshot.experiment, index)
        before = self._by_hand.setdefault((moment, index), float(snapshot.theta[index]))
        kept = [(at, one) for at, one in self._noted if at != moment or not one.text.startswith(f"{name}: ")]
        if value != before:
            text = f"{name}: {_from_to(*map(number.plain, (before, value)))}"
            kept.append((moment, Event(snapshot.epoch, text, "weight")))
        self._set(kept)

    def record(self) -> EventRecord:
        """All of it, frozen."""
        by_hand = tuple((moment, index, value) for (moment, index), value in self._by_hand.items())
        return EventRecord(tuple(self._noted), by_hand)

    @classmethod
    def of(cls, record: EventRecord) -> EventLog:
        """The log that a record was taken of."""
        log = cls()
        log._by_hand = {(moment, index): value for moment, index, value in record.by_hand}
        log._set(list(record.noted))
        log._falls = sum(event.kind == "fall" for _, event in record.noted)
        return log

    def cut(self, moment: Moment) -> None:
        """Forget what happened after a moment."""
        self._by_hand = {key: value for key, value in self._by_hand.items() if key[0] <= moment}
        self._set([one for one in self._noted if one[0] <= moment])
        self._falls = sum(event.kind == "fall" for _, event in self._noted)

    def copy(self) -> EventLog:
        """A log with the same events, which goes its own way."""
        twin = EventLog()
        twin._noted, twin._by_hand = list(self._noted), dict(self._by_hand)
        twin._falls, twin._told = self._falls, self._told
        return twin

    def _set(self, noted: list[tuple[Moment, Event]]) -> None:
        if noted != self._noted:
            self._noted, self._told = noted, None


def _moment_of(noted: tuple[Moment, Event]) -> Moment:
    return noted[0]


def parameter_name(experiment: Experiment, index: int) -> str:
    """What the parameter at an index of theta is called: "x₁ → h1.6", "w₅" in an example, or "bias of h1.6"."""
    spec, names = experiment.network, names_of(experiment)
    layer = next(at for at, part in enumerate(slices(spec.widths)) if index < part.stop)
    units = spec.widths[layer + 1]
    source, unit = divmod(index - spec.weight_index(layer, 0, 0), units)
    if source == spec.widths[layer]:
        return names.bias_text(layer + 1, unit)
    return names.weight_text(layer + 1, source, unit)


def changes(
    before: Experiment, after: Experiment, told: Between | None = None
) -> Iterator[tuple[str, Kind]]:
    """What differs between two experiments, in words, and the kind of event that it is.

    `told` makes one text of the value before and the one after; by default "0.03 → 0.1".
    """
    between = told or _from_to
    yield from _plan_changes(before.plan, after.plan, between)
    for text in _network_changes(before.network, after.network, between):
        yield text, "network"
    for text in _point_changes(before.points, after.points, between):
        yield text, "points"
    if before.scaling != after.scaling:
        yield "inputs scaled otherwise", "points"


def _plan_changes(before: Plan, after: Plan, between: Between) -> Iterator[tuple[str, Kind]]:
    if before.learning_rate != after.learning_rate:
        yield f"learning rate {between(*map(number.plain, (before.learning_rate, after.learning_rate)))}", "rate"
    for text in _other_plan_changes(before, after, between):
        yield text, "plan"


def _other_plan_changes(before: Plan, after: Plan, between: Between) -> Iterator[str]:
    if before.batch_size != after.batch_size:
        yield f"batch size {between(*map(number.count, (before.batch_size, after.batch_size)))}"
    if before.optimizer != after.optimizer:
        names = before.optimizer.label, after.optimizer.label
        yield f"{names[1]} changed" if names[0] == names[1] else f"optimiser {between(*names)}"
    if before.schedule != after.schedule:
        names = before.schedule.label, after.schedule.label
        yield f"{names[1].lower()} schedule changed" if names[0] == names[1] else f"schedule {between(*names)}"
    if before.l1 != after.l1:
        yield f"L1 {between(*map(number.plain, (before.l1, after.l1)))}"
    if before.l2 != after.l2:
        yield f"L2 {between(*map(number.plain, (before.l2, after.l2)))}"
    if before.penalize_biases != after.penalize_biases:
        yield "penalty also on biases" if after.penalize_biases else "penalty on weights alone"
    if before.clip != after.clip:
        yield "no clipping" if after.clip is None else f"gradient clipped to {number.plain(after.clip)}"
    if before.reduction != after.reduction:
        yield f"loss of a batch {between(before.reduction, after.reduction)}"
    if before.seed != after.seed:
        yield "order of samples changed"
    if before.engine != after.engine:
        yield f"engine {between(before.engine, after.engine)}"


def _network_changes(before: NetworkSpec, after: NetworkSpec, between: Between) -> Iterator[str]:
    if before.widths != after.widths:
        yield f"network {between(network_name(before), network_name(after))}"
    elif before.features != after.features:
        yield "features changed"
    elif before.class_keys != after.class_keys:
        yield "classes changed"
    for at, (old, new) in enumerate(zip(before.layers, after.layers, strict=False), start=1):
        if old.activation != new.activation and len(before.layers) == len(after.layers):
            labels = old.activation.label, new.activation.label
            what = f"{labels[1]} changed" if labels[0] == labels[1] else between(*labels)
            yield f"activation of layer {at}: {what}"
    if before.loss != after.loss:
        labels = before.loss.label, after.loss.label
        yield f"{labels[1]} changed" if labels[0] == labels[1] else f"loss {between(*labels)}"
    if before.train_biases != after.train_biases:
        yield "biases are trained" if after.train_biases else "biases stay fixed"
    if before.frozen_layers != after.frozen_layers or before.frozen != after.frozen:
        yield "other weights frozen"
    if before.cut != after.cut:
        yield f"cut edges {between(*map(number.count, (len(before.cut), len(after.cut))))}"


def _point_changes(before: PointSet, after: PointSet, between: Between) -> Iterator[str]:
    if before is after or before == after:
        return
    train, test = (before.train_count, after.train_count), (before.test_count, after.test_count)
    if train[0] != train[1]:
        yield f"train points {between(*map(number.count, train))}"
    if test[0] != test[1]:
        yield f"test points {between(*map(number.count, test))}"
    if train[0] == train[1] and test[0] == test[1]:
        yield "points changed"


def _from_to(before: str, after: str) -> str:
    return f"{before} → {after}"
