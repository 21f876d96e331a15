"""Figures, each defined once, and the reports made of them."""
