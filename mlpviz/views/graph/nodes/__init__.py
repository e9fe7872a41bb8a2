"""How nodes look: thumbnails of their answers, or boxes with values; and what both looks share."""
