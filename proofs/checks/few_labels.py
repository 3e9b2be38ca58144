"""What small experiments say of embeddings, kernels and classifiers with few labels."""

import numpy as np
from numpy.typing import NDArray

from . import supports

Values = NDArray[np.float64]


def accuracy_on_first_component(spread_of_other: float) -> float:
    """Embed two classes by the widest direction, without labels; classify with 10 labels."""
    generator = np.random.default_rng(0)
    labels = generator.integers(2, size=1000)
    x = np.stack(
        [4.0 * labels + generator.normal(size=1000), spread_of_other * generator.normal(size=1000)],
        1,
    )
    x -= x.mean(0)
    widest = np.linalg.svd(x, full_matrices=False)[2][0]
    z, few = x @ widest, np.arange(10)
    centres = [z[few][labels[few] == k].mean() for k in (0, 1)]
    guess = np.abs(z[:, None] - centres).argmin(1)
    return float((guess == labels).mean())


@supports("000-037")
def few_labels_suffice_only_if_the_embedding_clusters_classes() -> tuple[bool, bool]:
    """Let what has nothing to do with the class vary more than the class, or less."""
    clustered, buried = accuracy_on_first_component(0.5), accuracy_on_first_component(20.0)
    return clustered > 0.9 and buried > 0.9, clustered > 0.9 > 0.7 > buried


@supports("000-046")
def scale_takes_the_variance_of_all_entries() -> tuple[bool, bool]:
    """Compare scikit-learn's gamma with two variances of a matrix whose columns differ."""
    from sklearn.svm import SVC

    generator = np.random.default_rng(1)
    x = generator.normal([0.0, 5.0, -3.0], [1.0, 2.0, 3.0], (40, 3))
    used = SVC(gamma="scale").fit(x, x[:, 0] > 0)._gamma
    by_feature = 1 / (3 * x.var(0).mean())
    return bool(np.isclose(used, by_feature)), bool(np.isclose(used, 1 / (3 * x.var())))


@supports("000-048")
def a_regular_svm_is_no_transductive_one() -> tuple[bool, bool]:
    """Classify by an SVM, and by one that learns from unlabelled points as well, as a TSVM does.

    The second is taught on the first one's guesses: the start of a transductive SVM (Joachims,
    1999). As given, both are one method, and label all points alike.
    """
    from sklearn.svm import SVC

    generator = np.random.default_rng(2)
    y = generator.integers(2, size=300)
    x = generator.normal(size=(300, 2)) + y[:, None]
    plain = SVC(gamma="scale").fit(x[:8], y[:8])
    labels = []
    for unlabelled in (x[8:104], x[104:200]):
        guessed = np.concatenate([y[:8], plain.predict(unlabelled)])
        taught = SVC(gamma="scale").fit(np.concatenate([x[:8], unlabelled]), guessed)
        labels.append(taught.predict(x[200:]))
    differ = [bool((row != plain.predict(x[200:])).any()) for row in labels]
    return not any(differ), all(differ) and bool((labels[0] != labels[1]).any())


def nearest_neighbour_accuracy(leak: bool, shuffle: bool) -> float:
    """Classify digits by the nearest one; with a leak the test set is among those to compare."""
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    generator = np.random.default_rng(3)
    order = generator.permutation(len(y))
    x, y = x[order], y[order]
    if shuffle:
        y = generator.permutation(y)
    train = np.arange(700) if leak else np.arange(500)
    test = np.arange(500, 700)
    squares = ((x[test][:, None] - x[train]) ** 2).sum(-1)
    return float((y[train][squares.argmin(1)] == y[test]).mean())


@supports("000-051")
def a_lower_error_does_not_validate_an_implementation() -> tuple[bool, bool]:
    """A leak lowers the error, too; shuffled labels tell the leak from the honest classifier."""
    honest, leaky = (nearest_neighbour_accuracy(leak, shuffle=False) for leak in (False, True))
    fair, caught = (nearest_neighbour_accuracy(leak, shuffle=True) for leak in (False, True))
    return leaky <= honest, leaky > honest and fair < 0.2 < caught
