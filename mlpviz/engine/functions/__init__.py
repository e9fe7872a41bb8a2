"""Activation functions seen from outside: what is true of them, and what depth makes of them."""
