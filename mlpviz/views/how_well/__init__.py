"""How well a network answers: confusion of classes, errors of values, for train and for test points."""
