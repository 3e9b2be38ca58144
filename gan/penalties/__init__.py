"""Penalties and projections that pull a critic towards slope one."""
