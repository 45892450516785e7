"""Survival of cardiac arrest by the minutes until the crew."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INTERCEPT, PER_MINUTE = 0.679, 0.262
"""De Maio and others 2003, doi:10.1067/mem.2003.266: logistic in the minutes from the call to the scene."""


def survival(doezd_s: Floats) -> Floats:
    """Chance to survive a cardiac arrest after so many seconds; 0 where nobody came (`inf`).

    Fitted on cardiac arrests of Ontario with defibrillation on arrival: for other P1 calls it is an indicator only.
    """
    with np.errstate(over="ignore"):  # exp of an endless wait is inf, and the chance is then 0: meant
        return np.asarray(1 / (1 + np.exp(INTERCEPT + PER_MINUTE * doezd_s / 60)))
