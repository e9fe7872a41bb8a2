"""Faster ways to compute the formulas of nn: taped calls and compiled epochs."""
