"""The formats of films, by the ending of their files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mlpviz.engine.film.plan import FilmPlan
from mlpviz.export.film.apng import ApngEncoder
from mlpviz.export.film.encoder import Encoder
from mlpviz.export.film.gif import GifEncoder
from mlpviz.export.film.mp4 import Mp4Encoder
from mlpviz.export.film.mp4 import missing as missing_ffmpeg


def _nothing() -> str:
    return ""


@dataclass(frozen=True)
class FilmFormat:
    """One format of films."""

    ending: str
    label: str
    about: str
    encoder: type[Encoder]
    missing: Callable[[], str] = _nothing
    """What is missing to write it, in one sentence; "" if nothing is."""


FORMATS = {
    one.ending: one
    for one in (
        FilmFormat(".gif", "GIF", "Moves everywhere, also in slides and mails. 256 colours.", GifEncoder),
        FilmFormat(".png", "APNG", "Moves in every browser, with all colours.", ApngEncoder),
        FilmFormat(".mp4", "MP4", "For players and slides; small, with all colours.", Mp4Encoder, missing_ffmpeg),
    )
}


def encoder_for(out: Path, plan: FilmPlan) -> Encoder:
    """What writes a film into that file. ValueError says in one sentence why it cannot be written."""
    known = FORMATS.get(out.suffix.casefold())
    if known is None:
        raise ValueError(f"{out.name!r} does not end in {', '.join(FORMATS)}.")
    return known.encoder(plan.per_second, len(plan.frames), loop=plan.loop)
