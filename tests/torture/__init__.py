"""What Nexus promises, under fire: real processes on real engines, killed while they work.

`make torture` runs the cases at full size and writes docs/reports/torture.md; the suite runs them small. Each
case runs a second time with its defence taken out, and must then fail: a test that can't fail proves nothing.
"""
