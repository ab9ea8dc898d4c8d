"""The model with other steps: the same sums."""

import sys
from importlib.util import find_spec

import numpy as np
import pytest

if not find_spec("onnxruntime"):
    pytest.skip("needs the extra natural", allow_module_level=True)

import onnxruntime
from audiobook.engines.kokoro.protobuf import contents, field, numbers, texts, varint
from audiobook.engines.kokoro.quicker import quicker


def tensor(name, array):
    dims = b"".join(field(1, size) for size in array.shape)
    kind = {"uint8": 2, "int32": 6}[array.dtype.name]
    return field(5, dims + field(2, kind) + field(8, name) + field(9, array.tobytes()))


def listed(key, values):
    content = field(1, key) + b"".join(field(8, value) for value in values) + field(20, 7)
    return field(5, content)


def shape(name, kind, dims):
    """A description of an input or output; a dimension by name has any size."""
    sizes = b""
    for size in dims:
        sizes += field(1, field(1, size) if isinstance(size, int) else field(2, size))
    return field(1, name) + field(2, field(1, field(1, kind) + field(2, sizes)))


def convolution(kernel, zero, pads, dilation):
    """A model of one convolution of bytes."""
    node = b"".join(field(1, each) for each in ("x", "kernel", "x_zero", "zero"))
    node += field(2, "y") + field(3, "/conv") + field(4, "ConvInteger")
    node += listed("pads", pads) + listed("dilations", [dilation]) + listed("strides", [1])
    graph = field(1, node) + field(2, "graph")
    graph += tensor("kernel", kernel) + tensor("zero", np.array([zero], np.uint8))
    graph += field(11, shape("x", 2, [1, kernel.shape[1], "time"]))
    graph += field(11, shape("x_zero", 2, []))
    graph += field(12, shape("y", 6, [1, kernel.shape[0], "length"]))
    return field(1, 9) + field(7, graph) + field(8, field(2, 20))


def run(model, x, x_zero):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    (found,) = session.run(["y"], {"x": x, "x_zero": np.array(x_zero, np.uint8)})
    return found


def exact(x, x_zero, kernel, zero, pads, dilation):
    """The convolution as it is defined."""
    wide = np.pad(x.astype(int) - x_zero, ((0, 0), (0, 0), pads))[0]
    weights = kernel.astype(int) - zero
    length = wide.shape[1] - (kernel.shape[2] - 1) * dilation
    sums = np.zeros((kernel.shape[0], length), int)
    for place in range(kernel.shape[2]):
        sums += weights[:, :, place] @ wide[:, place * dilation :][:, :length]
    return sums[None]


def operators(model):
    (graph,) = contents(memoryview(model), 7)
    return [texts(node, 4)[0] for node in contents(graph, 1)]


@pytest.mark.parametrize(
    ("width", "pads", "dilation"), [(1, (0, 0), 1), (3, (1, 1), 1), (7, (9, 9), 3), (3, (0, 2), 1)]
)
def test_a_convolution_becomes_a_product_with_the_same_sums(width, pads, dilation):
    # Not more than 7 bits, so that processors without VNNI add it up exactly, too.
    random = np.random.default_rng(width)
    kernel = random.integers(96, 160, (5, 64, width), np.uint8)
    x = random.integers(0, 256, (1, 64, 40), np.uint8)
    plain = convolution(kernel, 131, pads, dilation)
    other = quicker(plain)
    assert operators(plain) == ["ConvInteger"]
    assert "ConvInteger" not in operators(other)
    wanted = exact(x, 117, kernel, 131, pads, dilation)
    assert np.array_equal(run(other, x, 117), wanted)
    assert np.array_equal(run(plain, x, 117), wanted)


def test_a_small_convolution_stays():
    plain = convolution(np.full((4, 8, 3), 9, np.uint8), 3, (1, 1), 1)
    assert operators(quicker(plain)) == ["ConvInteger"]


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, sys.maxsize, -1, -7])
def test_numbers_are_read_as_they_are_written(value):
    assert numbers(memoryview(field(3, value)), 3) == [value]
    packed = field(3, varint(value % (1 << 64)) * 2)
    assert numbers(memoryview(packed), 3) == [value, value]
