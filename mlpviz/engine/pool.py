"""Carries out independent jobs in other processes, or on a cluster, and gives each result as soon as it is there."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from mlpviz.engine.reports import failure

Job = TypeVar("Job")
Result = TypeVar("Result")

NICENESS = 10
"""How far the processes stand back behind the window, as Unix counts it."""
LOST = "Its process ended twice before it had a result."
"""What is said of a job that ended its process, was tried once more, and ended that one too."""


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The result of this job is no longer wanted."""


class Mark:
    """Tells the jobs in other processes that nobody wants their results any more: a file that they look for.

    To be used in a `with`, which takes it away again. On another machine of a cluster it is never found; there a
    cancelled job is taken from the cluster instead.
    """

    def __init__(self) -> None:
        """Make a folder of its own for the file."""
        self._folder = Path(tempfile.mkdtemp(prefix="mlpviz-jobs-"))
        self._file = self._folder / "cancelled"

    def __enter__(self) -> Mark:
        return self

    def __exit__(self, *unused: object) -> None:
        self.remove()

    def cancel(self) -> None:
        """From now on `check` ends every job."""
        with suppress(OSError):  # the folder has gone, so no job is left
            self._file.touch()

    @property
    def cancelled(self) -> bool:
        """Whether the results are no longer wanted."""
        return self._file.exists()

    def check(self) -> None:
        """Raise Cancelled if the result is no longer wanted. A job asks at least four times a second."""
        if self.cancelled:
            raise Cancelled

    def remove(self) -> None:
        """Take the folder away; no job may be left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def note_start(self, index: int) -> None:
        """Write down that a job begins, to know which ones were under way when a process ends."""
        with suppress(OSError):
            self._begun(index).touch()

    def begun(self, index: int) -> bool:
        """Whether a job has begun in a process of this machine; it may be done by now."""
        return self._begun(index).exists()

    def was_begun(self, index: int) -> bool:
        """Whether a job has begun; what was written down is taken away."""
        begun = self._begun(index).exists()
        self._begun(index).unlink(missing_ok=True)
        return begun

    def _begun(self, index: int) -> Path:
        return self._folder / f"begun-{index}"


@dataclass(frozen=True)
class Done(Generic[Result]):
    """A job that has come to its end."""

    index: int
    """The place of the job in the list, from 0."""
    result: Result | None
    """What it returned; None if it failed."""
    failure: str = ""
    """Why it failed: a sentence, and the traceback in the lines below. "" if it did not."""


@dataclass(frozen=True)
class Workers:
    """Where jobs are carried out."""

    processes: int | None = None
    """How many processes of this machine; None: one for each core, at least 2. 1: this one, with no other."""
    cluster: str = ""
    """The address of a Dask scheduler, which needs the extra "cluster"; "" for this machine."""


def carry_out(
    work: Callable[[Job, Mark], Result], jobs: Sequence[Job], mark: Mark, workers: Workers = Workers()
) -> Iterator[Done[Result]]:
    """Do `work(job, mark)` for every job; yields each as soon as it is done, in any order.

    `work` is a function of a module, and returns plain frozen data. It calls `mark.check()` often. An exception is the
    result of that job alone. If a process ends, the jobs that were under way are tried once more, one by one. After
    `mark.cancel()` the iteration ends soon, without the jobs that were not done. Raises ValueError if the cluster
    cannot be used.
    """
    waiting = dict(enumerate(jobs))
    while waiting and not mark.cancelled:
        try:
            for done in _results(work, waiting, mark, workers):
                del waiting[done.index]
                yield done
            return
        except _process_ended(workers):
            under_way = [index for index in waiting if mark.was_begun(index)] or list(waiting)
        for index in under_way:
            yield _once_more(work, index, waiting.pop(index), mark, workers)


def _once_more(
    work: Callable[[Job, Mark], Result], index: int, job: Job, mark: Mark, workers: Workers
) -> Done[Result]:
    """Do a job with no other beside it: if the process ends again, it was this job."""
    with suppress(*_process_ended(workers)):
        for done in _results(work, {index: job}, mark, workers):
            return done
    return Done(index, None, LOST)


def _process_ended(workers: Workers) -> tuple[type[Exception], ...]:
    if not workers.cluster:
        return (BrokenProcessPool,)
    from distributed.scheduler import KilledWorker

    return (BrokenProcessPool, KilledWorker)


def _results(
    work: Callable[[Job, Mark], Result], jobs: Mapping[int, Job], mark: Mark, workers: Workers
) -> Iterator[Done[Result]]:
    from joblib import Parallel, delayed  # a window opens without it

    tasks = [delayed(_try)(work, index, job, mark, os.getpid()) for index, job in jobs.items()]
    with _ready(workers):
        with _deaf_to_ctrl_c():
            results = Parallel(return_as="generator_unordered", batch_size=1, max_nbytes=None)(tasks)
        try:
            for done in results:
                if done is not None and not mark.cancelled:
                    yield done
                if workers.cluster and mark.cancelled:
                    return  # closing takes what is left from the cluster
        finally:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # joblib regrets results that nobody wants any more
                results.close()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Processes begun meanwhile never hear of Ctrl+C; the terminal sends it to them too, and each would tell of it.

    It is for this process alone, which hears it a moment later, and which ends the others.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker as of_python

    from joblib.externals.loky.backend import resource_tracker

    for tracker in (resource_tracker, of_python):  # as one begins, it takes the block away; it is deaf by itself
        tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _ready(workers: Workers) -> Iterator[None]:
    """While it lasts, joblib sends its jobs there."""
    from joblib import cpu_count, parallel_config

    if not workers.cluster:
        count = workers.processes or max(2, cpu_count())
        with _own_modules_only(), parallel_config(backend="loky", n_jobs=count, inner_max_num_threads=1):
            yield
        return
    try:
        from distributed import Client
    except ImportError:
        raise ValueError('a cluster needs Dask; install it with: pip install "mlpviz[cluster]"') from None
    try:
        client = Client(workers.cluster, timeout=5)
    except (OSError, ValueError) as problem:
        reason = str(problem).splitlines()[0]
        raise ValueError(f"no Dask scheduler answers at {workers.cluster!r}: {reason}") from None
    with client, parallel_config(backend="dask"):
        yield


@contextmanager
def _own_modules_only() -> Iterator[None]:
    """Processes that start take no module from the folder the program was started in, as `python -P` does."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("PYTHONSAFEPATH", None)
        else:
            os.environ["PYTHONSAFEPATH"] = before


def _try(
    work: Callable[[Job, Mark], Result], index: int, job: Job, mark: Mark, asker: int
) -> Done[Result] | None:
    """Do one job, in whichever process; None if it was cancelled."""
    if hasattr(os, "nice") and os.getpid() != asker:
        os.nice(max(0, NICENESS - os.nice(0)))
    mark.note_start(index)
    try:
        mark.check()
        return Done(index, work(job, mark))
    except Cancelled:
        return None
    except Exception as problem:
        return Done(index, None, failure(problem))


def load() -> None:
    """Load what the first jobs would load; nothing is begun."""
    import joblib  # noqa: F401
    from joblib.externals import loky  # noqa: F401


def shut_down() -> None:
    """End the processes, whatever they are doing; the next jobs start new ones."""
    if "joblib" in sys.modules:
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor(reuse=True).shutdown(wait=True, kill_workers=True)
