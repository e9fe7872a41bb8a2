"""The script for bash; it needs nothing but bash itself."""

from __future__ import annotations

from collections.abc import Sequence

from mlpviz.cli.completion.offers import Offer, Option, Subcommand

HEAD = """\
# Completion of mlpviz for bash, made by `mlpviz completion bash`.
_mlpviz_words() {  # the words given, as far as they begin like what is typed
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -W "$1" -- "$2"))
}
_mlpviz_listed() {  # the same for the last of several words with commas
    local IFS=$'\\n' before=""
    [[ $2 == *,* ]] && before="${2%,*},"
    COMPREPLY+=($(compgen -P "$before" -W "$1" -- "${2##*,}"))
    compopt -o nospace 2>/dev/null
}
_mlpviz_files() {  # folders, and files with one of the endings
    local IFS=$'\\n' ending
    compopt -o filenames 2>/dev/null
    if [[ $# -eq 1 ]]; then
        COMPREPLY+=($(compgen -f -- "$1"))
        return
    fi
    COMPREPLY+=($(compgen -d -- "$1"))
    for ending in "${@:2}"; do
        COMPREPLY+=($(compgen -f -X "!*$ending" -- "$1"))
    done
}
_mlpviz() {
    local cur="${COMP_WORDS[COMP_CWORD]}" option="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}"
    COMPREPLY=()
    if [[ $cur == "=" ]]; then  # bash parts --option=value at the sign
        cur=""
    elif [[ $option == "=" ]]; then
        option="${COMP_WORDS[COMP_CWORD-2]}"
    fi
"""
TAIL = """\
}
complete -F _mlpviz mlpviz
"""


def script(program: Subcommand, commands: Sequence[Subcommand]) -> str:
    """The whole script; `program` holds what may stand before a command."""
    names = [*(one.name for one in commands), *_names(program.options)]
    lines = ["    if [[ $COMP_CWORD -eq 1 ]]; then", f"        {_words(names)}"]
    if program.subjects is not None:
        lines.append(f"        {_call(program.subjects)}")
    lines += ["        return", "    fi", '    case "$command" in']
    for one in commands:
        lines += [f"    {one.name})", '        case "$option" in']
        for option in one.options:
            if option.value is not None:
                call = _call(option.value) if option.value.words or option.value.files else ":"
                lines.append(f"        {'|'.join(option.names)}) {call}; return ;;")
        lines += ["        esac", "        if [[ $cur == -* ]]; then", f"            {_words(_names(one.options))}"]
        if one.subjects is not None:
            lines += ["        else", f"            {_call(one.subjects)}"]
        lines += ["        fi ;;"]
    return HEAD + "\n".join([*lines, "    esac", ""]) + TAIL


def _names(options: Sequence[Option]) -> list[str]:
    return [name for option in options for name in option.names]


def _words(words: Sequence[str]) -> str:
    return f'_mlpviz_words {_quoted(words)} "$cur"'


def _quoted(words: Sequence[str]) -> str:
    return "$'" + "\\n".join(word.replace("\\", "\\\\").replace("'", "\\'") for word in words) + "'"


def _call(offer: Offer) -> str:
    calls = []
    if offer.files:
        calls.append(" ".join(['_mlpviz_files "$cur"', *offer.endings]))
    if offer.words:
        calls.append(f'_mlpviz_listed {_quoted(offer.words)} "$cur"' if offer.listed else _words(offer.words))
    return "; ".join(calls) or ":"
