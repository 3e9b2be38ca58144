"""Critics: modules from (batch, ...) to (batch,) that know a bound on their Lipschitz constant."""
