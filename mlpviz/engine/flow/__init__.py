"""How gradients flow through deep networks: grids of runs, what they show, and what theory expects."""
