"""The script for zsh, to be called _mlpviz in a folder of $fpath."""

from __future__ import annotations

from collections.abc import Sequence

from mlpviz.cli.completion.offers import Offer, Option, Subcommand


def script(program: Subcommand, commands: Sequence[Subcommand]) -> str:
    """The whole script."""
    lines = ["#compdef mlpviz", "# Completion of mlpviz for zsh, made by `mlpviz completion zsh`.", "_mlpviz() {",
             "    local -a commands", "    commands=("]
    lines += [f"        {_quoted(_plain(one.name) + ':' + one.about)}" for one in commands]
    lines += ["    )", "    if (( CURRENT == 2 )); then", "        _describe -t commands command commands",
              f"        _arguments {' '.join(_quoted(_option(one)) for one in program.options)}"]
    if program.subjects is not None:
        lines.append(f"        {_files(program.subjects)}")
    lines += ["        return", "    fi", "    local command=$words[2]", "    shift words", "    (( CURRENT-- ))",
              "    case $command in"]
    for one in commands:
        specs = [_quoted(_option(option)) for option in one.options]
        if one.subjects is not None:
            specs.append(_quoted(f"*:subject:{_action(one.subjects)}"))
        lines += [f"    {one.name})", "        _arguments \\", " \\\n".join(f"            {spec}" for spec in specs),
                  "        ;;"]
    return "\n".join([*lines, "    esac", "}", '_mlpviz "$@"', ""])


def _option(option: Option) -> str:
    """As `_arguments` reads it: (--a -b)--a[what it is]:name:what may stand there."""
    known = f"({' '.join(option.names)})" if len(option.names) > 1 else ""
    names = "{" + ",".join(option.names) + "}" if len(option.names) > 1 else option.names[0]
    about = f"[{_plain(option.about)}]" if option.about else ""
    if option.value is None:
        return f"{known}{names}{about}"
    return f"{known}{names}{'=' if len(option.names) == 1 else ''}{about}:value:{_action(option.value)}"


def _action(offer: Offer) -> str:
    words = " ".join(map(_plain, offer.words))
    if offer.listed:
        return f" _values -s , value {words}"  # after a blank zsh adds no options of its own
    if offer.files and offer.words:
        return f' _alternative "words:word:({words})" "files:file:{_files(offer, nested=True)}"'
    return _files(offer) if offer.files else f"({words})" if words else " "


def _files(offer: Offer, *, nested: bool = False) -> str:
    if not offer.endings:
        return "_files"
    pattern = " ".join(f"*{ending}" for ending in offer.endings)
    return f"_files -g \\'{pattern}\\'" if nested else f'_files -g "{pattern}"'


def _plain(text: str) -> str:
    """Without what `_arguments` would take for a sign of its own."""
    kept = text.replace("\\", "\\\\").replace(":", "\\:")
    return kept.replace("[", "\\[").replace("]", "\\]").replace('"', "").replace("`", "")


def _quoted(text: str) -> str:
    if text.startswith("(") and "{" in text.split(")")[1][:1]:  # braces are for the shell to unfold
        known, rest = text.split(")", 1)
        names, told = rest[: rest.index("}") + 1], rest[rest.index("}") + 1 :]
        return f"{_quoted(known + ')')}{names}{_quoted(told)}"
    return "'" + text.replace("'", "'\\''") + "'"
