"""Points to learn from: immutable sets of them, and the shapes they are drawn in."""
