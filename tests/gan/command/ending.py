"""How a command ends that refuses: one sentence on standard error, nothing else, and a 2."""


def refusal(result):
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr.removeprefix("error: ").strip()
