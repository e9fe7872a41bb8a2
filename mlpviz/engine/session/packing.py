"""A session taken apart: the JSON that describes it, and the arrays that follow one another in the file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import msgspec
import numpy as np
from msgspec import Raw
from numpy.typing import ArrayLike, NDArray

from mlpviz.data.points import PointSet, Recipe
from mlpviz.engine.events import EventRecord
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.records import SCORES, Snapshot
from mlpviz.engine.session import document as form
from mlpviz.engine.session.limits import check_size, check_together
from mlpviz.engine.session.machine import this_machine
from mlpviz.engine.session.mending import in_order
from mlpviz.engine.session.session import SavedBench, SavedRun, Session, SessionError, brief

KINDS: Mapping[str, str] = {"f8": "<f8", "i8": "<i8", "b1": "|b1"}
"""The types of arrays in a file, as NumPy writes them."""
COLUMNS = ("naming", "scaling")
"""The fields of an experiment's form that stand apart."""


class Packing:
    """Collects the arrays, points, experiments and snapshots of a session, each object once."""

    def __init__(self) -> None:
        """Nothing is packed yet."""
        self.arrays: list[NDArray[Any]] = []
        self.points: list[form.PointsForm] = []
        self.experiments: list[form.ExperimentForm] = []
        self.columns: list[Raw] = []
        self._column_places: dict[tuple[int, ...], int] = {}
        self.snapshots: list[form.SnapshotForm] = []
        self._scores = [np.empty((0, len(SCORES)))]
        self._places: dict[int, int] = {}
        self._seen: list[object] = []  # held, so that no id is used twice

    def session(self, session: Session, program: str) -> form.SessionForm:
        """The JSON of a session. Raises ValueError for a form that JSON cannot hold."""
        check_together(session.benches)
        here = this_machine()
        machines = [*session.machines, *([] if here in session.machines else [here])]
        benches, runs = [self._bench(one) for one in session.benches], [self._run(one) for one in session.runs]
        scores = self._array(np.concatenate(self._scores))
        return form.SessionForm(
            format="mlpviz session", version=1, program=program, workspace=session.workspace,
            machines=[form.MachineForm(**asdict(one)) for one in machines[-64:]],
            benches=benches, runs=runs, forms={name: raw_form(name, one) for name, one in session.forms.items()},
            points=self.points, columns=self.columns, experiments=self.experiments,
            snapshots=self.snapshots, scores=scores,
            arrays=[form.ArrayForm(_kind(one), list(one.shape)) for one in self.arrays],
        )  # fmt: skip

    def _bench(self, bench: SavedBench) -> form.BenchForm:
        return form.BenchForm(
            workspace=bench.workspace, place=bench.place, epoch=bench.epoch,
            experiment=self._experiment(bench.experiment),
            opened=None if bench.opened is None else self._experiment(bench.opened),
            history=self._history(bench.history), form=raw_form(bench.workspace, bench.form),
        )  # fmt: skip

    def _run(self, run: SavedRun) -> form.RunForm:
        return form.RunForm(
            name=_line(run.name), pinned=run.pinned, number=run.number, stopped=_line(run.stopped),
            experiment=self._experiment(run.experiment), history=self._history(run.history),
            form=raw_form(run.name, run.form),
        )  # fmt: skip

    def _place(self, thing: object) -> int | None:
        """Where something was packed before."""
        return self._places.get(id(thing))

    def _note(self, thing: object, place: int) -> int:
        self._seen.append(thing)
        self._places[id(thing)] = place
        return place

    def _array(self, values: ArrayLike, dtype: Any = np.float64) -> int:
        known = self._place(values)
        if known is not None:
            return known
        self.arrays.append(np.ascontiguousarray(values, dtype=dtype))
        return self._note(values, len(self.arrays) - 1)

    def _points(self, points: PointSet) -> int:
        known = self._place(points)
        if known is not None:
            return known
        made = form.PointsForm(
            x=self._array(points.x), test=self._array(points.test, np.bool_),
            labels=None if points.labels is None else self._array(points.labels, np.int64),
            targets=None if points.targets is None else self._array(points.targets),
            recipe=None if points.recipe is None else _recipe(points.recipe),
        )  # fmt: skip
        self.points.append(made)
        return self._note(points, len(self.points) - 1)

    def _experiment(self, experiment: Experiment) -> int:
        known = self._place(experiment)
        if known is not None:
            return known
        check_size(experiment.network, len(experiment.points))
        network, points = experiment.network, experiment.points
        data = {name: one for name, one in bare(experiment).form().items() if name not in COLUMNS}
        made = form.ExperimentForm(
            points=self._points(points), columns=self._columns(experiment), form=raw_form("experiment", data),
            keys=list(network.class_keys),
            theta=None if network.theta is None else self._array(network.theta),
            frozen=self._array(network.frozen, np.int64) if network.frozen else None,
            cut=self._array(network.cut, np.int64) if network.cut else None,
        )  # fmt: skip
        self.experiments.append(made)
        return self._note(experiment, len(self.experiments) - 1)

    def _columns(self, experiment: Experiment) -> int:
        key = tuple(id(getattr(experiment, name)) for name in COLUMNS)
        if key not in self._column_places:
            whole = bare(experiment).form()
            self._column_places[key] = len(self.columns)
            self.columns.append(raw_form("experiment", {name: whole[name] for name in COLUMNS}))
        return self._column_places[key]

    def _history(self, history: HistoryRecord) -> form.HistoryForm:
        history = in_order(history)
        losses = history.losses
        return form.HistoryForm(
            keyframes=[self._snapshot(one) for one in history.keyframes], kept_always=sorted(history.kept_always),
            newest=None if history.newest is None else self._snapshot(history.newest), stride=history.stride,
            losses=self._array(losses.rows), bucket=losses.bucket, waiting=self._array(losses.waiting),
            events=_events(history.events),
            by_hand=[form.HandForm(moment, index, _finite(value)) for moment, index, value in history.events.by_hand],
            between=[form.BetweenForm(moment, self._experiment(one)) for moment, one in history.between],
        )  # fmt: skip

    def _snapshot(self, frame: Snapshot) -> int:
        known = self._place(frame)
        if known is not None:
            return known
        made = form.SnapshotForm(
            run=frame.run, epoch=frame.epoch, batch=frame.batch, experiment=self._experiment(frame.experiment),
            theta=self._array(frame.theta), before=self._array(frame.theta_before), grad=self._array(frame.grad),
            memory=self._array(frame.memory), updates=frame.updates, arithmetic=frame.arithmetic,
            reason=_line(frame.reason), cut_short=frame.cut_short,
        )  # fmt: skip
        self.snapshots.append(made)
        self._scores.append(frame.scores.row())
        return self._note(frame, len(self.snapshots) - 1)


