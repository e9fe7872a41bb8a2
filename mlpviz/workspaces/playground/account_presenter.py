"""The loss account of the range that is chosen on the timeline or in the loss plot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.bench.bench import Bench
from mlpviz.state.accountant import Accountant
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.playground.page import PlaygroundPage
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.views.account.account_dialog import AccountDialog

USUAL = 20
"""Epochs of the range that is taken where none is chosen: the last ones."""


class AccountPresenter(QObject):
    """Follows the range while the dialog is open, and lights the graph with what is booked."""

    failed = Signal(str)
    """As `Workspace.failed`."""

    def __init__(self, theme: Theme, bench: Bench, page: PlaygroundPage) -> None:
        """Listen to ranges, and to what takes the training elsewhere."""
        super().__init__(page)
        self._theme, self._bench, self._page = theme, bench, page
        self.accountant = Accountant(self)
        self.dialog: AccountDialog | None = None
        """Built when it is first asked for."""
        self._asked: tuple[int, int] | None = None
        self._booked: Mapping[int, float] = {}
        """What the dialog lets the graph light."""
        self._stale = False
        """Whether training went on from elsewhere since the account was asked for."""
        self.handlers: dict[str, Handler] = {"loss_account": self.open}
        """What its command means."""
        page.diagnostics.loss.curves.range_chosen.connect(self._choose)
        bench.replay.changed.connect(self._follow)
        bench.document.replaced.connect(self._note_replaced)
        bench.playhead.moved.connect(self._note_history)
        bench.stepping.opened.connect(self._note_stepping)
        bench.picture_maker.ready.connect(self._note_picture)
        self.accountant.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """Whether an account is being worked out."""
        return self.accountant.busy

    @Slot()
    def open(self) -> None:
        """Show the account of the range, or of the last epochs if none is chosen."""
        dialog = self._built()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        if self._bench.replay.range is None:
            first, last = self._reach()
            self._bench.replay.set_range((max(first, last - USUAL), last))
        self._ask()

    def _built(self) -> AccountDialog:
        if self.dialog is None:
            from mlpviz.views.account.account_dialog import AccountDialog  # many a session never asks

            self.dialog = AccountDialog(self._theme, self._page.window())
            self.dialog.range_requested.connect(self._set_range)
            self.dialog.cancel_requested.connect(self._cancel)
            self.dialog.lit.connect(self._light)
            self.dialog.closed.connect(self._note_closed)
            self.accountant.found.connect(self.dialog.show_account)
            self.accountant.refused.connect(self.dialog.show_sentence)
            self.accountant.progressed.connect(self.dialog.show_working)
        return self.dialog

    def _reach(self) -> tuple[int, int]:
        history = self._bench.playhead.history
        first = history.keyframes[0].epoch if history.keyframes else 0
        return first, history.newest.epoch if history.newest is not None else 0

    def _ask(self) -> None:
        """Work out the account of the range that is chosen."""
        dialog, (begin, end) = self._built(), self._reach()
        first, last = self._bench.replay.range or (end, end)
        self._asked, self._stale = (first, last), False
        dialog.show_reach(begin, end)
        dialog.show_range(first, last)
        self.accountant.ask(self._bench.playhead.history, first, last)

    @Slot(object)
    def _choose(self, epochs: tuple[int, int]) -> None:
        """Account for a range that was dragged in the loss plot."""
        self._bench.replay.set_range(epochs)
        self.open()

    @Slot(int, int)
    def _set_range(self, first: int, last: int) -> None:
        if first == last:
            self._cancel()
        self._bench.replay.set_range((first, last))

    @Slot()
    def _follow(self) -> None:
        epochs = self._bench.replay.range
        if self._open and epochs is not None and epochs != self._asked:
            self._ask()

    @property
    def _open(self) -> bool:
        return self.dialog is not None and self.dialog.isVisible()

    @Slot()
    def _cancel(self) -> None:
        self.accountant.cancel()
        self._asked = None
        self._built().show_sentence()

    @Slot(object)
    def _note_replaced(self, moment: object) -> None:
        """Training goes on from elsewhere: what was booked is no longer of this history."""
        if self._open:
            self._stale = True
            self._cancel()

    @Slot()
    def _note_history(self) -> None:
        """After its first report, ask the new history for the same range, if it has one."""
        if self._open and self._bench.playhead.heard:
            self._built().show_reach(*self._reach())
            if self._stale and self._bench.replay.range is not None:
                self._ask()

    @Slot(bool)
    def _note_stepping(self, opened: bool) -> None:
        if opened:
            self.leave()

    @Slot(object)
    def _light(self, booked: Mapping[int, float]) -> None:
        self._booked = booked
        self._page.network.light_booked(booked if self._fits() else {})

    def _fits(self) -> bool:
        """Whether the network on show has the weights of the account."""
        account, snapshot = self.dialog and self.dialog.account, self._bench.playhead.snapshot
        if not account or snapshot is None:
            return False
        booked, shown = account.experiment.network, snapshot.experiment.network
        return booked.shape == shown.shape and booked.class_keys == shown.class_keys

    @Slot()
    def _note_picture(self) -> None:
        """Another moment can have another network."""
        if self._booked:
            self._light(self._booked)

    @Slot()
    def _note_closed(self) -> None:
        self.accountant.cancel()
        self._asked = None
        self._light({})

    def leave(self) -> None:
        """Close what stands beside the window."""
        if self.dialog is not None:
            self.dialog.close()

    def close(self) -> None:
        """End the thread and the processes."""
        self.accountant.close()
