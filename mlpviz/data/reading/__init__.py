"""Reads any file of points: what its text is, what its columns are, and what is wrong or uncertain in it."""
