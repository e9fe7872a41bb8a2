"""Files that earlier versions have written must open for ever; a new version of the format adds one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpviz.engine.history import History
from mlpviz.engine.session.document import VERSION
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.reading import read_session
from mlpviz.engine.session.verification import verifying

FILES = sorted((Path(__file__).parent / "files").glob("version-*.mlpviz"))


def test_that_there_is_a_small_file_of_every_version():
    assert [path.name for path in FILES] == [f"version-{version}.mlpviz" for version in range(1, VERSION + 1)]
    assert max(path.stat().st_size for path in FILES) < 100_000


def test_that_a_file_of_version_1_holds_what_was_written_into_it():
    session = read_session(FILES[0])
    one, two = session.benches

    assert session.workspace == "compare"
    assert session.forms == {"perceptron": {"moves": [[1, 2]], "rate": 0.1}}
    assert [(bench.workspace, bench.place, bench.epoch) for bench in (one, two)] == [
        ("playground", "", 7), ("compare", "B", None),
    ]  # fmt: skip
    assert one.form == {"lens": "weights"}
    newest = one.history.newest
    assert newest is not None
    assert (newest.moment, len(one.history.keyframes), len(one.history.losses)) == ((20, 1), 21, 20)
    assert [value.hex() for value in newest.theta[:2].tolist()] == ["0x1.977041325b17bp-2", "0x1.e76e54157c9dcp-10"]
    assert newest.scores.train_loss.hex() == "0x1.fab3ed4b6dd56p-2"
    assert newest.experiment.network.class_keys == (1, 2)
    texts = [event.text for _, event in one.history.events.noted]
    assert texts[:2] == ["learning rate 0.01 → 0.1", "batch size 20 → 5"]
    assert History.of(two.history).losses.table()[1][4][0] == 4.0
    assert (session.runs[0].name, session.runs[0].pinned) == ("The first try", True)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_that_every_epoch_of_an_old_file_is_still_computed_as_it_was(path):
    session = read_session(path)

    for bench in session.benches:
        found = [one for one in verifying(bench.history, session.machines) if isinstance(one, Finding)]
        assert [one for one in found if not one.good] == []
