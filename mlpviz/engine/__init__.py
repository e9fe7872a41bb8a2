"""Experiments, the runs that train them, and their records; without Qt."""
