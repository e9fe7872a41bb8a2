"""What a workspace is: one entry of the rail, and all that the window knows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

from PySide6.QtCore import QObject, QSettings, QSize, Signal
from PySide6.QtGui import QKeyEvent, QUndoStack
from PySide6.QtWidgets import QWidget

from mlpviz.bench.bench import Bench
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.session.session import SavedBench
from mlpviz.state.commands import Command
from mlpviz.state.finding.entry import Entry
from mlpviz.state.finding.value import Value
from mlpviz.views.pictures.part import Part

Handler = Callable[..., object]
"""What a command does. A family gets what stands after the colon, a command that can be checked its new state."""
Form = Mapping[str, Any]
"""Plain data, ready for JSON."""
Table = tuple[Sequence[str], Iterable[Sequence[object]]]
"""Names of the columns, and the rows."""


class Remembering(Protocol):
    """A part that writes down how the learner arranged it, and arranges itself so again."""

    def remember(self, settings: QSettings) -> None:
        """Write it down."""

    def recall(self, settings: QSettings) -> None:
        """Arrange it so; what cannot be used is as if it had never been chosen."""


class Workspace(QObject):
    """Has a page, a toolbar and handlers. A command without a handler here is disabled while it is on show."""

    name: ClassVar[str]
    """What commands and the command line call it."""
    title: ClassVar[str]
    """What the rail and the menu call it."""
    about: ClassVar[str]
    """What can be done in it, in a few words."""
    icon: ClassVar[str]
    opens: ClassVar[bool] = False
    """Whether it can open an experiment of another workspace, see `take`."""
    commands: ClassVar[Sequence[Command]] = ()
    """Commands that only this workspace has; their context is its name."""

    changed = Signal()
    """What is open, what Undo would do, or which commands can be carried out: the window asks again."""
    checked = Signal(str, bool)
    """A command that can be checked, and its new state."""
    told = Signal(str, object, str)
    """A sentence for the learner ("" takes the last one away), a list of (key, label) of buttons, and a tone: "warn",
    "bad" or "info"."""
    failed = Signal(str)
    """A thread failed: a sentence, and the traceback in the lines below."""

    command_requested = Signal(str)
    """The name of a command that a control of the page asks for."""
    file_requested = Signal(object)
    """The Path of a file that the window is to open."""
    open_requested = Signal(str, object)
    """The name of a workspace, and the Experiment to open there."""

    def __init_subclass__(cls) -> None:
        """A workspace without a name, a title, a description or an icon is refused."""
        missing = [part for part in ("name", "title", "about", "icon") if not getattr(cls, part, "")]
        if missing:
            raise TypeError(f"workspace {cls.__name__} has no {' and no '.join(missing)}; a class attribute says it.")

    def __init__(self, parent: QObject | None = None) -> None:
        """Build what works without a widget; page and toolbar are built when they are first shown."""
        super().__init__(parent)
        self._page: QWidget | None = None
        self._toolbar: QWidget | None = None

    # what the window shows

    def page(self) -> QWidget:
        """What stands beside the rail."""
        if self._page is None:
            self._build()
        assert self._page is not None
        return self._page

    def toolbar(self) -> QWidget:
        """The bar of buttons and numbers above the page."""
        self.page()
        assert self._toolbar is not None
        return self._toolbar

    def _build(self) -> None:
        """Make `_page` and `_toolbar`."""
        raise NotImplementedError

    @property
    def opened(self) -> str:
        """The name of what is open."""
        raise NotImplementedError

    @property
    def edited(self) -> bool:
        """Whether that is no longer as it was opened."""
        return False

    @property
    def undo_stack(self) -> QUndoStack | None:
        """What Undo and Redo act on; None if nothing can be undone here."""
        return None

    @property
    def kind(self) -> str:
        """Which kind of points it shows: "classes", "values", or "" if that makes no difference to its keys."""
        return ""

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """The name of a command, or what stands before its colon → what it does here."""
        return {}

    def options(self) -> Sequence[Entry]:
        """What can be chosen here by its name, besides commands: every registered choice that a menu offers."""
        return ()

    def values(self) -> Sequence[Value]:
        """The numbers that can be set here by typing their name."""
        return ()

    # what happens to it

    def enter(self) -> None:
        """It comes on show."""

    def leave(self) -> None:
        """Another workspace comes on show: whatever moves stops."""

    def fit_to(self, window: QSize) -> None:
        """The window has a new size, in px."""

    def present(self, presenting: bool) -> None:
        """The window fills the screen for a projector: what matters grows; or everything is as before."""

    def take_key(self, event: QKeyEvent) -> bool:
        """Take a key before the commands do, while no control has the focus; False leaves it."""
        return False

    def hold(self, name: str, down: bool) -> None:
        """The key of a command that can be held went down or up."""

    def answer(self, key: str) -> None:
        """A button of what was told has been pressed."""

    # what goes from one workspace to another, and to files

    def handed(self) -> Experiment | None:
        """The network and points on show, with the weights as they are, for another workspace; None if there are none.

        It is asked for often, to enable commands.
        """
        return None

    def take(self, experiment: Experiment) -> None:
        """Open what another workspace has handed over; ValueError says in one sentence why it cannot be shown here."""
        raise ValueError(f"{self.title} opens no network of another workspace.")

    def picture_parts(self) -> Sequence[Part]:
        """What of it can be saved as a picture of its own, as far as it is on show, beside the plots on its page."""
        return ()

    def numbers(self) -> Table | None:
        """What File ▸ Save numbers writes; None if there is nothing yet."""
        return None

    @property
    def busy(self) -> bool:
        """Whether something is still computed or on its way to the screen; a picture waits for it."""
        return False

    def hurry(self) -> None:
        """Begin at once what would wait until nothing moves any more: a picture is taken, and nobody looks on."""

    def demonstrate(self) -> None:
        """Do what shows what it is for: a picture of the workspace is taken after this."""

    # what stays

    def form(self) -> Form:
        """What the learner chose and made here, as plain data."""
        return {}

    def restore(self, form: Form) -> None:
        """Bring back what `form` gave; ValueError that names the field if it cannot be."""

    @property
    def work(self) -> object:
        """What the learner chose and made here, equal to what it was before if nothing changed; None with a bench."""
        return None

    @property
    def own_bench(self) -> Bench | None:
        """Its experiment under way, whose history a session file keeps too; None if it has none, or none yet."""
        return None

    def take_bench(self, saved: SavedBench) -> None:
        """Bring back the bench of a session file; ValueError says in one sentence why it cannot be."""
        raise ValueError(f"{self.title} has no training of its own.")

    def unsaved(self) -> Sequence[str]:
        """What would be lost if the window closed and nothing were saved, in words as in "the points that you drew"."""
        return (f"what you made in {self.title}",) if self.edited else ()

    def remember(self, settings: QSettings) -> None:
        """Write down how the learner arranged it."""

    def recall(self, settings: QSettings) -> None:
        """Arrange it as it was."""

    def open_file(self, path: Path) -> bool:
        """Open a file that was dropped on the window or named at the start; False if it can open none."""
        return False

    def close(self) -> None:
        """End its threads."""


def file_rows_of(workspaces: Sequence[Workspace]) -> Iterator[Command]:
    """The rows that workspaces bring for the menu of files, then one for each that opens what another one shows."""
    for one in workspaces:
        yield from (row for row in one.commands if row.menu.partition(" ▸ ")[0] == "File")
    for one in workspaces:
        if one.opens:
            yield Command(f"open_in:{one.name}", "File ▸ Open in", one.title, needs="there is nothing to hand over")


def rows_of(workspaces: Sequence[Workspace]) -> Iterator[Command]:
    """A row a workspace, then the rows that they bring."""
    for at, one in enumerate(workspaces, start=1):
        keys = (f"Ctrl+{at}",)
        name = f"workspace:{one.name}"
        yield Command(name, "View ▸ Workspace", one.title, keys, checkable=True, group="workspace")
    for one in workspaces:
        yield from (row for row in one.commands if row.menu.partition(" ▸ ")[0] != "File")
