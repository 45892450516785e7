"""Reports: one self-contained page and a PDF of a comparison, its tables beside them. `write_report` is the door."""

from simulations.report.evidence import Evidence, gathered
from simulations.report.page import Sheet, show
from simulations.report.study import Shown, Study
from simulations.report.writing import Origin, Written, study_of, write_report

__all__ = ["Evidence", "Origin", "Sheet", "Shown", "Study", "Written", "gathered", "show", "study_of", "write_report"]
