"""The compiled epochs of a run, made ready while its layers already train."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from mlpviz.engine.run import Run

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Blueprint


class KernelLoader:
    """Has the kernel of a run compiled by a second process, and lets the run go over to it. Nothing here waits.

    Compiling holds the interpreter lock for seconds, so this process only ever loads what is compiled already.
    """

    def __init__(self) -> None:
        """Want nothing yet."""
        self._unsought = False
        self._wanted: Blueprint | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def want(self, run: Run) -> None:
        """Find out whether a run should go over; it does so at once if this process has its kernel at hand.

        To write the source of a first kernel takes a moment, which can wait until epochs at full speed are asked for.
        """
        self.close()
        self._unsought, self._wanted = False, None
        plan, network = run.experiment.plan, run.experiment.network
        if plan.engine == "layers" or not run.experiment.points.train_count:
            return
        from mlpviz.nn.fast.compiled import NUMPY_IS_FASTER, any_at_hand, refusal, worthwhile

        samples = min(plan.batch_size, run.experiment.points.train_count)
        if plan.engine == "auto" and not worthwhile(network.widths, samples):
            run.reason = NUMPY_IS_FASTER
            return
        run.reason = refusal([layer.activation for layer in network.layers])
        self._unsought = not run.reason
        if self._unsought and (plan.engine == "compiled" or any_at_hand()):
            self._seek(run)

    def _seek(self, run: Run) -> None:
        self._unsought = False
        found = run.blueprint()
        if isinstance(found, str):
            run.reason = found
        elif found.at_hand:
            run.compute("compiled")
        else:
            self._wanted = found

    def advance(self, run: Run) -> bool:
        """Between two epochs: begin to compile, look whether it is done, go over. True if the run changed just now."""
        if self._unsought:
            self._seek(run)
            if self._wanted is None:
                return True
        if self._wanted is None:
            return False
        if self._child is None and not self._wanted.compiled:
            self._child = self._wanted.compile_apart()
        if self._child is not None and self._child.poll() is None:
            return False
        from mlpviz.nn.fast.compiled import UNCOMPILED

        if self._wanted.compiled:
            run.compute("compiled")
        else:
            run.reason = UNCOMPILED
        self._wanted = self._child = None
        return True

    def close(self) -> None:
        """Let no process live on. A kernel half compiled is begun anew next time."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
