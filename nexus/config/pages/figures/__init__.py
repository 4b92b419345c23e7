"""The figures on the back office's overview: one module a side of the business, read only where it is on."""
