"""Eurostat's formats, one module for each kind of table."""
