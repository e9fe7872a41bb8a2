"""Opens the browser of published examples, compares their numbers while it is open, and opens what was chosen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from mlpviz.bench.bench import Bench
from mlpviz.engine.examples import EXAMPLES
from mlpviz.views.look.theme import Theme
from mlpviz.workspaces.workspace import Handler

if TYPE_CHECKING:
    from mlpviz.engine.telling.printed_numbers import Comparison
    from mlpviz.views.examples.browser import ExampleBrowser

SLICE = 0.008
"""Seconds of work at a time, so that the window stays at hand."""


class ExamplePresenter(QObject):
    """The browser begins when it is first asked for; each example is compared once, when it is first looked at."""

    def __init__(self, theme: Theme, bench: Bench, page: QWidget) -> None:
        """Wait until the browser is asked for."""
        super().__init__(page)
        self._theme, self._bench, self._page = theme, bench, page
        self._browser: ExampleBrowser | None = None
        self._compared: dict[str, Comparison] = {}
        self._work: Iterator[Comparison | None] | None = None
        self._title = ""
        """The example that is being compared."""
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._go_on)

    @property
    def handlers(self) -> dict[str, Handler]:
        """What the commands do."""
        return {"examples": self.browse}

    @property
    def comparing(self) -> bool:
        """Whether the numbers of an example are being compared."""
        return self._idle.isActive()

    def browse(self) -> None:
        """Show the browser, with the example that is open if one is."""
        if self._browser is None:
            from mlpviz.views.examples.browser import ExampleBrowser

            self._browser = ExampleBrowser(self._theme, EXAMPLES, self._page.window())
            self._browser.example_shown.connect(self._compare)
            self._browser.open_requested.connect(self._open)
            self._browser.walk_requested.connect(self._walk)
            self._browser.finished.connect(self._idle.stop)
        self._browser.open_at(self._bench.document.experiment.example)
        self._compare(self._browser.title)

    def close(self) -> None:
        """Close the browser; what is being compared is forgotten."""
        self._idle.stop()
        if self._browser is not None:
            self._browser.close()

    @Slot(str)
    def _open(self, title: str) -> None:
        self.close()
        self._bench.transport.pause()
        self._bench.stepping.leave()
        self._bench.editor.open_example(title)

    @Slot(str)
    def _walk(self, title: str) -> None:
        self.close()
        self._bench.open_example(title)

    @Slot(str)
    def _compare(self, title: str) -> None:
        """Compare the numbers of an example, in the pauses of the window."""
        self._idle.stop()
        if title in self._compared:
            self._show(title)
        if title in self._compared or title not in EXAMPLES:  # a search that finds none
            return
        from mlpviz.engine.telling.printed_numbers import comparing  # a large part of the engine comes with it

        self._title, self._work = title, comparing(EXAMPLES[title])
        self._idle.start()

    @Slot()
    def _go_on(self) -> None:
        assert self._work is not None
        end = time.perf_counter() + SLICE
        while time.perf_counter() < end:
            found = next(self._work)
            if found is not None:
                self._idle.stop()
                self._compared[self._title] = found
                self._show(self._title)
                return

    def _show(self, title: str) -> None:
        if self._browser is not None:
            self._browser.show_comparison(title, self._compared[title])
