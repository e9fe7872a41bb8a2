"""The page of a batch: a ledger of gradients, and the bars of one weight beside it."""
