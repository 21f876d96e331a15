"""Long work in the background: rows that wait for a worker, and what they tell while they run."""
