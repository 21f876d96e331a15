"""What each fund has for a year, as a sum, down to the records behind it."""
