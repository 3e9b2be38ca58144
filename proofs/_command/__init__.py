"""python -m proofs: derive each sentence, decide each statement of the documents."""
