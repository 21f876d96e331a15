"""The pages about cases put up to the city."""
