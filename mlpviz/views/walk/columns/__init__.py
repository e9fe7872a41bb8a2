"""The columns beside the graph of the step-through: the sample, and its gradients."""
