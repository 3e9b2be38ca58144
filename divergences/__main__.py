"""python -m divergences."""

from ._command.app import app

if __name__ == "__main__":
    app(prog_name="python -m divergences")
