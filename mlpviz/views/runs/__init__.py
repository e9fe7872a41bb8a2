"""Earlier runs: a list, their losses in one plot, and when training stops by itself."""
