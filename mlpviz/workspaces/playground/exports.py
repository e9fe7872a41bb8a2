"""What leaves the Playground for other programs and people: files, a link, a command line; and links that come."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from mlpviz.bench.bench import Bench
from mlpviz.engine.link import experiment_of, is_link, link_of
from mlpviz.engine.number import count
from mlpviz.engine.records import Snapshot
from mlpviz.export.exporters import EXPORTERS
from mlpviz.files import write_whole
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.workspaces.playground.notices import Notices
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler


class Exports(QObject):
    """Writes and copies what the playhead shows, and opens the link that the clipboard holds."""

    def __init__(self, bench: Bench, page: PlaygroundPage, notices: Notices) -> None:
        """Dialogs stand over the page; what happened is said by `notices`."""
        super().__init__(page)
        self._bench, self._page, self._notices = bench, page, notices

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What the commands mean."""
        return {
            "export": self.export,
            "copy_link": self.copy_link,
            "copy_command_line": self.copy_command_line,
            "open_link": self.open_link,
        }

    def _shown(self) -> Snapshot | None:
        """The snapshot on show; None while its epoch is still computed, which is said."""
        playhead = self._bench.playhead
        if playhead.snapshot is None or playhead.approximate:
            self._notices.warn("The epoch on show is still being computed. Try again in a moment.")
            return None
        return playhead.snapshot

    def export(self, name: str) -> None:
        """Ask for a file name and write the network at the epoch on show; `name` is that of an exporter."""
        exporter, snapshot = EXPORTERS[name], self._shown()
        if snapshot is None:
            return
        try:
            content = exporter.content(snapshot)
        except ValueError as problem:
            self._notices.warn(_sentence(problem))
            return
        kinds = f"{exporter.kind} (*{exporter.ending})"
        title = f"Export: {exporter.title}"
        path = ask_for_name(self._page, title, exporter.file_name(snapshot), kinds, exporter.ending)
        if path is None:
            return
        try:
            write_whole(path, content)
        except OSError as problem:
            self._complain(path, problem)
            return
        self._notices.inform(f"Wrote {path.name}: {exporter.title}, the weights of epoch {count(snapshot.epoch)}.")

    @Slot()
    def copy_link(self) -> None:
        """Put the link of the experiment on show on the clipboard."""
        snapshot = self._shown()
        if snapshot is None:
            return
        try:
            link = link_of(snapshot.experiment)
        except ValueError as problem:
            self._notices.warn(_sentence(problem))
            return
        QGuiApplication.clipboard().setText(link.text)
        said = f"Copied a link of {len(link.text)} letters to points, network and plan, without what was learned."
        self._notices.inform(f"{said} {link.remark}".strip())

    @Slot()
    def copy_command_line(self) -> None:
        """Put the line that trains the experiment on show in a terminal on the clipboard."""
        from mlpviz.engine.training_choices import command_line

        snapshot = self._shown()
        if snapshot is None:
            return
        try:
            line = command_line(snapshot.experiment, snapshot.epoch)
        except ValueError as problem:
            self._notices.warn(_sentence(problem))
            return
        QGuiApplication.clipboard().setText(line.text)
        events = self._bench.playhead.history.events
        changed = any(one.kind != "fall" and one.epoch <= snapshot.epoch for one in events)
        on_the_way = "Choices were changed on the way, so other weights will come out." if changed else ""
        self._notices.inform(" ".join(part for part in ("Copied a command line.", line.remark, on_the_way) if part))

    @Slot()
    def open_link(self) -> None:
        """Open the experiment of the link on the clipboard; undo brings back what was there."""
        text = QGuiApplication.clipboard().text()
        if not is_link(text):
            self._notices.warn("The clipboard holds no link. A link begins with mlpviz: and is copied as a text.")
            return
        try:
            experiment = experiment_of(text)
        except ValueError as problem:
            self._notices.warn(_sentence(problem))
            return
        self._bench.transport.pause()
        self._bench.stepping.leave()
        self._bench.editor.start("Open a link", experiment, opens=True)

    def _complain(self, path: Path, problem: OSError) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, "mlpviz", f"{path.name} could not be written.")
        box.setParent(self._page.window(), Qt.WindowType.Dialog)
        box.setInformativeText(f"{problem.strerror}. Choose another folder or another name.")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()


def _sentence(problem: ValueError) -> str:
    text = str(problem)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
