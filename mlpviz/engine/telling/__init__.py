"""A walk taken apart and told: operations, equations, sentences and lines of source."""