def bare(experiment: Experiment) -> Experiment:
    """The same experiment without points, first weights and marks of single weights, which arrays hold."""
    points = experiment.points
    none = PointSet(
        points.x[:0], None if points.labels is None else points.labels[:0],
        None if points.targets is None else points.targets[:0],
    )  # fmt: skip
    return replace(experiment, points=none, network=replace(experiment.network, theta=None, frozen=(), cut=()))


def raw_form(name: str, data: Mapping[str, Any]) -> Raw:
    """Plain data as JSON. Raises SessionError for what JSON cannot hold, as numbers that are not finite."""
    try:
        return Raw(json.dumps(data, allow_nan=False, separators=(",", ":")).encode())
    except (TypeError, ValueError, RecursionError) as problem:
        raise SessionError(f"{name!r:.80} cannot be saved: {brief(problem)}.") from None


def encoded(session: form.SessionForm) -> bytes:
    """The text of the JSON."""
    return msgspec.json.encode(session)


def _kind(array: NDArray[Any]) -> Any:
    return next(kind for kind, dtype in KINDS.items() if array.dtype.str[1:] == dtype[1:])


def _recipe(recipe: Recipe) -> form.RecipeForm:
    return form.RecipeForm(
        shape=recipe.shape, per_class=int(recipe.per_class), noise=float(recipe.noise),
        test_share=float(recipe.test_share), seed=int(recipe.seed),
    )  # fmt: skip


def _events(events: EventRecord) -> list[form.EventForm]:
    return [form.EventForm(at, event.epoch, _line(event.text), event.kind) for at, event in events.noted]


def _line(text: str) -> str:
    """Text on one line, as the file allows it."""
    return "".join(letter if letter >= " " and letter != "\x7f" else " " for letter in text[:400])


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
