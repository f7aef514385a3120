"""Number an equation by its own label, so that page, docstring and hint name it alike."""

from sphinx.domains.math import MathDomain


class NamedEquations(MathDomain):
    """Sphinx' equations, with (lstm-c) in place of (17)."""

    def note_equation(self, docname, labelid, location=None):
        """Remember the equation; what Sphinx shows as its number is its label."""
        super().note_equation(docname, labelid, location)
        self.equations[labelid] = (docname, labelid)


def setup(app):
    """Put :class:`NamedEquations` in the place of Sphinx' own domain."""
    app.add_domain(NamedEquations, override=True)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
