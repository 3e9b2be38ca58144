"""The command `python -m divergences compare`: two data sets, every distance, one table."""
