"""`mlpviz verify`: a session is computed again, and whether every epoch is what the file says is printed."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlpviz.cli.arguments import FAILED
from mlpviz.cli.session_bench import session_of
from mlpviz.cli.wording import epochs_in_words
from mlpviz.engine.history import HistoryRecord
from mlpviz.engine.number import count
from mlpviz.engine.session.finding import Finding
from mlpviz.engine.session.machine import unlike
from mlpviz.engine.session.session import Session
from mlpviz.engine.session.verification import verifying
from mlpviz.engine.telling.naming import network_name


@dataclass(frozen=True)
class Verified:
    """One history of a session, and what was found in it."""

    name: str
    history: HistoryRecord
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether every epoch is what the file says."""
        return all(one.good for one in self.findings)

    @property
    def epochs(self) -> int:
        """Up to which epoch it goes."""
        return 0 if self.history.newest is None else self.history.newest.epoch

    def data(self) -> dict[str, object]:
        """All of it for JSON."""
        findings = [{"epoch": one.epoch, "kind": one.kind, "sentence": one.sentence} for one in self.findings]
        return {"name": self.name, "epochs": self.epochs, "agrees": self.agrees, "findings": findings}


def add_verify_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz verify`."""
    parser.description = (
        "Train every network of a session again from its first weights, and say whether each epoch is what the file "
        "says. Changes that the file tells of are listed: settings, weights set by hand, kept updates. The exit "
        "status is 0 if all epochs agree, and 1 if not."
    )
    parser.add_argument("file", metavar="FILE.mlpviz", help="a session")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    parser.set_defaults(work=_verify)


def _verify(wanted: argparse.Namespace) -> int:
    session = session_of(wanted.file)
    if not session.benches and not session.runs:
        raise ValueError(f"{Path(wanted.file).name} holds no training that could be verified.")
    found = _verified(session)
    agrees, remark = all(one.agrees for one in found), unlike(session.machines)
    if wanted.json:
        data = {"file": wanted.file, "agrees": agrees, "remark": remark, "histories": [one.data() for one in found]}
        print(json.dumps(data, allow_nan=False))
    else:
        for line in _lines(found, remark):
            print(line)
    return 0 if agrees else FAILED


def _verified(session: Session) -> list[Verified]:
    """Every history, with a bar on a terminal."""
    from tqdm import tqdm

    named = [(f"{one.workspace} {one.place}".strip().capitalize(), one.history) for one in session.benches]
    for at, run in enumerate(session.runs, start=1):
        named.append((f"Run {run.number or at}{', ' * bool(run.name)}{run.name}", run.history))
    total = sum(_length(history) for _, history in named)
    found = []
    with tqdm(total=total, desc="Verifying", unit="epoch", disable=None, leave=False) as bar:
        for name, history in named:
            findings = []
            for one in verifying(history, session.machines):
                if isinstance(one, Finding):
                    findings.append(one)
                else:
                    bar.update()
            found.append(Verified(name, history, tuple(findings)))
    return found


def _length(history: HistoryRecord) -> int:
    """How many epochs will be reported."""
    newest = history.newest
    return 0 if newest is None else newest.epoch - history.keyframes[0].epoch + 1


def _lines(found: list[Verified], remark: str) -> Iterator[str]:
    for one in found:
        network = "" if one.history.newest is None else f", {network_name(one.history.newest.experiment.network)}"
        yield f"{one.name}{network}, {epochs_in_words(one.epochs)}"
        for finding in one.findings:
            mark = " " if finding.good else "!"
            yield f"{mark} epoch {count(finding.epoch):>7}   {finding.sentence}"
    if remark:
        yield remark
    wrong = [finding for one in found for finding in one.findings if finding.kind == "differs"]
    unknown = [finding for one in found for finding in one.findings if finding.kind == "unknown"]
    if wrong:
        first = min(finding.epoch for finding in wrong)
        yield f"Not every epoch is what the file says: the first that differs is {count(first)}."
    elif unknown:
        yield "Not every epoch could be checked; those that could are what the file says."
    elif any(finding.kind == "rounding" for one in found for finding in one.findings):
        yield "Every epoch is what the file says, within rounding."
    else:
        yield "Every epoch is what the file says, bit for bit."
