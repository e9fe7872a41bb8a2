"""How a function of one number is taken apart: where to look, its limits, its largest slope, its composition."""
