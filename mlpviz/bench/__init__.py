"""One experiment under way: what the learner chose, the trainer that learns it, and what is on screen of it."""
