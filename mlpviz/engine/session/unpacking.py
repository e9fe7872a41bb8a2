"""A session put together again from its JSON and its arrays; everything in it is checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import msgspec
import numpy as np
from msgspec import Raw
from numpy.typing import NDArray

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.forms import Form
from mlpviz.engine.records import SCORES, Scores, Snapshot
from mlpviz.engine.session import document as form
from mlpviz.engine.session.limits import MOST_FORM, check_size, check_together, megabytes
from mlpviz.engine.session.machine import Machine
from mlpviz.engine.session.past import Past
from mlpviz.engine.session.session import SavedBench, SavedRun, Session, SessionError, brief
from mlpviz.nn.arrays import Array

Thing = TypeVar("Thing")


class Unpacking:
    """Makes points, experiments and histories of a session; what is wrong is said in one sentence with its place."""

    def __init__(self, document: form.SessionForm, arrays: Sequence[NDArray[Any]]) -> None:
        """Make points, experiments and snapshots. Raises SessionError."""
        self._document, self._arrays = document, arrays
        self._points = [self._made_points(one, at) for at, one in enumerate(document.points)]
        self._columns = [form_of(one, f"columns[{at}]") for at, one in enumerate(document.columns)]
        self.experiments = [self._made_experiment(one, at) for at, one in enumerate(document.experiments)]
        scores = self.array(document.scores, "scores", "f8", (len(document.snapshots), len(SCORES)))
        made = (self._made_snapshot(one, at, scores[at]) for at, one in enumerate(document.snapshots))
        self.snapshots = list(made)

    def session(self) -> Session:
        """All of it. Raises SessionError."""
        document = self._document
        forms = [*(one.form for one in document.benches), *(one.form for one in document.runs)]
        size = sum(len(bytes(one)) for one in (*document.forms.values(), *forms))
        if size > MOST_FORM:
            raise SessionError(f"the forms have {megabytes(size)}; {megabytes(MOST_FORM)} are allowed together.")
        benches = tuple(self._bench(one, f"benches[{at}]") for at, one in enumerate(document.benches))
        check_together(benches)
        return Session(
            benches=benches,
            runs=tuple(self._run(one, f"runs[{at}]") for at, one in enumerate(document.runs)),
            forms={name: form_of(raw, f"forms.{name}") for name, raw in document.forms.items()},
            workspace=document.workspace,
            machines=tuple(Machine(**msgspec.structs.asdict(one)) for one in document.machines),
        )

    def array(self, index: int, where: str, kind: str, shape: tuple[int | None, ...]) -> NDArray[Any]:
        """One array, if it has this kind and shape; None stands for any length."""
        found, declared = item(self._arrays, index, where), self._document.arrays[index]
        fits = len(found.shape) == len(shape) and all(
            wanted is None or wanted == size for wanted, size in zip(shape, found.shape, strict=True)
        )
        if declared.kind != kind or not fits:
            wanted = "×".join("n" if size is None else f"{size}" for size in shape)
            there = "×".join(map(str, found.shape))
            raise SessionError(f"{where} is an array {declared.kind} of {there}; {kind} of {wanted} belongs here.")
        return found

    # points and experiments

    def _made_points(self, given: form.PointsForm, at: int) -> PointSet:
        where = f"points[{at}]"
        x = self.array(given.x, f"{where}.x", "f8", (None, None))
        count = len(x)
        labels = None if given.labels is None else self.array(given.labels, f"{where}.labels", "i8", (count,))
        targets = None if given.targets is None else self.array(given.targets, f"{where}.targets", "f8", (count, None))
        if not x.shape[1] or (targets is not None and not targets.shape[1]):
            raise SessionError(f"{where} has no column.")
        with told(where):
            return PointSet(x, labels, targets, self.array(given.test, f"{where}.test", "b1", (count,)),
                            None if given.recipe is None else _recipe(given.recipe))  # fmt: skip

    def _made_experiment(self, given: form.ExperimentForm, at: int) -> Experiment:
        where = f"experiments[{at}]"
        points, columns = item(self._points, given.points, where), item(self._columns, given.columns, where)
        with told(where):
            bare = Experiment.from_form(form_of(given.form, where) | columns)
        count = bare.network.parameter_count
        check_size(bare.network, len(points))
        marked: dict[str, Any] = {}
        if given.theta is not None:
            marked["theta"] = self.array(given.theta, f"{where}.theta", "f8", (count,))
            if not np.isfinite(marked["theta"]).all():
                raise SessionError(f"{where}.theta holds a number that is not finite.")
        for name, index in (("frozen", given.frozen), ("cut", given.cut)):
            if index is not None:
                marked[name] = self.array(index, f"{where}.{name}", "i8", (None,)).tolist()
        if len(set(given.keys)) != len(given.keys):
            raise SessionError(f"{where}.keys names a class twice.")
        with told(where):
            network = replace(bare.network, class_keys=tuple(given.keys), **marked)
            return replace(bare, points=points, network=network)

    def _made_snapshot(self, given: form.SnapshotForm, at: int, scores: Array) -> Snapshot:
        where = f"snapshots[{at}]"
        experiment = item(self.experiments, given.experiment, f"{where}.experiment")
        count, rows = experiment.network.parameter_count, len(experiment.plan.optimizer.memory)
        theta, before, grad = (
            self.array(index, f"{where}.{name}", "f8", (count,))
            for name, index in (("theta", given.theta), ("before", given.before), ("grad", given.grad))
        )
        memory = self.array(given.memory, f"{where}.memory", "f8", (rows, count))
        batches = -(-experiment.points.train_count // experiment.plan.batch_size)
        if given.batch and given.batch >= batches:
            raise SessionError(f"{where}.batch is {given.batch}, but an epoch has {batches} batches.")
        return Snapshot(
            given.run, given.epoch, given.batch, experiment, theta, before, grad, memory, given.updates,
            Scores(*scores.tolist()), given.arithmetic, given.reason, given.cut_short,
        )  # fmt: skip

    # benches and runs

    def _bench(self, given: form.BenchForm, where: str) -> SavedBench:
        experiment = item(self.experiments, given.experiment, where)
        history = Past(self, given.history, f"{where}.history").record()
        newest = history.newest
        if given.epoch is not None and (newest is None or given.epoch > newest.epoch):
            raise SessionError(f"{where}.epoch is {given.epoch}, but the history does not reach so far.")
        opened = None if given.opened is None else item(self.experiments, given.opened, f"{where}.opened")
        return SavedBench(
            given.workspace, experiment, history, given.place, opened, given.epoch, form_of(given.form, where)
        )

    def _run(self, given: form.RunForm, where: str) -> SavedRun:
        experiment = item(self.experiments, given.experiment, where)
        history = Past(self, given.history, f"{where}.history").record()
        return SavedRun(
            given.name, experiment, history, given.pinned, given.number, given.stopped, form_of(given.form, where)
        )


def item(things: Sequence[Thing], index: int, where: str) -> Thing:
    """One thing of a list. Raises SessionError if there is none at that place."""
    if not 0 <= index < len(things):
        raise SessionError(f"{where} refers to number {index} of {len(things)}.")
    return things[index]


@contextmanager
def told(where: str) -> Iterator[None]:
    """Put the place before what is wrong there."""
    try:
        yield
    except SessionError:
        raise
    except (ValueError, TypeError, OverflowError, ArithmeticError, RecursionError, AttributeError) as problem:
        raise SessionError(f"{where}: {brief(problem)}.") from None


def form_of(raw: Raw, where: str) -> Form:
    """Plain data of a part of the JSON."""
    text = bytes(raw)
    if len(text) > MOST_FORM:
        raise SessionError(f"{where} has {megabytes(len(text))}; {megabytes(MOST_FORM)} are allowed.")
    try:
        data = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise SessionError(f"{where} cannot be read: {brief(problem)}.") from None
    if not isinstance(data, dict):
        raise SessionError(f"{where} is {data!r:.80}; give its fields by name.")
    return data


def _recipe(given: form.RecipeForm) -> Recipe:
    if given.shape not in SHAPES:
        raise ValueError(f"recipe.shape is {given.shape!r:.80}; choose one of {', '.join(SHAPES)}.")
    return Recipe(**msgspec.structs.asdict(given))
