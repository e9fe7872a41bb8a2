"""What may stand at each place of a command line, as the parsers say it: commands, options, names, files."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from mlpviz.cli.arguments import Reader
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.examples import EXAMPLES


@dataclass(frozen=True)
class Offer:
    """What may stand as a value."""

    words: tuple[str, ...] = ()
    files: bool = False
    endings: tuple[str, ...] = ()
    """Of the files; () for any."""
    listed: bool = False
    """Whether several words may stand there, with commas between."""


@dataclass(frozen=True)
class Option:
    """One option of a command."""

    names: tuple[str, ...]
    about: str
    value: Offer | None
    """None for an option without a value."""


@dataclass(frozen=True)
class Subcommand:
    """One command, its options, and what may stand without an option."""

    name: str
    about: str
    options: tuple[Option, ...]
    subjects: Offer | None


def subcommands(parser: argparse.ArgumentParser) -> Iterator[Subcommand]:
    """Every command of a program."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {one.dest: one.help or "" for one in action._choices_actions}
            for name, inner in action.choices.items():
                yield subcommand(name, about.get(name, ""), inner)


def subcommand(name: str, about: str, parser: argparse.ArgumentParser) -> Subcommand:
    """One command as its parser has it."""
    options = tuple(Option(tuple(one.option_strings), _about(one), _value(one)) for one in parser._actions
                    if one.option_strings and one.help != argparse.SUPPRESS)  # fmt: skip
    subjects = [_offer(one) for one in parser._actions
                if not one.option_strings and not isinstance(one, argparse._SubParsersAction)]
    return Subcommand(name, about, options, _together(subjects) if subjects else None)


def _about(action: argparse.Action) -> str:
    """The help of an option, on one line and without its end in brackets."""
    words = " ".join((action.help or "").replace("%%", "%").split())
    return re.sub(r" \(default.*\)$", "", words)


def _value(action: argparse.Action) -> Offer | None:
    return None if action.nargs == 0 else _offer(action)


def _together(offers: list[Offer]) -> Offer:
    words = tuple(dict.fromkeys(word for one in offers for word in one.words))
    endings = () if any(one.files and not one.endings for one in offers) else tuple(
        ending for one in offers for ending in one.endings)  # fmt: skip
    return Offer(words, any(one.files for one in offers), endings)


def _offer(action: argparse.Action) -> Offer:
    """What an argument takes: its choices, the names that its reader knows, and what its metavar says in capitals."""
    told = action.metavar if isinstance(action.metavar, str) else ""
    words = tuple(map(str, action.choices)) if action.choices else ()
    reader = action.type if isinstance(action.type, Reader) else None
    if reader is not None:
        words += reader.words
    for capital, names in NAMED.items():
        if re.search(rf"\b{capital}\b", told):
            words += tuple(name.replace(" ", "-") for name in names())
    files = action.type is Path or "FILE" in told or bool(reader and reader.endings)
    endings = reader.endings if reader is not None else tuple(re.findall(r"FILE(\.\w+)", told))
    return Offer(words, files, endings, bool(reader and reader.listed))


def _presets() -> list[str]:
    return list(SHAPES)


def _examples() -> list[str]:
    return [one.short for one in EXAMPLES.values()]


def _workspaces() -> list[str]:
    """The names of the rail, if the window can be loaded at all."""
    try:
        import_module("mlpviz.app")  # every workspace is known once it is loaded
        from mlpviz.workspaces.workspace import Workspace
    except ImportError:
        return []
    return [kind.name for kind in Workspace.__subclasses__() if kind.__module__.startswith("mlpviz.")]


NAMED: dict[str, Callable[[], list[str]]] = {
    "PRESET": _presets, "EXAMPLE": _examples, "WORKSPACE": _workspaces,
}  # fmt: skip
"""What the capitals of a metavar stand for."""
