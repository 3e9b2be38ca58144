"""What the playground is made of: shapes, arrows, the truth, frames."""
