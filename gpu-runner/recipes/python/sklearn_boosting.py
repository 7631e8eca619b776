"""scikit-learn's HistGradientBoostingClassifier, as one ONNX graph that starts from raw columns."""

import pickle
import time

import numpy
import sklearn
from onnx import helper
from sklearn.ensemble import HistGradientBoostingClassifier

import contract
import tabular

SAMPLE = 256
# Trees between two looks at the clock; a training that goes on begins at such a place.
STRIDE = 10


def ranks(cells, labels, prior=20.0):
    """Categories in the order of their share of positives, drawn towards the average by `prior` rows."""
    mean, sums = float(numpy.mean(labels)), {}
    for cell, label in zip(cells, labels):
        if cell != contract.MISSING:
            count, positives = sums.get(cell, (0, 0.0))
            sums[cell] = (count + 1, positives + label)
    rate = {cell: (positives + prior * mean) / (count + prior) for cell, (count, positives) in sums.items()}
    return {cell: float(place) for place, cell in enumerate(sorted(rate, key=lambda cell: (rate[cell], cell)))}


def at_most(threshold):
    """The largest float32 that is not above: float32 inputs then go the way that they go by the double."""
    single = numpy.float32(threshold)
    return float(single if float(single) <= threshold else numpy.nextafter(single, numpy.float32(-numpy.inf)))


def ensemble(classifier):
    """The trees as attributes of TreeEnsembleRegressor."""
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true")}
    leaves = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for tree, (predictor,) in enumerate(classifier._predictors):
        for at, node in enumerate(predictor.nodes):
            leaf = bool(node["is_leaf"])
            row = (tree, at, 0 if leaf else int(node["feature_idx"]), 0.0 if leaf else at_most(node["num_threshold"]),
                   "LEAF" if leaf else "BRANCH_LEQ", 0 if leaf else int(node["left"]), 0 if leaf else int(node["right"]),
                   0 if leaf else int(node["missing_go_to_left"]))
            for key, value in zip(nodes, row):
                nodes[key].append(value)
            if leaf:
                for key, value in zip(leaves, (tree, at, 0, float(node["value"]))):
                    leaves[key].append(value)
    return {**{f"nodes_{key}": value for key, value in nodes.items()}, **{f"target_{key}": value for key, value in leaves.items()}}


def graph(job, classifier, vocabularies):
    nodes, names = [], []
    for name, is_number in job.columns:
        names.append(name)
        if not is_number:
            names[-1] = f"raw/{name}"
            nodes.append(tabular.lookup(name, names[-1], vocabularies[name], float("nan")))
    nodes.append(tabular.joined(names, tabular.NUMBERS))
    nodes.append(helper.make_node(
        "TreeEnsembleRegressor", [tabular.NUMBERS], ["raw/sum"], domain="ai.onnx.ml", n_targets=1, aggregate_function="SUM", post_transform="NONE",
        base_values=[float(numpy.ravel(classifier._baseline_prediction)[0])], **ensemble(classifier)))
    nodes.append(helper.make_node("Sigmoid", ["raw/sum"], ["raw/column"]))
    nodes.append(helper.make_node("Reshape", ["raw/column", "raw/flat"], ["probability"]))
    return tabular.model(nodes, tabular.inputs(job.columns), [tabular.constant("raw/flat", numpy.array([-1], dtype=numpy.int64))])


def main(job):
    trees = job.parameter("trees", 200, 1, 10_000)
    rate = job.parameter("learning-rate", 0.1, 1e-6, 1.0)
    leaves = job.parameter("leaves", 31, 2, 4096)
    job.parameters_are_read()
    job.refuse_texts()
    columns, labels = job.read()
    labels = numpy.asarray(labels)
    vocabularies = {name: ranks(columns[name], labels) for name, is_number in job.columns if not is_number}
    features = numpy.stack([
        tabular.as_numbers(columns[name]) if is_number
        else numpy.array([vocabularies[name].get(cell, numpy.nan) for cell in columns[name]], dtype=numpy.float32)
        for name, is_number in job.columns], axis=1)

    job.say(state="training", step=0, steps=trees)
    started = time.monotonic()
    classifier = resumed(job) or HistGradientBoostingClassifier(
        learning_rate=rate, max_leaf_nodes=leaves, early_stopping=False, random_state=job.seed, warm_start=True, max_iter=0)
    last = max(1, round(trees * job.until))
    while classifier.max_iter < last:
        classifier.set_params(max_iter=min(last, classifier.max_iter + STRIDE))
        classifier.fit(features, labels, sample_weight=job.weights)
        done = classifier.max_iter
        job.say(step=done, steps=trees, epoch=1)
        if job.checkpoint_is_due() or (done == last and job.until < 1):
            job.checkpoint(lambda path: write(path, job, classifier))
    job.say(state="writing", trainingSeconds=time.monotonic() - started)

    predictions = classifier.predict_proba(features)[:, 1]
    loss = -numpy.mean(numpy.where(labels == 1, numpy.log(predictions + 1e-12), numpy.log(1 - predictions + 1e-12)))
    metrics = {
        "recipe": "sklearn-boosting", "rows": len(labels), "steps": int(last), "epochs": 1,
        "trainableParameters": int(sum(len(tree.nodes) for (tree,) in classifier._predictors)), "finalLoss": float(loss),
    }
    job.leave(
        graph(job, classifier, vocabularies), metrics, tabular.sample(columns, dict(job.columns), SAMPLE), predictions[:SAMPLE].tolist(),
        {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}, "scikit-learn")


def write(path, job, classifier):
    with open(path, "wb") as file:
        pickle.dump((job.fingerprint(), classifier), file)


def resumed(job):
    """What an earlier attempt had; the runner has checked the file's digest."""
    if not job.resume():
        return None
    try:
        with open(job.resume(), "rb") as file:
            fingerprint, classifier = pickle.load(file)
    except Exception as damaged:
        job.say(note=f"The training began anew: its checkpoint cannot be read ({damaged})")
        return None
    if fingerprint != job.fingerprint():
        job.say(note="The training began anew: its checkpoint is of another training")
        return None
    return classifier


contract.run(main)
