"""The model file of the natural voices: found, checked, put in place.

``files`` finds it; ``install`` puts it in place. Neither needs what the engine needs.
"""

from audiobook.engines.weights.files import SHA_256, Weights, weights

__all__ = ["SHA_256", "Weights", "weights"]
