"""`mlpviz export`: a trained network as code or as a file that other programs read."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mlpviz.cli.arguments import FAILED, complain, whole_number
from mlpviz.cli.named_experiment import USUAL_EPOCHS, add_training_arguments
from mlpviz.cli.point_file import add_file_arguments
from mlpviz.data.shapes import SHAPES
from mlpviz.export.exporters import EXPORTERS
from mlpviz.files import write_whole


def add_export_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz export`."""
    parser.description = (
        "Write a trained network as code or as a file: of a session, or of a network that is trained for it on a "
        "preset, a file of points or a link."
    )
    add = parser.add_argument
    known = f"a session (NAME.mlpviz), a network (NAME.json), {', '.join(SHAPES)}, points.csv, or a link (mlpviz:…)"
    add("preset", metavar="FILE, PRESET or LINK", help=known)
    kinds = "; ".join(f"{one.name}: {one.title}" for one in EXPORTERS.values())
    add("--to", required=True, choices=tuple(EXPORTERS), help=kinds)
    where = f"the epoch (default: where the session stands; of what is trained for it, {USUAL_EPOCHS})"
    add("--epoch", type=whole_number(0, 10**9), metavar="N", help=where)
    add("--out", type=Path, metavar="F", help="the file (default: text is printed)")
    add("--workspace", metavar="WORKSPACE", help="whose network of a session (default: of the workspace on show)")
    add_training_arguments(parser)
    add_file_arguments(parser)
    parser.set_defaults(work=_export)


def _export(wanted: argparse.Namespace) -> int:
    from mlpviz.cli.exportable import DivergedError, exportable  # sessions and JSON, which no other command reads

    exporter = EXPORTERS[wanted.to]
    if wanted.out is None and not exporter.text:
        raise ValueError(f"{exporter.title} is no text that could be printed; give --out NAME{exporter.ending}.")
    if wanted.out is not None and not wanted.out.parent.is_dir():
        raise ValueError(f"--out: there is no folder {str(wanted.out.parent)!r:.200}.")
    exporter.check()
    source = exportable(wanted)
    epoch = source.usual if wanted.epoch is None else wanted.epoch
    try:
        snapshot = source.at(epoch)
    except DivergedError as problem:
        return complain("mlpviz export", problem, FAILED)
    content = exporter.content(snapshot)
    if source.remark:
        print(source.remark, file=sys.stderr)
    if wanted.out is None:
        print(content, end="")
    else:
        write_whole(wanted.out, content)
        print(f"Wrote {wanted.out}: {exporter.title}, epoch {epoch}")
    return 0
