"""How large a session may be, so that to open a foreign file takes at most a gigabyte."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from mlpviz.engine.network_spec import NetworkSpec
from mlpviz.engine.session.document import SessionForm
from mlpviz.engine.session.session import SavedBench, SessionError, brief

MOST_BYTES = 320 * 2**20
"""Of all arrays of a file together."""
MOST_JSON = 24 * 2**20
MOST_FORM = 8 * 2**20
"""Bytes of the JSON of one experiment, or of the forms of all workspaces together."""
MOST_FILE = MOST_BYTES + MOST_JSON + 2**20
MOST_OPENING = 384 * 2**20
"""Bytes that the runs of all benches may take once they are open."""
VECTORS, LAYERS, COPIES = 12, 4, 6
"""How many vectors of all parameters, numbers a unit and point, and copies of the inputs a run may hold at a time."""


def bytes_to_open(network: NetworkSpec, points: int) -> int:
    """About how much memory a run of this network with so many points takes, from above."""
    numbers = VECTORS * network.parameter_count
    numbers += points * (LAYERS * sum(network.widths) + COPIES * (network.inputs + network.outputs))
    return 8 * numbers


def check_size(network: NetworkSpec, points: int) -> None:
    """Raise SessionError with one sentence if a session may not hold this network with so many points."""
    size = bytes_to_open(network, points)
    if size > MOST_OPENING:
        raise SessionError(
            f"a network of {network.parameter_count:,} parameters and {sum(network.widths[1:]):,} units with "
            f"{points:,} points is too large for a session: it takes {megabytes(size)}, and {megabytes(MOST_OPENING)} "
            "are allowed."
        )


def check_together(benches: Sequence[SavedBench]) -> None:
    """Raise SessionError if all benches together would take too much memory once they are open."""
    size = sum(bytes_to_open(one.experiment.network, len(one.experiment.points)) for one in benches)
    if size > MOST_OPENING:
        raise SessionError(
            f"its experiments take {megabytes(size)} once they are open; {megabytes(MOST_OPENING)} are allowed."
        )


def check_document(text: bytes) -> SessionForm:
    """The JSON, type by type. Raises SessionError that says what is wrong and where."""
    if len(text) > MOST_JSON:
        raise SessionError(f"its JSON has {megabytes(len(text))}; {megabytes(MOST_JSON)} are allowed.")
    try:
        return msgspec.json.decode(text, type=SessionForm)
    except msgspec.ValidationError as problem:
        what, _, where = str(problem).rpartition(" - at `$")
        place = where.rstrip("`").lstrip(".")
        said = brief(what or problem)
        raise SessionError(f"{brief(place) or 'the JSON'}: {said[:1].lower()}{said[1:]}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise SessionError(f"its JSON cannot be read: {brief(problem)}.") from None


def megabytes(size: int) -> str:
    """As in "320 MB"."""
    return f"{size / 2**20:,.0f} MB"
