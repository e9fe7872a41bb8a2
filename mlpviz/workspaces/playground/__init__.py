"""The Playground: draw points, build a network, and watch it learn."""
