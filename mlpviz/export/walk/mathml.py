"""LaTeX as MathML, which browsers set themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from latex2mathml.converter import convert

_MATHRM = re.compile(r"\\mathrm\{([^{}]*)\}")
KEPT = 4000
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
"""What XML needs and HTML does not."""


@lru_cache(KEPT)
def mathml(latex: str) -> str:
    """A formula as an element `math`; whatever of it is no command is escaped."""
    # Words as one piece: letter by letter, a browser would set them as a product.
    return str(convert(_MATHRM.sub(r"\\text{\1}", latex))).replace(NAMESPACE, "")
