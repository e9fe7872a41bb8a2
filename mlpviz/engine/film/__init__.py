"""Which epochs a film of a training shows, and for how long."""
