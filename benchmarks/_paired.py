"""What two ways of one training cost against each other: CPU seconds a unit, in pairs."""

import statistics
import time

from scipy.stats import binom

AT_MOST = 1.05
FEW, MANY = 1, 3  # units: what is done once for a training cancels in the difference


def seconds(function, *arguments):
    start = time.process_time()
    function(*arguments)
    return time.process_time() - start


def a_unit(function, *arguments):
    """CPU seconds of one unit, where the first argument says how many there are."""
    few, many = (seconds(function, units, *arguments) for units in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def median_and_interval(values):
    """The median, and order statistics that hold it with at least 95 % probability."""
    ordered, n = sorted(values), len(values)
    below = max(0, int(binom.ppf(0.025, n, 0.5)) - 1)
    return statistics.median(ordered), (ordered[below], ordered[n - 1 - below])


def compared(ours, by_hand, rounds, *arguments):
    """Seconds of both, alternating, and the ratio with its interval."""
    pairs = [(a_unit(ours, *arguments), a_unit(by_hand, *arguments)) for _ in range(rounds)]
    median, interval = median_and_interval([mine / theirs for mine, theirs in pairs])
    return {
        "ours": statistics.median(mine for mine, _ in pairs),
        "by_hand": statistics.median(theirs for _, theirs in pairs),
        "ratio": median,
        "interval": interval,
        "at_most_5_percent_slower": interval[1] < AT_MOST,
    }


def told(name, found):
    low, high = found["interval"]
    return (
        f"{name}: {found['ours']:.3f} s, by hand {found['by_hand']:.3f} s, "
        f"ratio {found['ratio']:.3f} [{low:.3f}, {high:.3f}]"
    )
