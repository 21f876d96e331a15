"""What people did: one hash-chained entry for each act."""
