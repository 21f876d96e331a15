"""Relief that a bank pays: the files for it, and what it answers."""
