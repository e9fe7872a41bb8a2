"""What a network can be exported to: one row each, from which menu, command line, help and tests derive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from mlpviz.engine.network_json import network_json
from mlpviz.engine.records import Snapshot
from mlpviz.export.code.exported import refuse_long_text, refuse_unfinished, title_of
from mlpviz.files import file_stem


@dataclass(frozen=True)
class Exporter:
    """One kind of file."""

    name: str
    """What the command line calls it."""
    title: str
    """What the menu calls it."""
    ending: str
    """How the names of its files end."""
    kind: str
    """What a file dialog calls its files."""
    write: Callable[[Snapshot], str | bytes]
    needs: str = ""
    """The package that writes it, which is also the name of the extra that brings it; "" if none is needed."""
    text: bool = True
    """Whether it is text, which the command line can print."""
    spelled: bool = True
    """Whether every weight is written out in it as text."""

    def check(self) -> None:
        """Raise ValueError with one sentence if the package that it needs is not installed."""
        if self.needs and find_spec(self.needs) is None:
            raise ValueError(f'{self.title} needs the package {self.needs}: pip install "mlpviz[{self.needs}]"')

    def content(self, snapshot: Snapshot) -> str | bytes:
        """What the file holds. Raises ValueError with one sentence for what it cannot hold, or what is missing."""
        self.check()
        refuse_unfinished(snapshot)
        if self.spelled:
            refuse_long_text(snapshot)
        with np.errstate(all="ignore"):
            return self.write(snapshot)

    def file_name(self, snapshot: Snapshot) -> str:
        """The name that is suggested for a file."""
        return f"{file_stem(title_of(snapshot.experiment)) or 'network'}-epoch-{snapshot.epoch}{self.ending}"


def _numpy(snapshot: Snapshot) -> str:
    from mlpviz.export.code.numpy_script import numpy_script

    return numpy_script(snapshot)


def _torch(snapshot: Snapshot) -> str:
    from mlpviz.export.code.torch_script import torch_script

    return torch_script(snapshot)


def _keras(snapshot: Snapshot) -> str:
    from mlpviz.export.code.keras_script import keras_script

    return keras_script(snapshot)


def _onnx(snapshot: Snapshot) -> bytes:
    from mlpviz.export.onnx import onnx_file

    return onnx_file(snapshot)


def _notebook(snapshot: Snapshot) -> str:
    from mlpviz.export.code.notebook import notebook

    return notebook(snapshot)


def _table(snapshot: Snapshot) -> str:
    from mlpviz.export.code.table import table

    return table(snapshot)


EXPORTERS = {
    one.name: one
    for one in (
        Exporter("numpy", "NumPy script", ".py", "Python", _numpy),
        Exporter("torch", "PyTorch script", ".py", "Python", _torch),
        Exporter("keras", "Keras script", ".py", "Python", _keras),
        Exporter("onnx", "ONNX", ".onnx", "ONNX", _onnx, needs="onnx", text=False, spelled=False),
        Exporter("notebook", "Jupyter notebook", ".ipynb", "Jupyter notebook", _notebook),
        Exporter("json", "JSON, every number exactly", ".json", "JSON", network_json),
        Exporter("csv", "Points with answers as CSV", ".csv", "Table", _table, spelled=False),
    )
}
"""Every exporter by its name, in the order of the menu."""
