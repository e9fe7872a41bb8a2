"""The loss account: a range of epochs, and what each layer and weight added to the train loss."""
