"""Prepares the compiled epochs of a run while the layers already train."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from mlpviz.engine.run import Run

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Blueprint


class KernelLoader:
    """Compiles the kernel of a run in a second process, then switches the run to it. No method waits.

    Compiling holds the interpreter lock for seconds, so this process only loads kernels that are already compiled.
    """

    def __init__(self) -> None:
        self._postponed = False
        self._wanted: Blueprint | None = None
        self._child: subprocess.Popen[bytes] | None = None

    def want(self, run: Run) -> None:
        """Decide whether a run should use a kernel; if this process has loaded it, switch at once.

        Writing the source of a first kernel takes a moment, so it is postponed until training runs at full speed.
        """
        self.close()
        self._postponed, self._wanted = False, None
        plan, network = run.experiment.plan, run.experiment.network
        if plan.engine == "layers" or not run.experiment.points.train_count:
            return
        from mlpviz.nn.fast.compiled import NUMPY_IS_FASTER, any_loaded, refusal, worthwhile

        samples = min(plan.batch_size, run.experiment.points.train_count)
        if plan.engine == "auto" and not worthwhile(network.widths, samples):
            run.reason = NUMPY_IS_FASTER
            return
        run.reason = refusal([layer.activation for layer in network.layers])
        self._postponed = not run.reason
        if self._postponed and (plan.engine == "compiled" or any_loaded()):
            self._find_kernel(run)

    def _find_kernel(self, run: Run) -> None:
        self._postponed = False
        found = run.blueprint()
        if isinstance(found, str):
            run.reason = found
        elif found.is_loaded:
            run.compute("compiled")
        else:
            self._wanted = found

    def advance(self, run: Run) -> bool:
        """Between two epochs: start compiling, or check whether it is done and switch. True if the run changed."""
        if self._postponed:
            self._find_kernel(run)
            if self._wanted is None:
                return True
        if self._wanted is None:
            return False
        from mlpviz.nn.fast.compiled import UNCOMPILED

        try:
            if self._child is None and not self._wanted.compiled:
                self._child = self._wanted.compile_apart()
            if self._child is not None and self._child.poll() is None:
                return False
            compiled = self._wanted.compiled
        except OSError as problem:  # a full disk, or no further process
            compiled, run.reason = False, f"{UNCOMPILED}: {problem.strerror}"
        else:
            run.reason = UNCOMPILED
        if compiled:
            run.compute("compiled")
        self._wanted = self._child = None
        return True

    def close(self) -> None:
        """End the second process. A kernel that is not finished is compiled again next time."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
