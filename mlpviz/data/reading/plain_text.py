"""Turns the bytes of a file into text, and says what a file is that holds none."""

from __future__ import annotations

import codecs
import re

LONGEST_QUOTE = 80

_PICTURE = "is a picture"
_SAVE = "save its sheet as CSV and open that"
_SIGNATURES = (
    (b"PK\x03\x04", f"is a zip archive, as Excel and OpenDocument write them; {_SAVE}"),
    (b"\xd0\xcf\x11\xe0", f"is an Excel or Word document; {_SAVE}"),
    (b"%PDF", "is a PDF document; copy its table into a text file"),
    (b"\x1f\x8b", "is compressed; unpack it and open what is inside"),
    (b"BZh", "is compressed; unpack it and open what is inside"),
    (b"\xfd7zXZ", "is compressed; unpack it and open what is inside"),
    (b"\x89PNG", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
)
_DOCUMENTS = (
    (re.compile(r"\s*<(!doctype|html|\?xml|svg|table)", re.I), "is a web page or XML; copy its table into a text file"),
    (re.compile(r"\s*\{\\rtf"), f"is a text document with fonts (RTF); {_SAVE}"),
    (re.compile(r"\s*(\{\s*[\"}]|\[\s*[\[{\]])"), "is JSON or a printed list; write it as CSV and open that"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MANY_BYTES = re.compile(r"[^\x00-\x7f\ufffd]")
_WORD = re.compile(rb"[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*+")
_ODD = re.compile(r"[¢£¤¥¦¨¯±´¶¸¹³¾¼½×÷][^\W\d_]|[a-zß-ÿ][ŠŽŸŒ§ˆ‡†‰‹]|[‚ƒ„].[‚ƒ„]")
_LEAST_ZEROS = 0.35
"""Of the bytes of text in UTF-16, nearly half are 0 if it is written in Latin letters."""


def quoted(text: str) -> str:
    """A cell for a sentence: in quotation marks, on one line, at most 80 characters of it."""
    start = text[: LONGEST_QUOTE + 1]
    if len(start) > LONGEST_QUOTE:
        start = start[: LONGEST_QUOTE - 1] + "…"
    return "“" + "".join(letter if letter.isprintable() else "·" for letter in start) + "”"


def doubtful_word(content: bytes) -> bytes:
    """A word that makes no sense in Windows-1252: letters of another alphabet, or signs among its letters; b"" if none.

    Such a text was written with another table of letters.
    """
    for found, _ in zip(_WORD.finditer(content[:1_000_000]), range(5000), strict=False):
        word = found[0].decode("cp1252", "replace")
        letters = [letter for letter in word if letter.isalpha()]
        foreign = sum(1 for letter in letters if not letter.isascii())
        most = foreign == len(letters) > 1 or (len(letters) > 3 and foreign > 0.7 * len(letters))
        if most or "\ufffd" in word or _ODD.search(word):
            return found[0]
    return b""


def decoded(content: bytes, name: str, encoding: str | None) -> tuple[str, str]:
    """The text of a file and its encoding; every line ends with a line feed.

    Without an encoding: UTF-8, with its mark or without; UTF-16 by its mark; else Windows-1252. A character that cannot
    be read becomes U+FFFD, so that it is found in its cell. Raises ValueError if it is no text.
    """
    for signature, what in _SIGNATURES:
        if content.startswith(signature):
            raise ValueError(f"{name} {what}.")
    if encoding is None:
        encoding = _encoding_of(content)
    text = _text(content, encoding)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\x1a")  # the end mark of old systems
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ValueError(f"{name} is no text: there is a byte 0 in line {line}. Save the table as CSV in UTF-8.")
    controls = len(_CONTROL.findall(text[:100_000]))
    if controls > 0.02 * min(len(text), 100_000):
        raise ValueError(f"{name} is no text. Save the table as CSV in UTF-8.")
    for pattern, what in _DOCUMENTS:
        if pattern.match(text[:1000]):
            raise ValueError(f"{name} {what}.")
    return text, encoding


def _encoding_of(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _zeros_alternate(content):
        return "utf-16"
    try:
        content.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    # Bytes that make sense as UTF-8 hardly ever do so by chance: then some others are damaged.
    loosely = content.decode("utf-8", "replace")
    return "utf-8" if len(_MANY_BYTES.findall(loosely)) > loosely.count("\ufffd") else "cp1252"


def _zeros_alternate(content: bytes) -> bool:
    start = content[:2000]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    return len(start) >= 4 and min(even, odd) == 0 and max(even, odd) > _LEAST_ZEROS * len(start)


def _text(content: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    if encoding == "utf-16":
        for mark, order in ((codecs.BOM_UTF16_LE, "le"), (codecs.BOM_UTF16_BE, "be")):
            if content.startswith(mark):
                return content.removeprefix(mark).decode(f"utf-16-{order}", "replace")
        big = content[0:2000:2].count(0) > content[1:2000:2].count(0)
        return content.decode("utf-16-be" if big else "utf-16-le", "replace")
    return content.decode(encoding, "replace")
