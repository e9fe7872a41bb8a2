"""Files of points, read and written in one go."""

from __future__ import annotations

from os import PathLike

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet
from mlpviz.data.reading.importing import Imported
from mlpviz.data.scaling import NONE, Scaling

MOST_MEGABYTES = 64
SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".data")


def content_of(path: str | PathLike[str]) -> bytes:
    """The bytes of a file, for `read_table`.

    Raises ValueError with one sentence if it is no regular file or larger than 64 MB; OSError if it cannot be opened.
    """
    raise NotImplementedError


def read_file(path: str | PathLike[str]) -> Imported:
    """Points, names and scaling of a file that is certain in everything.

    Raises ValueError with one sentence that names the row and the column of the first fault, or asks what is uncertain
    and says what to write; OSError if it cannot be opened.
    """
    raise NotImplementedError


def read_points(path: str | PathLike[str]) -> PointSet:
    """The points of a file, see `read_file`."""
    return read_file(path).points


def write_points(
    path: str | PathLike[str],
    points: PointSet,
    naming: Naming = Naming(),
    *,
    classes: int | None = None,
    scaling: Scaling = NONE,
) -> None:
    """Write a table that reads back exactly: numbers, names, colours, test marks, and classes without points.

    `classes` is how many there are, if more than occur. Raises OSError if the file cannot be written.
    """
    raise NotImplementedError
