"""The table of a study, in words and numbers."""

from .study import M1, METHODS, RAW, TRANSDUCTIVE, Study

WORDS = {RAW: "pixels, SVM", M1: "M1, SVM", TRANSDUCTIVE: "M1, transductive"}


def print_table(study: Study, seed: int) -> None:
    """Print what was trained, the errors beside those that others reported, and the fingerprint."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 1 << 12
    labels = list(study.errors[RAW])
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("test error in %, by labels")
    for n in labels:
        table.add_column(f"{n:,}", justify="right")
    for method in METHODS:
        table.add_row(WORDS[method], *(str(study.errors[method][n]) for n in labels))
    for name, row in study.published().items():
        table.add_row(name, *(f"{row[n]:.2f}" if n in row else "" for n in labels))
    console.print(head(study, seed), table, foot(study), sep="\n", markup=False)


def head(study: Study, seed: int) -> str:
    """Say what was trained on what."""
    features = study.features
    height, width = study.data.shape
    sizes = "-".join(
        map(str, (height * width, *features.hidden_layer_sizes, features.n_components))
    )
    return (
        f"{study.data.name}: {len(study.data.train.y):,} training and "
        f"{len(study.data.test.y):,} test images of {height} x {width} pixels\n"
        f"M1's VAE: {sizes}, {features.n_epochs_} epochs in {study.seconds['training']:.1f} s, "
        f"bound {study.bound:.2f} nats; seed {seed}"
    )


def foot(study: Study) -> str:
    """Say what the numbers are, and whether the VAE depends on the labels."""
    draws = len(next(iter(study.errors[RAW].values())).values)
    spread = "one draw of the labels" if draws == 1 else f"mean (± sd) over {draws} draws of labels"
    prints = set(study.fingerprints.values())
    numbers = " or ".join(f"{n:,}" for n in study.errors[RAW])
    told = (
        f"the same weights byte for byte (SHA-256 {next(iter(prints))[:16]}...)"
        if len(prints) == 1
        else f"weights that DIFFER ({len(prints)} SHA-256 sums)"
    )
    return (
        f"{spread}, as many labels of each class\n"
        f"The VAE sees no labels: trained anew for an epoch, alone or beside {numbers} "
        f"labels, it has {told}."
    )
