"""Pictures of claims: numbers come from the claims' own formulas where they can."""
