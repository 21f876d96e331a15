"""The pages of the store: what is in it, goods received, the stock counted."""
