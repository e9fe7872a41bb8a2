"""The network column: graph, edges, units, layer chips and training fields."""
