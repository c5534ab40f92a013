"""One Flask blueprint for each group of screens."""
