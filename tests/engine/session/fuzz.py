"""Opens damaged session files by the thousand: `python -m tests.engine.session.fuzz 100000 SEED`.

Every file must open, or be refused with one sentence. What opens is used as the window would: training goes on, an
earlier epoch is computed again, the network is asked. It prints counts, the slowest file and the most memory.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import random
import struct
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np

from mlpviz.engine.history import History
from mlpviz.engine.run import Run
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import Session, SessionError
from mlpviz.engine.session.writing import DOCUMENT, KIND, NUMBERS, write_session
from tests.engine.session.sessions import everything, values

HANGS = 60
"""Seconds after which a file counts as one that hangs."""
USED = 0.002
"""Seconds of training in each run that opened."""
SPECIAL: list[Any] = [
    0, 1, -1, 2, 255, 2**16, 2**31 - 1, 2**31, 2**32, 2**53, 2**63 - 1, 2**64, 10**30, 0.0, -0.0, 0.5, 1e-320, 1e308,
    -1e308, None, True, False, "", "a", "Tanh", "Softmax", "Hinge", "Adam", "compiled", "layers", "x" * 500, "\x00",
    "../../etc/passwd",
    "__import__('os')", [], {}, [[]], {"name": "Formula", "text": "exp(exp(exp(z)))"}, {"name": "Tanh", "rate": 1},
    {"name": "Formula", "text": "(" * 40 + "z" + ")" * 40}, [1, 2, 3], ["X1", "X1"], 1024, 100_000, 1e6, "null",
]  # fmt: skip
FLOATS = (0.0, -0.0, 1.0, -1.0, 1e308, -1e308, 5e-324, float("nan"), float("inf"), 0.5, 1e16)
NUMBERS_TO_WRITE = [
    *(struct.pack("<d", value) for value in FLOATS),
    *(struct.pack("<q", value) for value in (0, 1, 5, 6, -1, 2**31, 2**63 - 1)),
]
Parts = dict[str, bytes]


def originals() -> list[bytes]:
    """Sessions that are whole: with everything, and a small one."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for session in (everything(), Session((values().bench(),), forms={"perceptron": {"moves": [[1, 2]]}})):
            write_session(Path(folder) / "a.mlpviz", session)
            found.append((Path(folder) / "a.mlpviz").read_bytes())
    return found


def parts_of(content: bytes) -> Parts:
    """The files in the zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Parts, *, packed: bool = False, more: list[tuple[str, bytes]] | None = None) -> bytes:
    """The files as a zip; `more` may have the same names again."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
            for name, content in [*parts.items(), *(more or [])]:
                archive.writestr(name, content)
    return file.getvalue()


# how files are damaged


