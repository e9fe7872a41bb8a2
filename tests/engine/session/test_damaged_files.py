from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.session import SavedBench, Session, SessionError
from mlpviz.engine.session.writing import DOCUMENT, KIND, NUMBERS, write_session
from tests.engine.session import fuzz
from tests.engine.session.sessions import values

PARTS = fuzz.parts_of(fuzz.originals()[1])


def refusal(path, content: bytes) -> str:
    path.write_bytes(content)
    with pytest.raises(SessionError) as caught:
        read_session(path)
    said = str(caught.value)
    assert said.startswith(path.name)
    assert "\n" not in said
    return said


def changed(*way: Any, to: Any) -> bytes:
    """The file with another value in its JSON."""
    document = json.loads(PARTS[DOCUMENT])
    place = document
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return fuzz.zipped({**PARTS, DOCUMENT: json.dumps(document).encode()})


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "it is empty; nothing was saved in it"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(5000), "it is no session of mlpviz, whatever its name says"),
    "the first half": (lambda: fuzz.zipped(PARTS)[:2000], "cut off or changed on the way; copy it again"),
    "text": (lambda: b"x1,x2,class\n" * 50, "it is no session of mlpviz"),
    "another zip": (lambda: fuzz.zipped({"a": b"", "b": b"", "c": b""}), "it must hold mimetype, session.json and"),
    "a fourth file": (lambda: fuzz.zipped(PARTS, more=[("../evil.py", b"1")]), "it is no session of mlpviz"),
    "a name twice": (lambda: fuzz.zipped({one: PARTS[one] for one in (KIND, DOCUMENT)}, more=[(DOCUMENT, b"{}")]),
                     "each once"),
    "a way out": (lambda: fuzz.zipped({f"../{name}" if name == KIND else name: one for name, one in PARTS.items()}),
                  "it must hold"),
    "a bomb": (lambda: fuzz.zipped({**PARTS, NUMBERS: bytes(400 * 2**20)}, packed=True), "400 MB; 320 MB are allowed"),
    "a bomb of JSON": (lambda: fuzz.zipped({**PARTS, DOCUMENT: b" " * (30 * 2**20)}, packed=True), "30 MB; 24 MB"),
    "brackets": (lambda: fuzz.zipped({**PARTS, DOCUMENT: b"[" * 2_000_000}, packed=True), "expected `object`"),
    "a newer version": (lambda: changed("version", to=9), "saved by a newer version of mlpviz (format 9"),
    "another format": (lambda: changed("format", to="zip"), "format: invalid enum value"),
    "a field that is not known": (lambda: changed("code", to="print()"), "unknown field `code`"),
    "nan": (lambda: fuzz.zipped({**PARTS, DOCUMENT: PARTS[DOCUMENT].replace(b'"epoch":', b'"epoch":NaN,"x":', 1)}),
            "its JSON cannot be read"),
    "a huge shape": (lambda: changed("arrays", 0, "shape", to=[2**31, 2**31]), "numbers.bin has"),
    "a short array": (lambda: changed("snapshots", 1, "theta", to=0), "snapshots[1].theta is an array"),
    "no such array": (lambda: changed("snapshots", 1, "grad", to=2**31), "refers to number 2147483648 of"),
    "an unknown optimizer": (lambda: changed("experiments", 0, "form", "plan", "optimizer", to="os.system"),
                             "unknown optimizer 'os.system'; choose one of SGD"),
    "a huge layer": (lambda: changed("experiments", 0, "form", "network", "layers", 0, "units", to=10**9),
                     "units is 1000000000; allowed is a whole number from 1 to 1024"),
    "a huge network": (lambda: changed("experiments", 0, "form", "network", "layers", to=[
        *[{"units": 1024, "activation": "Tanh"}] * 8, {"units": 1, "activation": "Linear"}]), "is too large for a"),
    "a huge epoch": (lambda: changed("snapshots", 4, "epoch", to=2**40), "expected `int` <= 2000000000"),
    "epochs out of order": (lambda: changed("snapshots", 2, "epoch", to=1), "after one of epoch"),
    "a batch that no epoch has": (lambda: changed("snapshots", 2, "batch", to=77), "an epoch has"),
    "an event after the end": (lambda: changed("benches", 0, "history", "events", to=[
        {"at": [99, 0], "epoch": 99, "text": "a", "kind": "rate"}]), "events[0] is of epoch 99"),
    "a line break in a text": (lambda: changed("workspace", to="play\nground"), "workspace: expected `str` matching"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=list(REFUSED))
def test_that_a_file_that_is_no_session_is_refused_with_one_sentence(content, said, tmp_path):
    assert said in refusal(tmp_path / "homework.mlpviz", content())


def with_number(array: int, value: float) -> bytes:
    """The file with another first number in one of its arrays."""
    document = json.loads(PARTS[DOCUMENT])
    sizes = [int(np.prod(one["shape"])) * (1 if one["kind"] == "b1" else 8) for one in document["arrays"]]
    at = sum(sizes[:array])
    return fuzz.zipped({**PARTS, NUMBERS: PARTS[NUMBERS][:at] + struct.pack("<d", value) + PARTS[NUMBERS][at + 8 :]})


def test_that_numbers_that_are_not_finite_are_refused_where_they_have_no_meaning(tmp_path):
    document = json.loads(PARTS[DOCUMENT])
    places = [document["points"][0]["x"], document["points"][0]["targets"], document["experiments"][0]["theta"]]

    said = [refusal(tmp_path / "a.mlpviz", with_number(at, float("nan"))) for at in places]

    assert ["finite" in one for one in said] == [True, True, True]
    losses = document["benches"][0]["history"]["losses"]
    assert "losses must name epochs" in refusal(tmp_path / "a.mlpviz", with_number(losses, float("inf")))


def test_that_a_flipped_bit_in_the_numbers_is_found_by_the_sum_of_check(tmp_path):
    content = bytearray(fuzz.originals()[1])
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        start = archive.getinfo(NUMBERS).header_offset
    content[start + 500] ^= 1

    assert "Bad CRC-32" in refusal(tmp_path / "a.mlpviz", bytes(content))


def test_that_a_folder_is_refused_and_a_missing_file_is_an_os_error(tmp_path):
    (tmp_path / "a.mlpviz").mkdir()

    with pytest.raises(SessionError, match=r"a\.mlpviz: it is no regular file"):
        read_session(tmp_path / "a.mlpviz")
    with pytest.raises(FileNotFoundError):
        read_session(tmp_path / "b.mlpviz")


def test_that_what_could_not_be_opened_is_not_written(tmp_path):
    course = values()
    network = course.run.experiment.network
    large = network.with_layers([network.with_units(0, 1024).layers[0]] * 8 + [network.layers[-1]])
    bench = SavedBench("playground", replace(course.run.experiment, network=large), course.history.record())
    with pytest.raises(SessionError, match="its experiments take 703 MB once they are open; 384 MB are allowed"):
        write_session(tmp_path / "a.mlpviz", Session((bench,)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", range(2))
def test_that_damaged_files_open_or_are_refused(seed, tmp_path):
    found, _, _ = fuzz.fuzz(60, seed, tmp_path)

    assert sum(found.values()) == 60


@pytest.mark.slow
def test_that_thousands_of_damaged_files_take_no_memory_and_no_time(tmp_path):
    before = fuzz.peak()

    found, seconds, number = fuzz.fuzz(3000, random.randrange(10**6), tmp_path)

    assert sum(found.values()) == 3000
    assert fuzz.peak() - before < 300, "MB"
    assert seconds < fuzz.HANGS, number
