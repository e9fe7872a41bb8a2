"""An experiment under way, and the records of it; no Qt anywhere."""