def other_bytes(content: bytes, chance: random.Random) -> bytes:
    """Change, add, remove or repeat some bytes."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                found[at : at + chance.randrange(1, 9)] = b""
            case 2:
                found[at:at] = chance.randbytes(chance.randrange(1, 9))
            case 3:
                found[at : at + 8] = chance.choice(NUMBERS_TO_WRITE)
            case 4:
                start = chance.randrange(len(found) + 1)
                found[at:at] = found[start : start + chance.randrange(1, 200)]
    return bytes(found)


def of_file(content: bytes, chance: random.Random) -> bytes:
    """Bytes anywhere in the zip."""
    return other_bytes(content, chance)


def cut_off(content: bytes, chance: random.Random) -> bytes:
    """The end, or the beginning, is missing."""
    at = chance.randrange(len(content))
    return content[:at] if chance.random() < 0.8 else content[at:]


def of_text(content: bytes, chance: random.Random) -> bytes:
    """Bytes of the JSON, in a zip that is whole."""
    parts = parts_of(content)
    parts[DOCUMENT] = other_bytes(parts[DOCUMENT], chance)
    return zipped(parts)


def of_numbers(content: bytes, chance: random.Random) -> bytes:
    """Numbers of the arrays, in a zip that is whole."""
    parts = parts_of(content)
    found = bytearray(parts[NUMBERS])
    for _ in range(chance.choice((1, 2, 8, 64))):
        at = chance.randrange(len(found) // 8) * 8
        found[at : at + 8] = chance.choice(NUMBERS_TO_WRITE)
    parts[NUMBERS] = bytes(found)
    return zipped(parts, packed=chance.random() < 0.2)


def of_values(content: bytes, chance: random.Random) -> bytes:
    """Values of the JSON, which stays JSON, in a zip that is whole."""
    parts = parts_of(content)
    document = json.loads(parts[DOCUMENT])
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        change_value(document, chance)
    parts[DOCUMENT] = json.dumps(document).encode()
    return zipped(parts)


def change_value(document: Any, chance: random.Random) -> None:
    """Go down some way and change what is there."""
    place, key = document, chance.choice(list(document))
    while isinstance(place[key], dict | list) and place[key] and chance.random() < 0.9:
        place = place[key]
        key = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
    match chance.randrange(6):
        case 0 | 1:
            place[key] = deepcopy(chance.choice(SPECIAL))
        case 2 if isinstance(place[key], int | float):
            place[key] = place[key] * chance.choice((2, 10, 1000, 10**6, -1)) + chance.choice((0, 1, -1))
        case 3 if isinstance(place, dict):
            place[chance.choice(["more", "theta", "layers"])] = deepcopy(chance.choice(SPECIAL))
        case 4:
            del place[key]
        case _ if isinstance(place, list):
            place.insert(chance.randrange(len(place) + 1), deepcopy(place[key]))
        case _:
            place[key] = [place[key]] * chance.choice((1, 3, 600))


def of_names(content: bytes, chance: random.Random) -> bytes:
    """Names of the files in the zip: other ones, twice the same, ways out of the folder."""
    parts = parts_of(content)
    name = chance.choice((KIND, DOCUMENT, NUMBERS))
    others = ("../" + name, "/etc/passwd", name + "\0.txt", "C:\\" + name, "numbers.npy", " ", "a/" * 200, name)
    other = chance.choice(others)
    match chance.randrange(4):
        case 0:
            return zipped({other if one == name else one: part for one, part in parts.items()})
        case 1:
            return zipped(parts, more=[(other, chance.randbytes(50))])
        case 2:
            return zipped({one: part for one, part in parts.items() if one != name}, more=[(other, parts[name])])
        case _:
            parts[name] = b"" if chance.random() < 0.5 else parts[name] * 2
            return zipped(parts, packed=True)


WAYS: list[tuple[Callable[[bytes, random.Random], bytes], int]] = [
    (of_file, 3), (cut_off, 1), (of_text, 3), (of_numbers, 2), (of_values, 8), (of_names, 1),
]  # fmt: skip


# what is done with what opens


def use(session: Session) -> None:
    """What the window does with a session at first."""
    pairs = [(one.experiment, one.history) for one in session.benches]
    for experiment, record in [*pairs, *((one.experiment, one.history) for one in session.runs)]:
        experiment.network.first_theta()
        Run(experiment, arithmetic="layers")
        history = History.of(record)
        newest = history.newest
        if newest is None:
            continue
        history.gaps()
        history.at_hand()
        history.losses.table()
        for start in (newest, history.before(newest.epoch // 2)):
            run = Run(start.experiment, start.run, arithmetic="layers").resume(start)
            run.train(until=time.perf_counter() + USED)
            run.snapshot()
            run.predict(np.zeros((16, start.experiment.network.inputs)))


def attempt(path: Path) -> str:
    """ "opened", or the sentence that refuses it. Whatever else is raised is a defect."""
    try:
        session = read_session(path)
    except SessionError as problem:
        said = str(problem)
        assert said.startswith(path.name), said
        assert said.endswith("."), said
        assert "\n" not in said, said
        assert len(said) < 1000, said
        return said
    use(session)
    return "opened"


def peak() -> float:
    """The most memory that this process has had, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fuzz(count: int, seed: int, folder: Path) -> tuple[Counter[str], float, int]:
    """Try so many files; what happened to how many, and the seconds and the number of the slowest one."""
    os.environ["MLPVIZ_NEVER_COMPILE"] = "1"
    whole, found, slowest = originals(), Counter[str](), (0.0, -1)
    ways = [way for way, share in WAYS for _ in range(share)]
    path = folder / "damaged.mlpviz"
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        way = chance.choice(ways)
        path.write_bytes(way(chance.choice(whole), chance))
        faulthandler.dump_traceback_later(HANGS, exit=True)
        started = time.perf_counter()
        try:
            said = attempt(path)
        except BaseException as problem:
            keep = folder / f"defect-{seed}-{number}.mlpviz"
            path.replace(keep)
            raise AssertionError(f"file {number} of seed {seed}, kept as {keep}: {problem!r:.2000}") from None
        slowest = max(slowest, (time.perf_counter() - started, number))
        faulthandler.cancel_dump_traceback_later()
        found[f"{way.__name__}: {'opened' if said == 'opened' else 'refused'}"] += 1
    return found, *slowest


def main(count: int, seed: int) -> None:
    """Print what came of it."""
    folder = Path(tempfile.mkdtemp())
    before, started = peak(), time.perf_counter()
    found, seconds, number = fuzz(count, seed, folder)
    for name in sorted(found):
        print(f"{name:24} {found[name]:>8,}")
    print(f"{count:,} files in {time.perf_counter() - started:.0f} s, the slowest in {seconds:.2f} s (number {number})")
    print(f"most memory {peak():.0f} MB; {before:.0f} MB before the first file")


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(int(sys.argv[1]), int(sys.argv[2]))
