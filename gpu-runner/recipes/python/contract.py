"""The runner's contract (docs/reference/runner.md), for recipes in Python: what a job says, and what a recipe must leave."""

import csv
import hashlib
import json
import os
import signal
import sys
import time

CANNOT_TRAIN = 65
STOPPED = 75
MISSING = ""


class CannotTrain(Exception):
    """The data or the parameters cannot give a model, however often it is tried."""


class Job:
    def __init__(self):
        self.folder = os.environ["JOB_IN"]
        self.out = os.environ["JOB_OUT"]
        with open(os.path.join(self.folder, "job.json"), encoding="utf-8") as file:
            self.document = json.load(file)
        if self.document["contract"] != 1:
            raise CannotTrain(f"contract {self.document['contract']}: this recipe knows 1")
        self.seed = self.document["seed"]
        self.threads = self.document["threads"]
        self.wants_cuda = self.document["device"] == "cuda"
        self.until = self.document["until"]
        self.columns = [(column["name"], column["type"] not in ("category", "text")) for column in self.document["data"]["columns"]["columns"]]
        self.label = self.document["data"]["columns"]["label"]["name"]
        self.weight = (self.document["data"]["columns"].get("weight") or {}).get("name")
        self.weights = None
        self.stop_asked = False
        self._checkpoints = 0
        self._checkpointed = time.monotonic()
        self._asked = set()
        signal.signal(signal.SIGTERM, self._stop)

    def _stop(self, *_):
        self.stop_asked = True

    def parameter(self, name, default, least, most):
        """A number from the pipeline's parameters, in the type of its default."""
        self._asked.add(name)
        text = self.document["parameters"].get(name)
        if text is None:
            return default
        try:
            value = type(default)(text)
        except ValueError:
            raise CannotTrain(f"parameter '{name}' is '{text}': must be a number") from None
        if not least <= value <= most:
            raise CannotTrain(f"parameter '{name}' is '{text}': must be from {least} to {most}")
        return value

    def refuse_texts(self):
        """For recipes that know numbers and categories alone."""
        texts = [column["name"] for column in self.document["data"]["columns"]["columns"] if column["type"] == "text"]
        if texts:
            raise CannotTrain(
                f"column '{texts[0]}' is of type text, of which this recipe cannot learn: take another recipe, or give the column 'role: ignore'"
            )

    def parameters_are_read(self):
        unknown = sorted(set(self.document["parameters"]) - self._asked)
        if unknown:
            raise CannotTrain(f"there is no parameter '{unknown[0]}'; there are: {', '.join(sorted(self._asked))}")

    def read(self):
        """The rows as lists of text, one a column, in the pipeline's order; and the labels as 0 or 1. What each row counts is in `weights`."""
        self.say(state="reading")
        names = [name for name, _ in self.columns]
        cells, labels, weights = [[] for _ in names], [], []
        for entry in self.document["data"]["files"]:
            with open(os.path.join(self.folder, entry["path"]), newline="", encoding="utf-8") as file:
                rows = csv.reader(file)
                places = {name: place for place, name in enumerate(next(rows))}
                order = [places[name] for name in names]
                at = places[self.label]
                for row in rows:
                    for column, place in zip(cells, order):
                        column.append(row[place])
                    labels.append(float(row[at]))
                    if self.weight:
                        weights.append(float(row[places[self.weight]]))
        if len(set(labels)) < 2:
            raise CannotTrain(f"label '{self.label}' has one class alone in {len(labels)} training rows")
        if self.weight:
            mean = sum(weights) / len(weights)
            if not mean > 0:
                raise CannotTrain(f"the weights of the {len(weights)} training rows add up to nothing: no row counts")
            self.weights = [weight / mean for weight in weights]
        return dict(zip(names, cells)), labels

    def say(self, **line):
        with open(os.path.join(self.out, "progress.ndjson"), "a", encoding="utf-8") as file:
            file.write(json.dumps({key: value for key, value in line.items() if value is not None}) + "\n")

    def resume(self):
        """The path of the checkpoint to go on from, or None."""
        name = self.document.get("resume")
        return os.path.join(self.folder, name) if name else None

    def checkpoint_is_due(self):
        return self.stop_asked or time.monotonic() - self._checkpointed >= self.document["checkpointEverySeconds"]

    def checkpoint(self, write):
        """Leaves a checkpoint, which `write(path)` writes; ends the recipe where that was asked for."""
        self._checkpoints += 1
        name = f"{self._checkpoints:06}.state"
        path = os.path.join(self.out, "checkpoints", name)
        write(path + ".partial")
        os.rename(path + ".partial", path)
        self._checkpointed = time.monotonic()
        self.say(checkpoint=name)
        if self.stop_asked:
            sys.exit(STOPPED)

    def fingerprint(self):
        """Of what a checkpoint is good for: the same recipe on the same data."""
        facts = {key: self.document[key] for key in ("recipe", "parameters", "seed", "data")}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()

    def leave(self, model, metrics, rows, predictions, libraries, provider, gpu=None):
        """Writes everything but the checkpoints; `rows` and `predictions` are the sample that the model is tried with."""
        documents = {
            "metrics.json": metrics,
            "sample.json": {"rows": rows, "predictions": predictions},
            "environment.json": {"libraries": libraries, "executionProvider": provider, **({"gpu": gpu} if gpu else {})},
        }
        for name, document in documents.items():
            with open(os.path.join(self.out, name), "w", encoding="utf-8") as file:
                json.dump(document, file)
        with open(os.path.join(self.out, "model.onnx"), "wb") as file:
            file.write(model)


def run(main):
    try:
        main(Job())
    except CannotTrain as reason:
        print(reason, file=sys.stderr)
        sys.exit(CANNOT_TRAIN)
