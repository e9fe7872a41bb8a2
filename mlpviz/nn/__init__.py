"""The mathematics of networks: functions of arrays, with NumPy alone."""
