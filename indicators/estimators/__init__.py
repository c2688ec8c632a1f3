"""What is known of a pair's trade after its last report: each way to estimate it, and all of them side by side."""

from indicators.estimators.estimates import ESTIMATORS, NOT_COMPUTED, Estimate, estimates

__all__ = ["ESTIMATORS", "NOT_COMPUTED", "Estimate", "estimates"]
