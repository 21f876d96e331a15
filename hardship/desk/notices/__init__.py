"""The pages about public notices."""
