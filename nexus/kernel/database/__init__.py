"""PostgreSQL, as Nexus uses it."""
