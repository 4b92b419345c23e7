"""Nexus: one backend on which people build a marketplace and a job board."""

__version__ = "0.1.0"
