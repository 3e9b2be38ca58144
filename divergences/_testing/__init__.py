"""What `divergences.testing` re-exports, one idea a file."""
