"""The renderer for machines without Quarto: pandoc and Typst, from the same Quarto project.

It reads the features of Quarto that the notebooks use, and refuses the rest with cell and line.
HTML and PDF come from the same document tree, with the Lua filter, style sheet and Typst template
of ``_extensions/kom``.
"""
