"""`mlpviz completion`: scripts with which a shell completes commands, options and their values."""
