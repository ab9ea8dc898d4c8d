"""What a book shows -> the evidence for each candidate speaker of each turn,
as numbers.
"""

from audiobook.attribute.ranker.features.first_stage import (
    first_stage_features,
)
from audiobook.attribute.ranker.features.second_stage import (
    second_stage_features,
)
from audiobook.attribute.ranker.features.table import FeatureTable

__all__ = [
    "FeatureTable",
    "first_stage_features",
    "second_stage_features",
]
