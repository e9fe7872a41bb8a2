"""Opens and saves sessions, and asks before anything is lost that no file holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import strftime, struct_time

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox

from mlpviz.control.whole_session import Marks, WholeSession
from mlpviz.data.reading.content import SUFFIXES
from mlpviz.engine.session.reading import is_session
from mlpviz.engine.session.writing import SUFFIX
from mlpviz.files import file_stem
from mlpviz.state.commands import RECENT
from mlpviz.state.recent import Recent
from mlpviz.state.session_files import Opened, SessionFiles, write_or_say
from mlpviz.views.look.ask_for_name import ask_for_name
from mlpviz.views.look.say_briefly import say_saved
from mlpviz.window import Window

POINTS = " ".join(f"*{suffix}" for suffix in SUFFIXES)
OPENED = f"Sessions and points (*{SUFFIX} {POINTS});;Sessions (*{SUFFIX});;Points ({POINTS});;All files (*)"
SAVED = f"Sessions (*{SUFFIX})"
WATCH = 500
"""Milliseconds between two looks whether something was changed or learned."""


class Sessions(QObject):
    """Knows the file of the window's work. Saving and opening happen in a thread; closing waits for it."""

    settled = Signal()
    """What is open is in a file, or was given up: nothing else need keep it."""
    looked = Signal()
    """It has been seen whether something was changed; twice a second."""
    recovered = Signal()
    """Work that was kept aside is back."""
    unreadable = Signal(object)
    """The Path of work that was kept aside, and cannot be read."""
    failed = Signal(str)
    """A mistake of the program: a sentence, and the traceback in the lines below."""

    def __init__(self, window: Window, recent: Recent) -> None:
        """Begin without a file."""
        super().__init__(window)
        self._window, self._recent = window, recent
        self.work = WholeSession(window)
        self.files = SessionFiles(self)
        self.path: Path | None = None
        self._saving: list[tuple[Path, Marks]] = []
        """What is being written, in order, and how everything stood."""
        self._waiting: Path | None = None
        self._left: tuple[Path, Path | None, struct_time] | None = None
        """Work that was left behind and is being read: where it is kept, the file it was from, and when."""
        self.remark = ""
        """What is to be said beside the next file that is opened."""
        self.files.written.connect(self._note_written)
        self.files.read.connect(self._show)
        self.files.refused.connect(self._refuse)
        self.files.failed.connect(self.failed)
        recent.changed.connect(self._show_recent)
        window.file_requested.connect(self.open_file)
        window.take_handlers({
            "open": self.ask_what_to_open,
            "recent": self._open_recent,
            "save": self.save,
            "save_as": self.save_as,
        })
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH)
        self._watch.timeout.connect(self.look)
        self._watch.start()
        self._show_recent()

    @Slot()
    def look(self) -> None:
        """Show in the title whether something is not saved."""
        self._window.show_file("" if self.path is None else self.path.name, self.path is not None and self.work.changed)
        self.looked.emit()

    # opening

    @Slot()
    def ask_what_to_open(self) -> None:
        """Ask for a session or a file of points, and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open", self._folder(), OPENED)
        if name:
            self.open_file(Path(name))

    @Slot(object)
    def open_file(self, path: Path) -> None:
        """Open a session in place of everything, or a file of points where it can be shown."""
        if is_session(path):
            self.open_session(path)
            return
        if self.remark:
            self._window.tell(self._taken_remark(), (), "info")
        if not self._window.workspace.open_file(path):
            self._window.show_workspace("playground")
            self._window.workspace.open_file(path)

    def open_session(self, path: Path) -> None:
        """Open a session in place of everything. Once it is read, what is not saved is asked about."""
        self._waiting = path
        self._window.tell(f"Opening {path.name}…", (), "info")
        self.files.open(path)

    def recover(self, path: Path, origin: Path | None, moment: struct_time) -> None:
        """Bring back work that was kept aside in `path` at a moment, from the file `origin` if it was in one."""
        self._left = path, origin, moment
        self.files.open(path)

    def _show_recovered(self, opened: Opened, origin: Path | None, moment: struct_time) -> None:
        problems = self.work.put(opened.session)
        later = origin is not None and _is_newer(origin, opened.path)
        self.path = None if later else origin
        self.work.unmark()
        self.recovered.emit()
        self.look()
        where = "Save it to keep it." if origin is None else f"Save it to keep it in {origin.name}."
        if origin is not None and later:
            where = f"{origin.name} was saved after that: save this under another name, and both are kept."
        when = strftime("%Y-%m-%d, %H:%M", moment)
        said = f"mlpviz was ended before your work was saved. It is back as it was at {when}. {where}"
        self._window.tell(" ".join([said, *problems]), (), "info")

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        if self._left is not None and opened.path == self._left[0]:
            (_, origin, moment), self._left = self._left, None
            self._show_recovered(opened, origin, moment)
            return
        if opened.path != self._waiting:
            return  # another one was asked for since
        self._waiting = None
        self._window.tell("")
        unsaved = self.work.changed
        if not self.may_go("Opening"):
            return
        if unsaved and not self.work.changed and self.path is not None and self.path.resolve() == opened.path.resolve():
            self.open_session(opened.path)  # it has just been saved over what was read
            return
        problems = self.work.put(opened.session)
        self.path = opened.path
        self._recent.note(opened.path)
        self.settled.emit()
        self.look()
        said = [one for one in (*problems, opened.remark, self._taken_remark()) if one]
        if said:
            self._window.tell(" ".join(said))

    def _taken_remark(self) -> str:
        remark, self.remark = self.remark, ""
        return remark

    @Slot(object, str)
    def _refuse(self, path: Path, why: str) -> None:
        if self._left is not None and path == self._left[0]:
            self._left = None
            self.unreadable.emit(path)
            self.say(f"Work that was kept aside cannot be read. {why}")
        if path == self._waiting:
            self._waiting = None
            if not path.exists():
                self._recent.forget(path)
            self._window.tell(why, (), "bad")

    def _open_recent(self, place: str) -> None:
        paths = self._recent.paths
        if int(place) < len(paths):
            self.open_recent(paths[int(place)])

    def open_recent(self, path: Path) -> None:
        """Open a file again; if it is no longer there, say so and forget it."""
        if path.exists():
            self.open_file(path)
        else:
            self._recent.forget(path)
            self._window.tell(f"{path.name} is no longer in {path.parent}.")

    def open_last(self) -> None:
        """Open the session that was used last, if it is still there."""
        last = next((path for path in self._recent.paths if path.suffix.casefold() == SUFFIX), None)
        if last is not None and last.exists():
            self.open_session(last)

    @Slot()
    def _show_recent(self) -> None:
        paths = self._recent.paths
        for place in range(RECENT):
            text = f"{paths[place].name}  ({paths[place].parent})" if place < len(paths) else ""
            self._window.name_command(f"recent:{place}", text.replace("&", "&&"))

    # saving

    @Slot()
    def save(self) -> None:
        """Save in the file of the session; without one, ask for a name."""
        if self.path is None:
            self.save_as()
        else:
            self._begin_saving(self.path)

    @Slot()
    def save_as(self) -> None:
        """Ask for a name and save there; from now on that is the file of the session."""
        path = self._ask_for_name()
        if path is not None:
            self._begin_saving(path)

    def _ask_for_name(self) -> Path | None:
        called = f"{file_stem(self._window.workspace.opened) or 'session'}{SUFFIX}"
        suggested = str(self.path) if self.path is not None else called
        return ask_for_name(self._window, "Save session", suggested, SAVED, SUFFIX, only=True)

    def _begin_saving(self, path: Path) -> None:
        self._saving.append((path, self.work.mark()))
        self.files.write(path, self.work.gathered())

    @Slot(object, str)
    def _note_written(self, path: Path, problem: str) -> None:
        at = next((at for at, (saved, _) in enumerate(self._saving) if saved == path), None)
        if at is None:
            return  # what is kept aside is written in the same thread
        marks = self._saving[at][1]
        del self._saving[: at + 1]
        if problem:
            self._window.tell(problem, (), "bad")
            return
        self.path = path
        self.work.take_marks(marks)
        self._recent.note(path)
        self.settled.emit()
        self.look()
        self._window.tell("")  # what was wrong with saving before
        say_saved(self._window, path)

    def say(self, sentence: str) -> None:
        """Tell something that went wrong."""
        self._window.tell(sentence, (), "bad")

    def _folder(self) -> str:
        return "" if self.path is None else f"{self.path.parent}/"

    # leaving

    def may_go(self, doing: str = "Closing") -> bool:
        """Ask what becomes of what is not saved; False if everything is to stay as it is."""
        self.files.wait()
        if not self.work.changed:
            return True
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        lost = joined(self.work.unsaved()) or "what was changed"
        box.setText(f"{doing} loses {lost if self.path is None else f'what is not saved in {self.path.name}'}.")
        box.setInformativeText("Save the session first? It holds points, network, weights and the whole history.")
        box.setStandardButtons(buttons.Discard | buttons.Cancel | buttons.Save)
        box.button(buttons.Save).setText("Save")
        box.button(buttons.Discard).setText("Close anyway" if doing == "Closing" else "Open anyway")
        box.setDefaultButton(buttons.Save)
        box.exec()
        answer = box.standardButton(box.clickedButton())
        box.deleteLater()
        if answer == buttons.Save:
            return self._save_now()
        return answer == buttons.Discard

    def _save_now(self) -> bool:
        """Save before something else happens; False if that was cancelled or failed."""
        path = self.path or self._ask_for_name()
        if path is None:
            return False
        problem = write_or_say(path, self.work.gathered())
        if problem:
            self._window.tell(problem, (), "bad")
            return False
        self.path = path
        self.work.take_marks(self.work.mark())
        self._recent.note(path)
        self.settled.emit()
        return True

    def close(self) -> None:
        """Finish what is being written, and end the thread."""
        self._watch.stop()
        self.files.close()


def _is_newer(path: Path, other: Path) -> bool:
    """Whether one file was written after another; a file that is not there was not."""
    try:
        return path.stat().st_mtime > other.stat().st_mtime
    except OSError:
        return False


def joined(parts: Sequence[str]) -> str:
    """In one sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
