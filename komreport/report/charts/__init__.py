"""Figures: one theme, one look, numbers behind each of them."""
