"""Universal approximation: curves, one hidden layer that follows them, many fits, and the proof by construction."""
