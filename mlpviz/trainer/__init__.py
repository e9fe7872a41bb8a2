"""Training in a thread of its own; the window stays responsive."""
