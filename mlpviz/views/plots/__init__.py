"""Diagnostics and timeline: curves, histograms and the track through time."""
