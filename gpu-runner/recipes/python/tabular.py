"""Raw columns as a model takes them, in numpy and, the same, as nodes of an ONNX graph."""

import numpy
from onnx import TensorProto, helper, numpy_helper

from contract import MISSING

NUMBERS = "raw/numbers"
CODES = "raw/codes"
OPSETS = {"": 13, "ai.onnx.ml": 3}


def as_numbers(cells):
    """Float32, missing as NaN."""
    return numpy.array([float(cell) if cell else numpy.nan for cell in cells], dtype=numpy.float32)


def sample(columns, kinds, rows):
    """The first rows, as sample.json has them."""
    return {
        name: [None if cell == MISSING else float(cell) if kinds[name] else cell for cell in cells[:rows]]
        for name, cells in columns.items()
    }


def auc(labels, scores):
    """The rank statistic (Mann and Whitney 1947); None where there is one class alone."""
    order = numpy.argsort(scores, kind="stable")
    ranks = numpy.empty(len(scores))
    sorted_scores = numpy.asarray(scores)[order]
    starts = numpy.flatnonzero(numpy.r_[True, sorted_scores[1:] != sorted_scores[:-1]])
    lengths = numpy.diff(numpy.r_[starts, len(scores)])
    ranks[order] = numpy.repeat(starts + (lengths + 1) / 2, lengths)
    positive = numpy.asarray(labels) == 1
    count = positive.sum()
    if count == 0 or count == len(labels):
        return None
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (len(labels) - count)))


def inputs(kinds):
    """One input a column, [N,1]."""
    return [helper.make_tensor_value_info(name, TensorProto.FLOAT if is_number else TensorProto.STRING, ["N", 1]) for name, is_number in kinds]


def joined(names, output):
    return helper.make_node("Concat", names, [output], axis=1)


def lookup(column, output, vocabulary, otherwise):
    """A category's number, by its text; as int64 or as float, by the type of `otherwise`."""
    texts = list(vocabulary)
    values = [vocabulary[text] for text in texts]
    kind = "floats" if isinstance(otherwise, float) else "int64s"
    return helper.make_node(
        "LabelEncoder", [column], [output], domain="ai.onnx.ml", keys_strings=texts,
        **{f"values_{kind}": values, f"default_{kind[:-1]}": otherwise})


def constant(name, values):
    return numpy_helper.from_array(numpy.asarray(values), name)


def model(nodes, model_inputs, constants):
    """A checked model with the output that the pipeline reads."""
    import onnx

    output = helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["N"])
    graph = helper.make_graph(nodes, "recipe", model_inputs, [output], constants)
    built = helper.make_model(graph, opset_imports=[helper.make_opsetid(domain, version) for domain, version in OPSETS.items()])
    built.ir_version = 8
    onnx.checker.check_model(built)
    return built.SerializeToString()
