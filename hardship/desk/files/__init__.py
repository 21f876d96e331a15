"""The pages of one file: its story, its steps, its papers."""
