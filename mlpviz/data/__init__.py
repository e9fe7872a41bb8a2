"""Points to learn from: immutable point sets, the preset shapes, and CSV files."""
