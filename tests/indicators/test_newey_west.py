"""The long-run variance: by hand, against statsmodels, and as a property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.newey_west import lags_for, long_run_variance

RESIDUALS = st.lists(st.integers(-50, 50).map(float), min_size=4, max_size=30)


def test_as_worked_by_hand() -> None:
    # 2 -1 -1 0: g0 = 6/4, g1 = (-2 + 1 + 0)/4 = -1/4, g2 = (-2 + 0)/4 = -1/2; with two lags the weights are 2/3, 1/3.
    residuals = [2.0, -1.0, -1.0, 0.0]
    assert long_run_variance(residuals, 0) == 1.5
    assert long_run_variance(residuals, 1) == pytest.approx(1.5 + 2 * 0.5 * -0.25)
    assert long_run_variance(residuals, 2) == pytest.approx(1.5 + 2 * (2 / 3 * -0.25 + 1 / 3 * -0.5))


@pytest.mark.parametrize(("count", "lags"), [(4, 1), (15, 2), (22, 2), (35, 3), (100, 4), (101, 4), (300, 5)])
def test_the_rule_for_the_lags(count: int, lags: int) -> None:
    assert lags_for(count) == lags


@given(RESIDUALS, st.integers(0, 3))
def test_it_is_the_error_of_a_mean_in_statsmodels(values: list[float], lags: int) -> None:
    """With the correction n / (n - 1), which both take for the error of a mean."""
    from statsmodels.regression.linear_model import OLS

    residuals = [value - float(np.mean(values)) for value in values]
    fitted = OLS(values, np.ones(len(values))).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    ours = long_run_variance(residuals, lags) / (len(values) - 1)
    assert ours == pytest.approx(float(fitted.cov_params()[0, 0]), abs=1e-9)


@given(RESIDUALS, st.integers(0, 8))
def test_it_is_never_negative(values: list[float], lags: int) -> None:
    assert long_run_variance(values, lags) >= 0
