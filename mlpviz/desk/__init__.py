"""What the window's controls do: it stands between the window on one side, state and trainer on the other."""
