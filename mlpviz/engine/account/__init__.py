"""The loss account: which weights a change of the train loss is owed to, over a range of epochs."""
