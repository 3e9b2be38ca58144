"""python -m proofs: derive each sentence, check each step, refute each control."""

from ._command.app import app

if __name__ == "__main__":
    app(prog_name="python -m proofs")
