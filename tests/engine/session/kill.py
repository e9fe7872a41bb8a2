"""Kills a program while it saves, again and again: `python -m tests.engine.session.kill 1000 SEED`.

A child saves one session after the other under one name and says which it has saved. It is killed at a random moment
(SIGKILL). The file must then open, and be the one that was said last, or a later one. It needs `fork`.
"""

from __future__ import annotations

import os
import random
import select
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import Session
from mlpviz.engine.session.writing import write_session
from tests.engine.session.sessions import everything

LONGEST = 0.03
"""Seconds after the first save of a child within which it is killed."""


def numbered(session: Session, number: int) -> Session:
    """The session with a number that tells it from the others."""
    return replace(session, forms={"count": {"number": number, "room": "x" * (number % 50_000)}})


def killed_while_saving(save: Callable[[int], None], first: int, chance: random.Random) -> int:
    """Let a child save number `first` and those after it until it is killed; the last number that it said."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        try:
            number = first
            while True:
                save(number)
                os.write(into, number.to_bytes(8, "big"))
                number += 1
        finally:
            os._exit(1)
    os.close(into)
    select.select([out], [], [], 60)
    until = time.perf_counter() + chance.uniform(0.0, LONGEST)
    while time.perf_counter() < until:
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = b""
    while piece := os.read(out, 2**16):
        said += piece
    os.close(out)
    assert said, "the child died before its first save"
    return int.from_bytes(said[-8:], "big")


def kill(count: int, seed: int, folder: Path) -> tuple[int, int]:
    """So many kills; the number of saves, and of parts that were left behind."""
    chance, whole, path, number = random.Random(seed), everything(), folder / "a.mlpviz", 0
    write_session(path, numbered(whole, 0))

    def save(which: int) -> None:
        write_session(path, numbered(whole, which))

    for _ in range(count):
        said = killed_while_saving(save, number + 1, chance)
        number = read_session(path).forms["count"]["number"]
        assert said <= number <= said + 1, f"{said} was saved, but the file holds {number}"
    parts = list(folder.glob(".mlpviz-*.part"))
    for part in parts:
        os.utime(part, (0, 0))  # long ago
    save(number)
    assert [one.name for one in folder.iterdir()] == ["a.mlpviz"]
    return number, len(parts)


def main(count: int, seed: int) -> None:
    """Print what came of it."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        saves, parts = kill(count, seed, Path(folder))
    print(f"{count:,} kills during {saves:,} saves in {time.perf_counter() - started:.0f} s: every file opened,")
    print(f"nothing saved was lost; {parts} parts were left behind, and the next save cleared them away.")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
