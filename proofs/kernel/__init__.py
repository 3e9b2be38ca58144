"""What must be believed: checkers of evidence, which solve nothing."""
