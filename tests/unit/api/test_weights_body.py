"""A speed factor that no road can have is refused with its field."""

import math

import pytest
from pydantic import ValidationError

from dispatch.api.problems import field_errors
from dispatch.api.roads import WeightsBody


@pytest.mark.parametrize("factor", [0, -1, 10.5, math.inf, math.nan])
@pytest.mark.parametrize("name", ["speed_factor", "class_factor"])
def test_a_factor_out_of_bounds_is_named(name: str, factor: float) -> None:
    key = "siren" if name == "speed_factor" else "primary"
    with pytest.raises(ValidationError) as refused:
        WeightsBody.model_validate({name: {key: factor}})
    assert field_errors(refused.value.errors())[0].field == f"{name}.{key}"
