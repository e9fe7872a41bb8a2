"""The ledger of a batch: how the gradients of its samples become one step of the optimizer."""
