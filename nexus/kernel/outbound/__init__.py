"""Calls to addresses that somebody else named: to public ones only, within bounds of time and size."""
