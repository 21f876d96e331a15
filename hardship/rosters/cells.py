"""A kind of cell that only files have."""

from office.workbooks.cells import CellProblem, Phone


class ContactPhone(Phone):
    """A household's telephone. What begins like a mobile number must be a whole one: a landline never begins with 1."""

    def clean(self, value, row=None, **kwargs):
        try:
            return super().clean(value, row, **kwargs)
        except CellProblem as problem:
            raise CellProblem("mobile.format", problem.message) from problem
