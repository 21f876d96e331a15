"""What the printed papers of a file share: the facts of one file in Chinese words, and cells that hold their text."""
