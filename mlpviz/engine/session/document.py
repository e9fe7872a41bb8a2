"""The JSON of a session file, type by type; msgspec checks it while it reads."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Raw, Struct

from mlpviz.engine.events import Kind
from mlpviz.engine.records import Arithmetic

FORMAT, VERSION = "mlpviz session", 1
"""VERSION increases when an older program cannot read new files."""
MOST = 2**53
"""The largest whole number that counts something: every float can tell it from its neighbours."""
MOST_HISTORIES, MOST_KEPT, MOST_EXPERIMENTS, MOST_SNAPSHOTS, MOST_ARRAYS = 256, 512, 10_000, 75_000, 400_000

MOST_EPOCHS = 2 * 10**9
"""The window counts epochs, batches and runs in 32 bits."""

Count = Annotated[int, Meta(ge=0, le=MOST)]
Number = Annotated[int, Meta(ge=0, le=MOST_EPOCHS)]
"""The number of an epoch, a batch or a run."""
Index = Annotated[int, Meta(ge=0, le=2**31)]
"""The place of something in one of the lists of the session."""
Word = Annotated[str, Meta(max_length=80, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]
Words = Annotated[str, Meta(max_length=400, pattern=r"\A[^\x00-\x1f\x7f]*\Z")]
"""Text on one line."""
Indices = Annotated[list[Index], Meta(max_length=MOST_KEPT)]


class Plain(Struct, forbid_unknown_fields=True, gc=False):
    """Any part of the JSON: a field that is not known is refused."""


class Header(Struct):
    """What every version begins with."""

    format: str
    version: int


class ArrayForm(Plain):
    """An array of `numbers.bin`; they follow one another there, in the order of C, little end first."""

    kind: Literal["f8", "i8", "b1"]
    shape: Annotated[list[Index], Meta(min_length=1, max_length=2)]


class RecipeForm(Plain):
    """How a preset's points were drawn, see `Recipe`."""

    shape: Word
    per_class: Count
    noise: float
    test_share: float
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]


class PointsForm(Plain):
    """A PointSet by its arrays."""

    x: Index
    test: Index
    labels: Index | None = None
    targets: Index | None = None
    recipe: RecipeForm | None = None


class ExperimentForm(Plain):
    """An experiment: `form` and its `columns` are that of the same one without points and what is listed here."""

    points: Index
    columns: Index
    form: Raw
    keys: Annotated[list[Index], Meta(max_length=2048)]
    """`NetworkSpec.class_keys`."""
    theta: Index | None = None
    frozen: Index | None = None
    cut: Index | None = None


class SnapshotForm(Plain):
    """A snapshot; its scores are a row of the session's `scores`."""

    run: Number
    epoch: Number
    batch: Number
    experiment: Index
    theta: Index
    before: Index
    grad: Index
    memory: Index
    updates: Count
    arithmetic: Arithmetic
    reason: Words = ""
    cut_short: Number = 0


class EventForm(Plain):
    """Something that took hold at a moment: its epoch, and batches since."""

    at: tuple[Number, Number]
    epoch: Number
    text: Words
    kind: Kind


class HandForm(Plain):
    """The value of a parameter before it was set by hand at a moment."""

    at: tuple[Number, Number]
    index: Index
    value: float | None
    """None stands for a number that is not finite."""


class BetweenForm(Plain):
    """An experiment that was changed again at the same moment."""

    at: tuple[Number, Number]
    experiment: Index


class HistoryForm(Plain):
    """A HistoryRecord."""

    keyframes: Indices
    kept_always: Indices
    newest: Index | None
    stride: Annotated[int, Meta(ge=1, le=MOST)]
    losses: Index
    bucket: Annotated[int, Meta(ge=1, le=2**16)]
    waiting: Index
    events: Annotated[list[EventForm], Meta(max_length=20_000)]
    by_hand: Annotated[list[HandForm], Meta(max_length=20_000)]
    between: Annotated[list[BetweenForm], Meta(max_length=1024)] = []


class BenchForm(Plain):
    """A SavedBench."""

    workspace: Word
    experiment: Index
    history: HistoryForm
    place: Word = ""
    opened: Index | None = None
    epoch: Number | None = None
    form: Raw = Raw(b"{}")


class RunForm(Plain):
    """A SavedRun."""

    name: Words
    experiment: Index
    history: HistoryForm
    pinned: bool = False
    number: Number = 0
    stopped: Words = ""
    form: Raw = Raw(b"{}")


class MachineForm(Plain):
    """A Machine."""

    system: Word
    processor: Word
    python: Word
    numpy: Word
    blas: Word
    compiler: Word
    fingerprint: Word


class SessionForm(Plain):
    """The whole file, apart from the numbers of its arrays."""

    format: Literal["mlpviz session"]
    version: Literal[1]
    program: Word
    """The version of mlpviz that wrote it."""
    machines: Annotated[list[MachineForm], Meta(max_length=64)]
    workspace: Word
    arrays: Annotated[list[ArrayForm], Meta(max_length=MOST_ARRAYS)]
    points: Annotated[list[PointsForm], Meta(max_length=MOST_EXPERIMENTS)]
    columns: Annotated[list[Raw], Meta(max_length=MOST_EXPERIMENTS)]
    """Naming and scaling of experiments: with many inputs they are long, and seldom changed."""
    experiments: Annotated[list[ExperimentForm], Meta(max_length=MOST_EXPERIMENTS)]
    snapshots: Annotated[list[SnapshotForm], Meta(max_length=MOST_SNAPSHOTS)]
    scores: Index
    """The scores of each snapshot, (n, 7)."""
    benches: Annotated[list[BenchForm], Meta(max_length=MOST_HISTORIES)]
    runs: Annotated[list[RunForm], Meta(max_length=MOST_HISTORIES)]
    forms: Annotated[dict[Word, Raw], Meta(max_length=64)]
