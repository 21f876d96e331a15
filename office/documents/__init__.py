"""Rows and templates in, PDF and XLSX bytes out. Knows no model and asks no database."""
