"""Computes a whole history again from its first weights, and says whether every epoch is what the file says."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.events import changes, parameter_name
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.engine.session.explanation import Explanation, error_of, nearly, unlike
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.loss_check import LossCheck
from mlpviz.engine.session.machine import Machine, this_machine

SAID = {
    "theta": "weights", "theta_before": "weights before the last epoch", "memory": "memory of the optimiser",
    "grad": "gradient", "updates": "number of updates", "cut_short": "number of batches", "scores": "scores",
}  # fmt: skip


def verifying(history: HistoryRecord, machines: Sequence[Machine] = ()) -> Iterator[int | Finding]:
    """Train again from keyframe to keyframe; yields every epoch that is done, and what is found.

    `machines` are where the session was computed. Where one of them rounds otherwise than this one, numbers may differ
    in their last digits from one keyframe to the next.
    """
    return Verification(history, machines).findings()


class Verification:
    """One history, computed again."""

    def __init__(self, history: HistoryRecord, machines: Sequence[Machine] = ()) -> None:
        """Nothing is computed yet."""
        self._frames = list(history.keyframes)
        if history.newest is not None and history.newest is not self._frames[-1]:
            self._frames.append(history.newest)
        self._by_hand = {(moment, index): value for moment, index, value in history.events.by_hand}
        self._between = history.between
        self._losses = LossCheck(history.losses)
        here = this_machine()
        self._rounds = {
            "layers": any(one.layers_differ(here) for one in machines),
            "compiled": any(one.compiled_differ(here) for one in machines),
        }
        self._run: Run | None = None
        """It goes on as long as training did, for it knows what was set aside by a change of shape."""
        self._rounded, self._error = 0, 0.0

    def findings(self) -> Iterator[int | Finding]:
        """All of it, in the order of the epochs."""
        if not self._frames:
            return
        yield from self._beginning(self._frames[0])
        for before, told in zip(self._frames, self._frames[1:], strict=False):
            if (yield from self._trained(before, told)):
                yield from self._changed(before, told)
            else:
                self._run = None
                yield Finding(told.epoch, "differs", "the file tells of a batch that this epoch does not have.")
        yield from self._losses.rest()
        if self._rounded:
            yield Finding(
                self._frames[-1].epoch, "rounding",
                f"{number.count(self._rounded)} of {number.count(len(self._frames))} keyframes agree to a share of "
                f"{number.plain(self._error, 2)}, not bit for bit: they were computed with another arithmetic.",
            )  # fmt: skip

    def _beginning(self, first: Snapshot) -> Iterator[int | Finding]:
        """The first keyframe: drawn by the seed, or given."""
        ways = [*self._ways(first), first.experiment]
        run, spec = Run(ways[0], first.run, arithmetic="layers"), ways[0].network
        if first.moment == (0, 0):
            for experiment in ways[1:]:
                run.adjust(experiment)
        if first.moment != (0, 0):
            text = f"the history begins with epoch {number.count(first.epoch)}: what came before cannot be checked."
            yield Finding(first.epoch, "unknown", text)
            run.resume(first)
        elif not np.array_equal(run.theta, first.theta):
            yield Finding(0, "begins", "the first weights are not those that the seed draws: they were given.")
            run.resume(replace(first, memory=np.zeros_like(first.memory), updates=0))
        elif spec.theta is not None:
            yield Finding(0, "begins", "the first weights are given in the experiment.")
        else:
            text = f"the first weights are drawn by {spec.initializer.label} with seed {spec.seed}."
            yield Finding(0, "begins", text)
        found = run.snapshot()
        wrong = unlike(found, first)
        if wrong and not (self._rounds["layers"] and nearly(found, first)):
            yield Finding(first.epoch, "differs", _difference(found, first, wrong))
        elif not wrong:
            run.compute(first.arithmetic)
            self._run = run
        self._losses.begin(first.epoch)
        yield from self._losses.add(first.epoch, first.scores.row())
        yield first.epoch

    def _ways(self, told: Snapshot) -> list[Experiment]:
        """The experiments that were changed again at the moment of a keyframe."""
        return [experiment for moment, experiment in self._between if moment == told.moment]

    def _trained(self, before: Snapshot, told: Snapshot) -> Generator[int | Finding, None, bool]:
        """Train from a keyframe to the moment of the next one; False if there is no such moment."""
        if self._run is None or before.run != self._run.number:
            self._run = Run(before.experiment, before.run, arithmetic=before.arithmetic).resume(before)
        run, cut = self._run, before.cut_short
        self._start = before
        while (run.epochs, cut + run.batches) < told.moment:
            if not run.batches and run.epochs > before.epoch and run.epochs >= told.epoch - 1:
                self._start = run.snapshot()
            if run.epochs < told.epoch:
                run.epoch()
            elif run.batch():
                return False
            if not run.batches:
                cut = 0
                if (run.epochs, 0) == told.moment:
                    self._losses.also(told.epoch, told.scores.row())
                yield from self._losses.add(run.epochs, run.scores().row())
                yield run.epochs
        return (run.epochs, cut + run.batches) == told.moment

    def _changed(self, before: Snapshot, told: Snapshot) -> Iterator[Finding]:
        """What happened at the end of a stretch, and whether it leads to what the file says."""
        run = self._run
        assert run is not None
        exact = run.arithmetic == before.arithmetic and not self._rounds[before.arithmetic]
        ways = tuple(one for one in self._ways(told) if one is not before.experiment)
        if ways or not _alike(told.experiment, before.experiment):
            ways = (*ways, told.experiment)
            for experiment in ways:
                run.adjust(experiment)
            texts = [text for text, _ in changes(before.experiment, told.experiment)]
            yield Finding(told.epoch, "changed", f"{', '.join(texts) or 'something was changed and changed back'}.")
        found, self._run = run.snapshot(), None
        wrong = unlike(found, told)
        explained = Explanation(told, before, found, self._start, self._by_hand, ways).finding() if wrong else None
        if not wrong and told.run == before.run and run.experiment is told.experiment:
            run.compute(told.arithmetic)
            self._run = run
        elif explained is not None:
            yield explained
        elif wrong and not exact:
            yield from self._judged_by_rounding(found, told)
        elif wrong and ways and any(moment == told.moment for moment, _ in self._by_hand):
            text = "weights were set by hand and the network was changed at once, so they cannot be checked."
            yield Finding(told.epoch, "unknown", text)
        elif wrong:
            yield Finding(told.epoch, "differs", _difference(found, told, wrong))
        elif told.run != before.run:
            yield Finding(told.epoch, "taken up", "training was taken up again from here.")

    def _judged_by_rounding(self, found: Snapshot, told: Snapshot) -> Iterator[Finding]:
        if nearly(found, told):
            self._rounded, self._error = self._rounded + 1, max(self._error, error_of(found.theta, told.theta))
            return
        share = number.plain(error_of(found.theta, told.theta), 2)
        text = f"weights differ by a share of {share}; check the file on the machine where it was computed."
        yield Finding(told.epoch, "unknown", text)


def _alike(one: Experiment, other: Experiment) -> bool:
    return one is other or (one == other and one.network.class_keys == other.network.class_keys)


def _difference(found: Snapshot, told: Snapshot, wrong: Sequence[str]) -> str:
    """What is not as it was computed, with the weight that is furthest off."""
    if "theta" not in wrong or found.theta.shape != told.theta.shape:
        return f"the {' and the '.join(SAID[name] for name in wrong)} in the file cannot come from training."
    with np.errstate(all="ignore"):
        off = np.nan_to_num(np.abs(found.theta - told.theta), nan=np.inf)
    worst, many = int(np.argmax(off)), int(np.count_nonzero(off))
    name = parameter_name(told.experiment, worst)
    mine, theirs = (number.plain(float(one.theta[worst]), 6) for one in (found, told))
    more = f", and {number.count(many - 1)} more {'are' if many > 2 else 'is'} wrong" if many > 1 else ""
    return f"{name} is {theirs} in the file, but training gives {mine}{more}."
