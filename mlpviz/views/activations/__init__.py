"""What the Activations laboratory draws: tiles, the large plot, the sums of the network, formulas and properties."""
