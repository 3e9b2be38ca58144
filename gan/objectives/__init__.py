"""What a discriminator and a generator aim at, as functions of scores."""
