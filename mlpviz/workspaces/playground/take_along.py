"""What of the step-through goes along: an operation over the clipboard, the whole walk as a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QProgressDialog

from mlpviz.bench.stepping import Stepping
from mlpviz.files import write_whole
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.say_briefly import say_saved
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.export.walk.page import PageMaker
    from mlpviz.export.walk.story import Story

KINDS = {
    "markdown": ("Markdown (*.md)", "-walk", ".md"),
    "latex": ("LaTeX (*.tex)", "-walk", ".tex"),
    "worksheet": ("Markdown (*.md)", "-worksheet", ".md"),
    "page": ("Web page (*.html)", "-walk", ".html"),
}
"""What a file dialog says of each kind of file, and how the name that it suggests ends."""


class TakeAlong(QObject):
    """Copies the operation on show and saves the open walk. It does nothing while no walk is open."""

    told = Signal(str)
    """A sentence for the learner."""

    def __init__(self, stepping: Stepping, page: PlaygroundPage) -> None:
        """Wait for a walk."""
        super().__init__(page)
        self._stepping, self._page = stepping, page
        self.drawing: PageDrawing | None = None
        """The page that is being drawn."""

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean while stepping."""
        if not self._stepping.active:
            return {}
        return {"copy": self.copy, "copy_operation": self.copy, "save_walk": self.save}

    @Slot(str)
    def copy(self, kind: str = "text") -> None:
        """Put the operation on show, or the number of the ledger, on the clipboard: "text", "latex" or "picture"."""
        from mlpviz.engine.telling.equation_latex import equation_latex
        from mlpviz.engine.telling.whole_walk import joined_row, rows_of

        walkthrough, walk = self._stepping.walkthrough, self._page.build_walk()
        clipboard, samples, digits = QGuiApplication.clipboard(), walkthrough.operations.samples, walk.dock.digits
        above = {"batch": walk.batch, "epoch": walk.epoch}.get(self._stepping.depths.depth)
        told = (above and above.dock.told()) or walkthrough.predictions.narrator.tell(walkthrough.index, digits)
        if kind == "picture":
            equation = walk.dock.equation if above is None else above.dock.equation
            clipboard.setPixmap(equation.picture())
        elif kind == "latex":
            clipboard.setText(equation_latex(told, samples, digits))
        else:
            clipboard.setText("\n".join(map(joined_row, rows_of(told, samples, digits))))

    def save(self, kind: str) -> None:
        """Ask for a name and save the walk, as "markdown", "latex", "worksheet" or "page"."""
        story, (kinds, ending, suffix) = self._story(kind), KINDS[kind]
        if story is None:
            return
        suggested = re.sub(r"[^\w.-]+", "-", story.subject).strip("-").lower() + ending + suffix
        path = ask_for_name(self._page, "Save walk", suggested, kinds, suffix)
        if path is None:
            return
        if kind == "page":
            from mlpviz.export.walk.page import PageMaker

            self.drawing = PageDrawing(PageMaker(story), self._page)
            self.drawing.finished.connect(self._forget)
            self.drawing.begin(partial(self._write, path))
        else:
            self._write(path, _writer(kind)(story))

    def _story(self, kind: str) -> Story | None:
        """The walk as it is told on screen; of one too long for a page, the sample on screen and the update."""
        from mlpviz.export.walk.story import Story

        walkthrough, digits = self._stepping.walkthrough, self._page.build_walk().dock.digits
        narrator = walkthrough.narrator
        whole = Story(narrator, digits)
        if kind != "page":
            return whole
        from mlpviz.export.walk.page import MOST, fits

        if fits(whole):
            return whole
        part = Story(narrator, digits, narrator.sample(walkthrough.index))
        if fits(part):
            self.told.emit(f"A page holds at most {MOST} operations. {part.limits}")
            return part
        self.told.emit(
            f"A page holds at most {MOST} operations, and one sample and the update have {len(part.indices)}. "
            "Save the walk as Markdown, or give the network fewer units."
        )
        return None

    def _write(self, path: Path, text: str) -> None:
        try:
            write_whole(path, text)
            say_saved(self._page, path)
        except OSError as problem:
            box = QMessageBox(QMessageBox.Icon.Warning, "mlpviz", f"{path.name} could not be written.")
            box.setParent(self._page.window(), Qt.WindowType.Dialog)
            box.setInformativeText(f"{problem.strerror}. Choose another folder or another name.")
            box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            box.open()

    @Slot()
    def _forget(self) -> None:
        self.drawing = None


class PageDrawing(QObject):
    """Draws a page a figure at a time, so that the window stays alive, and shows how far it is."""

    finished = Signal()
    """It was written, or given up."""

    def __init__(self, maker: PageMaker, page: PlaygroundPage) -> None:
        super().__init__(page)
        self._maker = maker
        self._figures: Iterator[int] = maker.draw()
        self._write: Callable[[str], None] | None = None
        self.progress = QProgressDialog("Drawing the figures of the page", "Cancel", 0, maker.count, page.window())
        self.progress.setWindowModality(Qt.WindowModality.WindowModal)
        self.progress.setWindowTitle("Save walk")
        self.progress.setAutoClose(False)
        self.progress.setAutoReset(False)
        self.progress.canceled.connect(self.end)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)  # a modal dialog looks for events while it shows how far it is
        self._timer.timeout.connect(self._draw_one)

    def begin(self, write: Callable[[str], None]) -> None:
        """Draw from now on, and in the end `write` the page."""
        self._write = write
        self._timer.start(0)

    @Slot()
    def _draw_one(self) -> None:
        drawn = next(self._figures, None)
        if drawn is not None:
            self.progress.setValue(drawn)
            if self._write is not None:
                self._timer.start(0)
        elif self._write is not None:
            write, page = self._write, self._maker.page()
            self.end()
            write(page)

    @Slot()
    def end(self) -> None:
        """Take everything away; what is not written by now is given up."""
        if self._write is not None:
            self._write = None
            self._timer.stop()
            self.progress.canceled.disconnect(self.end)
            self.progress.close()
            self.progress.deleteLater()
            self._maker.close()
            self.finished.emit()
            self.deleteLater()


def _writer(kind: str) -> Callable[[Story], str]:
    """What makes the text of a kind of file."""
    from mlpviz.export.walk.document import walk_document
    from mlpviz.export.walk.markdown import walk_markdown
    from mlpviz.export.walk.worksheet import walk_worksheet

    return {"markdown": walk_markdown, "latex": walk_document, "worksheet": walk_worksheet}[kind]
