"""A fit of cones on few points."""

CONES = {
    "STARTS": 64,
    "POOL": 4096,
    "SEEN": (512, 1024),
    "LOOKED": 4000,
    "CANDIDATES": 64,
}
