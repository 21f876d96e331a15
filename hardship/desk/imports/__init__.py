"""Workbooks in the browser: bring them in, see what becomes of them, correct what was not understood, import, take back."""
