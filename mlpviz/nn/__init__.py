"""The mathematics: arrays in, arrays out, with NumPy alone."""
