"""Jobs for the tests of the pool; other processes find them here by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np


def square(job, mark):
    mark.check()
    return job * job


def fail_at_three(job, mark):
    if job == 3:
        raise ZeroDivisionError("three is not allowed")
    return job


def end_process_once(job, mark):
    """Job 2 ends its process the first time; the file it is given notes that."""
    number, note = job
    if number == 2 and not Path(note).exists():
        Path(note).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def end_process_always(job, mark):
    if job == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return job


def work_until_cancelled(job, mark):
    """Never ends by itself; notes that it began, and that it was told to stop."""
    folder = Path(job)
    (folder / f"began-{os.getpid()}").touch()
    try:
        while True:
            mark.check()
            time.sleep(0.01)
    finally:
        (folder / f"stopped-{os.getpid()}").touch()


def matrix_product(job, mark):
    random = np.random.default_rng(job)
    return random.normal(size=(40, 60)) @ random.normal(size=(60, 20))


def never_look(job, mark):
    """Runs for a minute, whatever its mark says."""
    (Path(job) / "began").touch()
    time.sleep(60.0)


def cancel_first(job, mark):
    """Takes a tenth of a second, and notes that it ended."""
    number, folder, _ = job
    for _ in range(10):
        mark.check()
        time.sleep(0.01)
    (Path(folder) / str(number)).touch()
    return number
