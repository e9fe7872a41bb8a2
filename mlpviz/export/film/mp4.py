"""Films as MP4 (H.264), written by ffmpeg, which the extra "video" brings."""

from __future__ import annotations

import errno
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from mlpviz.export.film.encoder import Encoder, Pixels

MISSING = 'MP4 needs the extra "video"; install it with: pip install "mlpviz[video]"'
QUALITY = 16
"""Of H.264: 0 keeps everything, 51 nothing; lines and small words stay clear."""


def missing() -> str:
    """What is missing to write films of this kind, in one sentence; "" if nothing is."""
    return "" if find_spec("imageio_ffmpeg") is not None else MISSING


class Mp4Encoder(Encoder):
    """Hands each frame to ffmpeg. The film does not say whether it begins again: its player decides."""

    def __init__(self, per_second: int, count: int, *, loop: bool) -> None:
        """ValueError if the extra is missing."""
        if missing():
            raise ValueError(MISSING)
        super().__init__(per_second, count, loop=loop)
        self._folder: Path | None = None
        self._ffmpeg: subprocess.Popen[bytes] | None = None

    def add(self, pixels: Pixels, ticks: int) -> None:
        """The next picture."""
        even = np.pad(pixels, ((0, pixels.shape[0] % 2), (0, pixels.shape[1] % 2), (0, 0)), mode="edge")
        if self._ffmpeg is None:
            self._ffmpeg = self._started(even.shape[1], even.shape[0])
        assert self._ffmpeg.stdin is not None
        try:
            for _ in range(ticks):
                self._ffmpeg.stdin.write(even.tobytes())
        except BrokenPipeError:
            raise OSError(errno.EIO, "ffmpeg ended before the film did") from None

    def _started(self, width: int, height: int) -> subprocess.Popen[bytes]:
        from imageio_ffmpeg import get_ffmpeg_exe

        self._folder = Path(tempfile.mkdtemp(prefix="mlpviz-film-"))
        read = f"-f rawvideo -pix_fmt rgb24 -s {width}x{height} -r {self.per_second} -i -".split()
        # yuv420p: the one form of colours that every player knows. The index comes first, so that a page can stream it.
        wrote = f"-an -c:v libx264 -pix_fmt yuv420p -crf {QUALITY} -preset medium -movflags +faststart".split()
        # A session of its own: Ctrl+C in the terminal is meant for this process, which then ends the other one.
        return subprocess.Popen(
            [get_ffmpeg_exe(), "-loglevel", "quiet", "-y", *read, *wrote, str(self._file())],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def _file(self) -> Path:
        assert self._folder is not None
        return self._folder / "film.mp4"

    def finish(self) -> bytes:
        """The content of the file."""
        assert self._ffmpeg is not None
        assert self._ffmpeg.stdin is not None
        with suppress(BrokenPipeError):
            self._ffmpeg.stdin.close()
        if self._ffmpeg.wait() or not self._file().exists():
            raise OSError(errno.EIO, "ffmpeg could not write the film; the disk for temporary files may be full")
        return self._file().read_bytes()

    def close(self) -> None:
        """End ffmpeg and take its file away."""
        if self._ffmpeg is not None and self._ffmpeg.poll() is None:
            self._ffmpeg.kill()
            self._ffmpeg.wait()
        if self._ffmpeg is not None and self._ffmpeg.stdin is not None:
            with suppress(BrokenPipeError, RuntimeError):  # Ctrl+C may come in the middle of a write to it
                self._ffmpeg.stdin.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
