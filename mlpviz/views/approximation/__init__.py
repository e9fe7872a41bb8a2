"""Views of the approximation laboratory: the curve, what each unit adds, errors, and the proof by hand."""
