"""The painter of networks: looks, lenses, legend, geometry, edges and nodes."""
