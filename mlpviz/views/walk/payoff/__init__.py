"""The card of an update that was kept: what it was good for."""
