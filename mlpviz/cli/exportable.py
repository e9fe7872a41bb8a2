"""What the command line exports: the network of a session, of a JSON file, or of a training that is made for it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from mlpviz.cli.named_experiment import USUAL_EPOCHS, named_experiment, refuse_options
from mlpviz.cli.point_file import refuse_columns
from mlpviz.cli.session_bench import bench_of
from mlpviz.cli.wording import diverged_in_words, epochs_in_words
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.history import History
from mlpviz.engine.link import is_link
from mlpviz.engine.network_json import is_network, network_snapshot
from mlpviz.engine.records import Snapshot
from mlpviz.engine.run import Run
from mlpviz.engine.session.machine import unlike
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import Session
from mlpviz.engine.session.writing import SUFFIX
from mlpviz.engine.training_choices import TrainingChoices

MOST_MEGABYTES = 256
"""Of a JSON file."""


class DivergedError(RuntimeError):
    """Training has ended because the loss is not a number; says so in one sentence."""


@dataclass(frozen=True)
class Exportable:
    """A network at any epoch that was asked for."""

    usual: int
    """The epoch if none is asked for."""
    at: Callable[[int], Snapshot]
    """The snapshot of an epoch. Raises ValueError for one that is not there, DivergedError."""
    remark: str = ""
    """One sentence of what should be known of it; "" if there is nothing."""


def exportable(wanted: argparse.Namespace) -> Exportable:
    """What `wanted.preset` and the options name. Raises ValueError with one sentence, OSError for files."""
    suffix = "" if is_link(wanted.preset) else Path(wanted.preset).suffix.casefold()
    if suffix not in (SUFFIX, ".json"):
        experiment = named_experiment(wanted).experiment
        return Exportable(USUAL_EPOCHS, lambda epoch: trained(Run(experiment), epoch))
    given = [one.name for one in fields(TrainingChoices) if getattr(wanted, one.name) is not None]
    refuse_options(dict.fromkeys(given), wanted.preset)
    refuse_columns(wanted)
    path = Path(wanted.preset)
    if not path.exists():
        raise ValueError(f"there is no file {str(path)!r:.200}; choose another file, or a preset.")
    return _of_session(read_session(path), wanted.workspace) if suffix == SUFFIX else _of_json(path)


def trained(run: Run, epoch: int) -> Snapshot:
    """Train a run to the end of an epoch, with a bar on a terminal. Raises DivergedError."""
    from tqdm import tqdm

    for _ in tqdm(range(epoch - run.epochs), desc="Training", unit="epoch", disable=None, leave=False):
        run.epoch()
        if not np.isfinite(run.theta).all():
            break
    snapshot = run.snapshot()
    if not snapshot.finite:
        raise DivergedError(diverged_in_words(run.epochs))
    return snapshot


# sessions


def _of_session(session: Session, workspace: str | None) -> Exportable:
    bench = bench_of(session, workspace)
    history = History.of(bench.history)
    newest = history.newest
    if newest is None:
        experiment = bench.experiment
        return Exportable(0, lambda epoch: trained(Run(experiment), epoch))
    return Exportable(
        newest.epoch if bench.epoch is None else bench.epoch, lambda epoch: _recomputed(history, epoch),
        unlike(session.machines) or _without_compiler(history),
    )  # fmt: skip


def _without_compiler(history: History) -> str:
    """One sentence if epochs were compiled and cannot be here; else ""."""
    if find_spec("numba") is not None or all(one.arithmetic == "layers" for one in history.keyframes):
        return ""
    return "Epochs were compiled, and numba is not installed here: what is computed again differs in the last digits."


def _recomputed(history: History, epoch: int) -> Snapshot:
    """The snapshot of an epoch, computed again from the keyframe before it with the arithmetic of then."""
    newest, first = history.newest, history.keyframes[0]
    assert newest is not None
    if not first.epoch <= epoch <= newest.epoch:
        raise ValueError(f"the session has trained {epochs_in_words(newest.epoch)}; --epoch goes from {first.epoch} "
                         f"to {newest.epoch}.")  # fmt: skip
    if epoch == newest.epoch:
        return newest
    found = history.exact(epoch)
    if found is not None:
        return found
    start = history.before(epoch)
    return trained(Run(start.experiment, start.run, arithmetic=start.arithmetic).resume(start), epoch)


# JSON


def _of_json(path: Path) -> Exportable:
    """A network as this program exports it, or what `mlpviz train --json` has printed."""
    form = _data(path)
    try:
        if is_network(form):
            held = network_snapshot(form)
            return Exportable(held.epoch, lambda epoch: _trained_on(held, epoch))
        printed = isinstance(form, dict) and "experiment" in form
        experiment = Experiment.from_form(form["experiment"] if printed else form)
    except ValueError as problem:
        raise ValueError(f"{path.name}: {problem}") from None
    return Exportable(_last_epoch(form), lambda epoch: trained(Run(experiment), epoch))


def _data(path: Path) -> Any:
    if not path.is_file() or path.stat().st_size > MOST_MEGABYTES * 10**6:
        raise ValueError(f"{path.name} is no file of at most {MOST_MEGABYTES} MB; choose another.")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        wanted = "give what mlpviz export --to json or mlpviz train --json has written"
        raise ValueError(f"{path.name} is no JSON; {wanted}.") from None


def _last_epoch(form: Any) -> int:
    """The last epoch that `mlpviz train --json` tells of, so that the same weights come out."""
    epochs = form.get("epochs") if isinstance(form, dict) else None
    listed = epochs.get("epoch") if isinstance(epochs, dict) else None
    last = listed[-1] if isinstance(listed, list) and listed else None
    return last if type(last) is int and 0 <= last <= 10**9 else USUAL_EPOCHS


def _trained_on(held: Snapshot, epoch: int) -> Snapshot:
    if epoch < held.epoch:
        raise ValueError(f"the file holds epoch {held.epoch} alone; give a session for an earlier one.")
    return held if epoch == held.epoch else trained(Run(held.experiment).resume(held), epoch)
