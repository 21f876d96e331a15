"""Relief that a bank pays, at the desk: the files for it, and what it answers."""
