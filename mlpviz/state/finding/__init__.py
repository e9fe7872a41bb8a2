"""Finding everything that has a name: the entries, which of them a text means, and in which order. No widgets."""
