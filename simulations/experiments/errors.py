"""Why an experiment cannot be made.

Errors::

    ExperimentInvalid
    ├── NotComparable   the scenarios do not meet the same calls, or a replication does not know the figure
    ├── TooFew          too few replications, candidates or crews for an answer
    └── OutOfReach      no value between the bounds meets the target
"""


class ExperimentInvalid(Exception):
    """Something about the question that the planner can mend."""


class NotComparable(ExperimentInvalid):
    """The scenarios do not meet the same calls, or a replication does not know the figure."""


class TooFew(ExperimentInvalid):
    """Too few replications, candidates or crews for an answer."""


class OutOfReach(ExperimentInvalid):
    """No value between the bounds meets the target."""
