"""The same trainings in Debian's Python libraries: a JSON command a line in, a JSON answer a line out."""
import json
import os
import sys
import time

THREADS = int(sys.argv[1])
FOLDER = sys.argv[2]
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = str(THREADS)

import numpy as np


def array(name, kind, columns=None):
    values = np.fromfile(os.path.join(FOLDER, name), dtype=kind)
    return values if columns is None else values.reshape(-1, columns)


def answer(data, values):
    np.asarray(values, dtype=np.float32).tofile(os.path.join(FOLDER, data + ".answers"))


def versions(_):
    import sklearn
    import torch
    import xgboost

    blas = os.path.basename(os.path.dirname(os.path.realpath("/usr/lib/x86_64-linux-gnu/libblas.so.3")))
    return {"python": sys.version.split()[0], "python-xgboost": xgboost.__version__, "scikit-learn": sklearn.__version__,
            "pytorch": torch.__version__, "pytorch-blas": blas}


def boost(job):
    """From columns in memory to a saved model: a held-back share watched each round, as the recipe does."""
    import xgboost

    train, labels = array(job["data"] + ".train", np.float32, job["columns"]), array(job["data"] + ".labels", np.float32)
    test = array(job["data"] + ".test", np.float32, job["columns"])
    start = time.perf_counter()
    order = np.random.default_rng(1).permutation(len(labels))
    held = min(50_000, len(labels) // 20)
    rows, watched = order[held:], order[:held]
    matrix = xgboost.DMatrix(train[rows], label=labels[rows], nthread=THREADS)
    watch = xgboost.DMatrix(train[watched], label=labels[watched], nthread=THREADS)
    model = xgboost.train(
        {"nthread": THREADS, "tree_method": "hist", "seed": 1, **job["parameters"]}, matrix, job["rounds"],
        evals=[(matrix, "training"), (watch, "watched")], early_stopping_rounds=job["patience"] or None, verbose_eval=False)
    model.save_raw("ubj")
    seconds = time.perf_counter() - start
    best = {"iteration_range": (0, model.best_iteration + 1)} if job["patience"] else {}
    answer(job["data"], model.predict(xgboost.DMatrix(test, nthread=THREADS), **best))
    return {"seconds": seconds, "rounds": model.num_boosted_rounds()}


def histogram(job):
    from sklearn.ensemble import HistGradientBoostingRegressor

    start = time.perf_counter()
    model = HistGradientBoostingRegressor(random_state=1)
    model.fit(array(job["data"] + ".train", np.float32, job["columns"]), array(job["data"] + ".labels", np.float32))
    seconds = time.perf_counter() - start
    answer(job["data"], model.predict(array(job["data"] + ".test", np.float32, job["columns"])))
    return {"seconds": seconds}


def network(job):
    """The same network on the same encoded rows, batches, schedule and optimiser, in eager PyTorch."""
    import torch
    from torch import nn

    torch.set_num_threads(THREADS)
    torch.manual_seed(1)
    columns, numbers, hidden, batch = job["codes"], job["numbers"], job["hidden"], job["batch"]
    codes = torch.from_numpy(array(job["data"] + ".train.codes", np.int32, columns).astype(np.int64))
    values = torch.from_numpy(array(job["data"] + ".train.numbers", np.float32, max(1, numbers)))
    labels = torch.from_numpy(array(job["data"] + ".labels", np.float32)).unsqueeze(1)

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.table = nn.EmbeddingBag(job["tableRows"], hidden[0], mode="sum")
            self.first = nn.Linear(numbers, hidden[0])
            widths = [*hidden, 1]
            self.above = nn.Sequential(*[
                part for i in range(1, len(widths)) for part in (nn.ReLU(), nn.Linear(widths[i - 1], widths[i]))])
            nn.init.normal_(self.table.weight, std=(columns + numbers) ** -0.5)

        def forward(self, codes, values):
            return self.above(self.table(codes) + self.first(values))

    model, loss = Network(), nn.BCEWithLogitsLoss()
    optimiser = torch.optim.Adam(model.parameters(), lr=job["rate"], foreach=job.get("foreach", True))
    per_epoch = len(labels) // batch
    steps = per_epoch * job["epochs"]
    most = min(steps, job.get("steps") or steps)
    rising = max(1, steps * 0.05)
    start = time.perf_counter()
    for step in range(most):
        if step % per_epoch == 0:
            order = torch.randperm(len(labels))
        share = (step + 1) / (rising + 1) if step < rising else \
            0.02 + 0.98 * (1 + np.cos(np.pi * (step - rising) / max(1, steps - rising))) / 2
        optimiser.param_groups[0]["lr"] = job["rate"] * share
        place = step % per_epoch * batch
        rows = order[place:place + batch]
        optimiser.zero_grad(set_to_none=True)
        loss(model(codes[rows], values[rows]), labels[rows]).backward()
        optimiser.step()
    seconds = time.perf_counter() - start
    if not job.get("steps"):
        with torch.no_grad():
            answer(job["data"], torch.sigmoid(model(
                torch.from_numpy(array(job["data"] + ".test.codes", np.int32, columns).astype(np.int64)),
                torch.from_numpy(array(job["data"] + ".test.numbers", np.float32, max(1, numbers))))).squeeze(1).numpy())
    return {"seconds": seconds, "steps": most, "parameters": sum(part.numel() for part in model.parameters())}


for line in sys.stdin:
    job = json.loads(line)
    try:
        said = {"versions": versions, "boost": boost, "histogram": histogram, "network": network}[job["do"]](job)
    except ImportError as missing:
        said = {"missing": str(missing)}
    print(json.dumps(said), flush=True)
