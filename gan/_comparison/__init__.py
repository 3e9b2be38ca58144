"""Methods, architectures and seeds, trained on the same images and judged by the same judge."""
