"""`mlpviz completion SHELL`: prints the script for one shell, made of the parsers of all commands."""

from __future__ import annotations

import argparse
from functools import partial

from mlpviz.cli.completion import bash, fish, zsh
from mlpviz.cli.completion.offers import Offer, Subcommand, subcommand, subcommands

SHELLS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}
PLACES = """Put the script where your shell looks for it:

  mlpviz completion bash > ~/.local/share/bash-completion/completions/mlpviz
  mlpviz completion zsh > "${fpath[1]}/_mlpviz"
  mlpviz completion fish > ~/.config/fish/completions/mlpviz.fish
"""


def add_completion_arguments(parser: argparse.ArgumentParser, program: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz completion`; `program` is the parser of all commands."""
    parser.description = f"Print a script with which a shell completes commands, options and their values.\n\n{PLACES}"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("shell", choices=tuple(SHELLS), help="the shell")
    parser.set_defaults(work=partial(_completion, program))


def _completion(program: argparse.ArgumentParser, wanted: argparse.Namespace) -> int:
    print(script_of(program, wanted.shell), end="")
    return 0


def script_of(program: argparse.ArgumentParser, shell: str) -> str:
    """The script for "bash", "zsh" or "fish"."""
    bare = subcommand("mlpviz", "", program)
    first = Subcommand(bare.name, bare.about, bare.options, Offer(files=True))  # a file opens in the window
    return SHELLS[shell](first, tuple(subcommands(program)))
