"""Entries of the table of commands: presets, examples and workspaces are rows of it too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.examples import EXAMPLES
from mlpviz.state.commands import Command
from mlpviz.state.finding.entry import COMMANDS, PRESETS, WORKSPACES, Entry
from mlpviz.state.finding.entry import EXAMPLES as EXAMPLE_SECTION

_SECTIONS = {"preset": PRESETS, "example": EXAMPLE_SECTION, "workspace": WORKSPACES}
"""Families with a section of their own."""
ELSEWHERE = "elsewhere in the window"
"""The group of what other workspaces and single parts of a page have."""


@dataclass(frozen=True)
class Situation:
    """What the commands mean now."""

    workspace: str
    """The name of the one on show."""
    titles: Mapping[str, str]
    """Of the workspaces, by name."""
    about: Mapping[str, str]
    """What can be done in them, by name."""
    acting: Callable[[Command], bool]
    """Whether a command can be carried out now."""
    chosen: Callable[[Command], bool]
    """Whether a command that can be checked is."""
    homes: Callable[[Command], list[str]]
    """The titles of the workspaces in which a command can be carried out as they are."""
    keys: Callable[[Command], tuple[str, ...]]
    text: Callable[[Command], str]
    """What its menu entry says: "Undo change the learning rate"."""
    carry_out: Callable[[str], object]


def entries(table: Iterable[Command], now: Situation) -> Iterator[Entry]:
    """An entry for every command."""
    for command in table:
        if command.menu:
            yield _of_menu(command, now)
        else:
            yield _of_part(command, now)


def _of_menu(command: Command, now: Situation) -> Entry:
    family, _, argument = command.name.partition(":")
    name, about, words = now.text(command), command.menu, ""
    lead = f"{command.group_name}:" if command.group_name else ""
    group = f"in {command.menu}" if " ▸ " in command.menu else ""
    if family in _SECTIONS:
        lead = group = ""
    if family == "preset":
        shape = SHAPES[argument]
        about, words = shape.about, f"preset {shape.name} {command.menu}"
        name = f"{shape.label} (values)" if shape.has_values else shape.label
    elif family == "example":
        one = EXAMPLES[argument]
        name, about, words = one.title, one.source, f"worked example {one.short} {one.about} {one.teaches}"
    elif family == "workspace":
        name, about, words = now.titles[argument], now.about[argument], "workspace"
    acting, elsewhere = now.acting(command), command.context not in ("window", now.workspace)
    return Entry(
        _SECTIONS.get(family, COMMANDS), name, lead, about, f"{words} {command.text} {command.name}",
        keys=now.keys(command), chosen=command.checkable and now.chosen(command),
        reason="" if acting else _why_not(command, now),
        elsewhere=elsewhere, group=ELSEWHERE if elsewhere else group,
        act=partial(now.carry_out, command.name),
    )  # fmt: skip


def _why_not(command: Command, now: Situation) -> str:
    if command.needs:
        return command.needs
    homes = [title for title in now.homes(command) if title != now.titles[now.workspace]]
    return f"only in {', '.join(homes)}" if homes else "there is nothing to do it with now"


def _of_part(command: Command, now: Situation) -> Entry:
    """A key that only a part of the window takes, while that part has the focus."""
    return Entry(
        COMMANDS, command.text, words=f"{command.context} {command.name}", keys=command.keys,
        reason=f"a key in the {command.context}", group=ELSEWHERE, elsewhere=True,
    )  # fmt: skip
