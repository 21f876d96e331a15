"""How days and numbers are written, by language; Django reads these beside its own."""
