"""The command line of vae: sub-commands, and refusals in one sentence."""

import typer

from .m1 import m1_command
from .options import SeveralLabels

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Variational autoencoders, beside what others reported.",
)


@app.callback()
def _commands() -> None:
    """Keep each command a sub-command."""


app.command(name="m1", cls=SeveralLabels, short_help="Test errors of M1 by the number of labels.")(
    m1_command
)
