"""The command line of gan: sub-commands, and refusals in one sentence."""

import typer

from .audit import audit_command
from .compare import compare_command
from .critics import critics_command
from .features import features_command
from .playground import playground_command

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Critics and GANs, whose values are held against the exact distances.",
)


@app.callback()
def _commands() -> None:
    """Keep each command a sub-command."""


app.command(name="audit", short_help="Say what a critic fitted on two data sets is worth.")(
    audit_command
)
app.command(name="compare", short_help="Train GANs on one data set, and judge what they generate.")(
    compare_command
)
app.command(name="critics", short_help="Fit a critic on a pair of laws whose W1 is known.")(
    critics_command
)
app.command(
    name="features", short_help="Train a classifier whose features distances are taken in."
)(features_command)
app.command(name="playground", short_help="Train a GAN in the plane, with the truth beside it.")(
    playground_command
)
