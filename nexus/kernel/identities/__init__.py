"""Others' identities: signing in with an account that one has somewhere else."""
