"""One unit on two problems side by side: what it is given, how it learns, and what its mistakes prove."""
