"""What a fixed number of draws of a strategy gives, the same in every run."""

from hypothesis import Phase, given, settings


def drawn(strategy, many):
    found = []

    @settings(max_examples=many, phases=[Phase.generate], derandomize=True, database=None)
    @given(strategy)
    def draw(example):
        found.append(example)

    draw()
    return found
