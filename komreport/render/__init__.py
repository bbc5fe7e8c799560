"""From executed chapters to a published report: a Quarto project, two renderers, checks."""
