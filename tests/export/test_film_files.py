"""Films, read back by other programs' code: Pillow reads GIF and APNG, ffmpeg MP4."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mlpviz.export.film import mp4
from mlpviz.export.film.apng import ApngEncoder
from mlpviz.export.film.encoder import changed_box
from mlpviz.export.film.gif import GifEncoder, palette
from mlpviz.export.film.mp4 import Mp4Encoder

Frames = list[NDArray[np.uint8]]
TICKS = (1, 3, 1, 2)
"""At 7 a second: 1/7 s is no whole number of hundredths."""


@pytest.fixture
def frames() -> Frames:
    """A ramp of colours over which a square wanders; the third frame is the second once more."""
    ramp = np.zeros((49, 64, 3), dtype=np.uint8)
    ramp[..., 0], ramp[..., 1] = np.arange(64) * 4, np.arange(49)[:, None] * 5
    made = []
    for left in (2, 30, 30, 50):
        frame = ramp.copy()
        frame[20:30, left : left + 9] = (255, 255, 255)
        made.append(frame)
    return made


def written(encoder, frames: Frames) -> bytes:
    step = max(1, len(frames) // max(1, encoder.samples))
    encoder.prepare(frames[::step])
    for frame, ticks in zip(frames, TICKS, strict=True):
        encoder.add(frame, ticks)
    return encoder.finish()


def read(content: bytes) -> Iterator[tuple[NDArray[np.uint8], float]]:
    """Each frame as a viewer shows it, and for how many milliseconds."""
    with Image.open(io.BytesIO(content)) as film:
        for at in range(getattr(film, "n_frames", 0)):
            film.seek(at)
            yield np.array(film.convert("RGB")), film.info["duration"]


def test_that_an_animated_png_keeps_every_colour_and_its_time(frames):
    content = written(ApngEncoder(7, len(frames), loop=True), frames)

    shown = list(read(content))
    assert len(shown) == 4
    for (pixels, milliseconds), frame, ticks in zip(shown, frames, TICKS, strict=True):
        assert np.array_equal(pixels, frame)
        assert milliseconds == pytest.approx(1000 * ticks / 7)
    assert Image.open(io.BytesIO(content)).info["loop"] == 0
    once = written(ApngEncoder(7, len(frames), loop=False), frames)
    assert Image.open(io.BytesIO(once)).info["loop"] == 1


def test_that_a_gif_loses_no_time_and_little_of_its_colours(frames):
    content = written(GifEncoder(7, len(frames), loop=True), frames)

    shown = list(read(content))
    assert [milliseconds for _, milliseconds in shown] == [140.0, 430.0, 140.0, 290.0]  # 0.14, 0.57, 0.71, 1.00 s
    for (pixels, _), frame in zip(shown, frames, strict=True):
        assert np.abs(pixels.astype(int) - frame).mean() < 6
        assert (pixels[22:28][frame[22:28] == 255] == 255).all()  # the square, a frequent colour
    assert Image.open(io.BytesIO(content)).info["loop"] == 0
    assert "loop" not in Image.open(io.BytesIO(written(GifEncoder(7, 4, loop=False), frames))).info


def test_that_few_colours_are_all_kept_in_a_gif():
    flat = np.zeros((8, 8, 3), dtype=np.uint8)
    flat[:4], flat[4:, 2] = (18, 52, 86), (200, 1, 99)

    assert {tuple(color) for color in palette([flat]).tolist()} == {(0, 0, 0), (18, 52, 86), (200, 1, 99)}
    with pytest.raises(ValueError, match="a GIF shows at most 50 frames a second, not 51"):
        GifEncoder(51, 1, loop=True)


def test_that_only_what_changed_is_written(frames):
    assert changed_box(None, frames[0]) == (0, 0, 64, 49)
    assert changed_box(frames[0], frames[1]) == (2, 20, 39, 30)
    assert changed_box(frames[1], frames[2]) == (0, 0, 1, 1)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its reader leaves its pipes open
def test_that_an_mp4_shows_every_frame_for_its_time(frames, tmp_path):
    imageio_ffmpeg = pytest.importorskip("imageio_ffmpeg")
    encoder = Mp4Encoder(7, len(frames), loop=True)
    path = tmp_path / "film.mp4"
    path.write_bytes(written(encoder, frames))
    encoder.close()

    reader = imageio_ffmpeg.read_frames(str(path))
    told = next(reader)
    shown = [np.frombuffer(data, dtype=np.uint8).reshape(50, 64, 3) for data in reader]

    assert (told["size"], told["fps"], told["codec"]) == ((64, 50), 7.0, "h264")  # an even height
    expected = [frame for frame, ticks in zip(frames, TICKS, strict=True) for _ in range(ticks)]
    assert len(shown) == len(expected) == 7
    for pixels, frame in zip(shown, expected, strict=True):
        assert np.abs(pixels[:49].astype(int) - frame).mean() < 6
    assert encoder._folder is not None
    assert not encoder._folder.exists()


def test_that_an_mp4_given_up_leaves_neither_file_nor_process(frames):
    pytest.importorskip("imageio_ffmpeg")
    encoder = Mp4Encoder(7, len(frames), loop=True)
    encoder.add(frames[0], 1)
    folder, ffmpeg = encoder._folder, encoder._ffmpeg
    assert folder is not None
    assert ffmpeg is not None
    assert folder.exists()

    encoder.close()
    encoder.close()

    assert not folder.exists()
    assert ffmpeg.poll() is not None
    encoder = Mp4Encoder(7, 1, loop=True)
    encoder.add(frames[0], 1)
    assert encoder._ffmpeg is not None
    encoder._ffmpeg.kill()
    encoder._ffmpeg.wait()
    with pytest.raises(OSError, match="ffmpeg"):
        written(encoder, frames)
    encoder.close()


def test_that_without_the_extra_a_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(mp4, "find_spec", lambda name: None)

    with pytest.raises(ValueError, match=r'install it with: pip install "mlpviz\[video\]"'):
        Mp4Encoder(7, 1, loop=True)
