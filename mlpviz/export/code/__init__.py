"""Networks as code and files that other programs carry on with; nothing here needs Qt."""
