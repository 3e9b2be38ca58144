"""Variational inference: approximations of a law by a simpler one, beside exact answers."""
