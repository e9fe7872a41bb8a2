"""The fonts of the program, which come with it, so that every machine measures and draws text alike."""

from __future__ import annotations

import ctypes
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from mlpviz.views.look.palette import tokens


def _families(use: str) -> tuple[str, str]:
    kinds = tokens()["type"]
    return kinds["families"][use], kinds["fallback"][use]


UI = _families("ui")
"""Words and numbers; the second font has the few signs that the first one lacks."""
CODE = _families("code")
"""Source text."""
TABULAR = QFont.Tag("tnum")
"""Digits as wide as each other, so that a changing number does not jump. Inter then widens its hyphen too, so that it
is not for words."""
LIGATURES = QFont.Tag("calt")
"""One sign drawn for several: JetBrains Mono draws != as a struck-out =, which nobody can type."""
_PACKAGES = (("fontpkg_inter", "files"), ("fontpkg_jetbrains_mono", "files"), ("ziafont", "fonts"))


def load() -> None:
    """Make the fonts known to Qt. On Linux before the first text is measured, elsewhere once there is an application.

    Both text fonts are variable: one file holds every weight. Qt finds the weights of a folder that fontconfig knows,
    but of a file that it is handed itself on Linux only the regular one.
    """
    if sys.platform.startswith("linux"):
        _tell_fontconfig()
    elif QGuiApplication.instance() is not None:
        _tell_qt()


@cache
def _tell_fontconfig() -> None:
    try:
        fontconfig = ctypes.CDLL("libfontconfig.so.1")  # the very library that Qt asks
    except OSError:  # Qt cannot draw text without it and says so itself
        return
    fontconfig.FcConfigAppFontAddDir.argtypes = (ctypes.c_void_p, ctypes.c_char_p)
    for folder in _folders():
        fontconfig.FcConfigAppFontAddDir(None, str(folder).encode())


@cache
def _tell_qt() -> None:
    for folder in _folders():
        for file in sorted(folder.glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(file))


def for_numbers() -> QFont:
    """A font that asks for tabular digits alone: a widget given it keeps family, size and weight."""
    font = QFont()
    font.setFeature(TABULAR, 1)
    return font


def _folders() -> list[Path]:
    return [_place_of(package) / folder for package, folder in _PACKAGES]


def _place_of(package: str) -> Path:
    """The folder of a package, which is not loaded for that."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"mlpviz misses the package {package!r} with its fonts. Install mlpviz again.")
    return Path(found.origin).parent
