"""The pages about relief lists."""
