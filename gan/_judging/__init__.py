"""How samples are judged: one measure a file; `gan.evaluate` is the table of contents."""
