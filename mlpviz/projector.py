"""Draws a film of a training frame by frame, without a screen: each frame is the window at rest at its epoch."""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import threading
from collections.abc import Generator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, QSize, QTimer
from PySide6.QtGui import QImage

from mlpviz import offscreen
from mlpviz.engine.film.job import FilmJob
from mlpviz.export.film.encoder import Encoder, Pixels
from mlpviz.export.film.formats import encoder_for
from mlpviz.files import write_whole
from mlpviz.views.look.pacer import Pacer
from mlpviz.views.pictures.part import WINDOW

GLANCE = 2
"""Milliseconds between two looks at whether a frame is complete."""
CALM = 3
"""How many looks in a row must find nothing on its way to the screen."""


class Projector:
    """The window with the history of a run, of which any epoch can be had as a picture."""

    def __init__(self, job: FilmJob) -> None:
        """Open it; `close` ends its threads. ValueError if the part is not on show in a window of that size."""
        newest = job.history.newest
        assert newest is not None
        self._job = job
        with tempfile.TemporaryDirectory(prefix="mlpviz-film-") as folder:
            settings = None
            if job.settings:
                write_whole(Path(folder) / "settings.ini", job.settings)
                settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
            self._app = app = offscreen.opened(newest.experiment, job.theme, settings)
        try:
            app.theme.set_text_scale(job.text_scale)
            app.window.resize(QSize(*job.size))
            app.window.show()
            here = app.bench.trainer.resume(newest)
            app.bench.playhead.expect(here, job.history)
            app.bench.playhead.go_live()
            self._wait()
            app.window.workspace.handlers["network_view"](job.view)
            self._wait()
            self._part = offscreen.part_of(app, job.part)
        except BaseException:
            self.close()
            raise

    def frame(self, epoch: int) -> Pixels:
        """The picture at the end of an epoch, (height, width, 3), exactly as it was."""
        self._app.bench.playhead.go_to(epoch)
        self._wait()
        self._app.window.workspace.hurry()  # the picture may have come long after the last look of the edges
        return pixels_of(self._part.image(self._job.scale))

    def _wait(self) -> None:
        """Wait until the epoch that is asked for is on screen, with every number and curve."""
        loop, glance, calm = QEventLoop(), QTimer(), 0
        glance.timeout.connect(loop.quit)
        glance.start(GLANCE)
        while calm < CALM:
            loop.exec()
            calm = 0 if self._hurry() or self._busy() else calm + 1

    def _hurry(self) -> bool:
        """Let what would wait for its turn be drawn now; returns whether there was something."""
        late = [pacer for pacer in self._app.window.findChildren(Pacer) if pacer.waiting]
        for pacer in late:
            pacer.hurry()
        if self._job.part == WINDOW:
            self._app.window.workspace.hurry()
        return bool(late)

    def _busy(self) -> bool:
        app, playhead = self._app, self._app.bench.playhead
        picture = app.playground.presenter.picture
        shown = picture is not None and picture.snapshot is playhead.snapshot and not playhead.approximate
        return not shown or playhead.waiting or not app.bench.picture_maker.idle or self._workspace_busy()

    def _workspace_busy(self) -> bool:
        """Gradient check and account stand beside the parts, so only a picture of the whole window waits for them."""
        return self._app.playground.busy if self._job.part == WINDOW else self._app.playground.faces.busy

    def close(self) -> None:
        """End the window."""
        self._app.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def pixels_of(image: QImage) -> Pixels:
    """Red, green and blue of every pixel, (height, width, 3)."""
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), dtype=np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).copy()


def shoot(job: FilmJob, encoder: Encoder | None = None) -> Generator[tuple[int, int], None, None]:
    """Make the film and write it; yields how many frames are drawn, and of how many.

    If it is ended before, no file is left. Raises OSError if the file cannot be written, and ValueError if the format
    or the part is not possible.
    """
    encoder = encoder or encoder_for(job.out, job.plan)
    projector = Projector(job)
    try:
        frames, samples = job.plan.frames, job.plan.samples(encoder.samples) if encoder.samples else ()
        total = len(frames) + len(samples)
        seen = []
        for done, epoch in enumerate(samples):
            yield done, total
            seen.append(projector.frame(epoch))
        encoder.prepare(seen)
        for done, frame in enumerate(frames, start=len(samples)):
            yield done, total
            encoder.add(projector.frame(frame.epoch), frame.ticks)
        write_whole(job.out, encoder.finish())
        yield total, total
    finally:
        encoder.close()
        projector.close()


# ---- in a process of its own -----------------------------------------------------------------------------------------


def serve() -> None:
    """Make the film whose job comes on the standard input, and say on the standard output how far it is.

    Lines are "frame 3 120", "done", or "failed" and a sentence. When the input ends, nobody wants the film any more.
    """
    length = int(sys.stdin.buffer.readline())
    job: FilmJob = pickle.loads(sys.stdin.buffer.read(length))
    try:
        encoder = encoder_for(job.out, job.plan)
        threading.Thread(target=_end_with_the_input, args=(encoder,), daemon=True).start()
        for done, total in shoot(job, encoder):
            _say(f"frame {done} {total}")
    except OSError as problem:
        _say(f"failed {problem.strerror or problem}.")
    except ValueError as problem:
        _say(f"failed {problem}")
    else:
        _say("done")


def _say(line: str) -> None:
    print(line, flush=True)


def _end_with_the_input(encoder: Encoder) -> None:
    """Whoever wanted the film has taken that back, or is gone."""
    sys.stdin.buffer.read()
    encoder.close()
    os._exit(1)


if __name__ == "__main__":
    serve()
