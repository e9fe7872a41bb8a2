"""The script for fish."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mlpviz.cli.completion.offers import Offer, Option, Subcommand

FIRST = "__fish_use_subcommand"


def script(program: Subcommand, commands: Sequence[Subcommand]) -> str:
    """The whole script."""
    lines = ["# Completion of mlpviz for fish, made by `mlpviz completion fish`.", "complete -c mlpviz -f"]
    lines += [f"complete -c mlpviz -n {FIRST} -a {_quoted(one.name)} -d {_quoted(one.about)}" for one in commands]
    lines += [_option(FIRST, one) for one in program.options]
    if program.subjects is not None:
        lines += _subjects(FIRST, program.subjects)
    for one in commands:
        here = _quoted(f"__fish_seen_subcommand_from {one.name}")
        lines += [_option(here, option) for option in one.options]
        if one.subjects is not None:
            lines += _subjects(here, one.subjects)
    return "\n".join([*lines, ""])


def _option(where: str, option: Option) -> str:
    parts = ["complete -c mlpviz -n", where]
    for name in option.names:
        parts += ["-l", name.removeprefix("--")] if name.startswith("--") else ["-s", name.removeprefix("-")]
    if option.value is not None:
        parts.append("-r -F" if option.value.files else "-x")
        if option.value.words:
            parts += ["-a", _quoted(" ".join(option.value.words))]
    return " ".join([*parts, "-d", _quoted(option.about)])


def _subjects(where: str, offer: Offer) -> Iterator[str]:
    if offer.words:
        yield f"complete -c mlpviz -n {where} -a {_quoted(' '.join(offer.words))}"
    if offer.files:
        yield f"complete -c mlpviz -n {where} -F"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
