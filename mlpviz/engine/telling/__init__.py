"""The explanation of a walk: operations, equations, sentences and lines of source."""
