"""The formulas of nn without Python in the way: calls on tape, and compiled epochs."""
