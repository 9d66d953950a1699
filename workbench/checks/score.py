"""One number for a pair: how likely somebody who reads both languages would mark a major error."""

from __future__ import annotations

import math
from collections.abc import Iterable

from workbench.checks.evidence import Evidence
from workbench.domain import Flag, Severity

_UNEXPLAINED_ZH = 0.017
_UNEXPLAINED_EN = 0.0011
_WORST = 2.07
_RATIO = 2.41
_ERROR = 2.0
_BIAS = -7.4
"""Weights of a logistic regression on half of the documents of the marked translations (tests/benchmarks/checks.py)."""


def score(flags: Iterable[Flag], evidence: Evidence) -> float:
    """Probability, 0 to 1, of a sure major error: from the flags, and from how much of the Chinese nothing explains.

    A long sentence full of rare words has more to get wrong, and scores higher even without a flag.
    """
    error = any(flag.severity is Severity.ERROR for flag in flags)
    logit = (
        _UNEXPLAINED_ZH * evidence.zh_unexplained
        + _UNEXPLAINED_EN * evidence.en_unexplained
        + _WORST * math.log1p(max(evidence.zh_worst, 0.0))
        + _RATIO * evidence.size_ratio
        + _ERROR * error
        + _BIAS
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))
