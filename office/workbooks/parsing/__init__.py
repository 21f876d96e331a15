"""The reader's child process: bytes of any roster file in, sheets out. Imports no Django and is never imported by it.

``office.workbooks.reader`` starts it; everything here may be killed, run out of memory or crash at any time.
"""
