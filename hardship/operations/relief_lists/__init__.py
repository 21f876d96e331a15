"""Relief lists made in the office: opened, filled, guarded, moved on, paid, corrected (domain.md 4)."""
