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
    import xgboost

    try:
        import torch
        pytorch = torch.__version__
    except ImportError:
        pytorch = "none"
    blas = os.path.basename(os.path.dirname(os.path.realpath("/usr/lib/x86_64-linux-gnu/libblas.so.3")))
    return {"python": sys.version.split()[0], "python-xgboost": xgboost.__version__, "scikit-learn": sklearn.__version__,
            "pytorch": pytorch, "pytorch-blas": blas}


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


def tables(job):
    """Writes tables that come with scikit-learn as files."""
    from sklearn import datasets

    for name in job["names"]:
        data = getattr(datasets, "load_" + name)()
        rows = np.column_stack([data.data, data.target])
        names = ["x%d" % (i + 1) for i in range(data.data.shape[1])] + ["target"]
        with open(os.path.join(FOLDER, name + ".csv"), "w") as file:
            file.write(",".join(names) + "\n")
            for row in rows:
                file.write(",".join(repr(float(value)) if i < len(row) - 1 else "%g" % value for i, value in enumerate(row)) + "\n")
    return {}


def default(job):
    """A kind of model at its library's defaults; the linear ones on standardised numbers and one column a category."""
    columns, kinds, labels = job["columns"], np.asarray(job["categories"], dtype=bool), array(job["data"] + ".labels", np.float32)
    train, test = array(job["data"] + ".train", np.float32, columns), array(job["data"] + ".test", np.float32, columns)
    number = job["task"] == "Regression"
    start = time.perf_counter()
    if job["model"] == "xgboost":
        from xgboost import XGBClassifier, XGBRegressor

        model = XGBRegressor(n_jobs=THREADS) if number else XGBClassifier(n_jobs=THREADS)
    elif job["model"] == "histogram":
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

        model = HistGradientBoostingRegressor(random_state=1) if number else HistGradientBoostingClassifier(random_state=1)
    else:
        from sklearn.compose import make_column_transformer
        from sklearn.impute import SimpleImputer
        from sklearn.linear_model import LogisticRegression, Ridge
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import OneHotEncoder, StandardScaler

        encoder = make_column_transformer(
            (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), np.flatnonzero(~kinds)),
            (make_pipeline(SimpleImputer(strategy="constant", fill_value=-1), OneHotEncoder(handle_unknown="ignore")),
             np.flatnonzero(kinds)))
        model = make_pipeline(encoder, Ridge() if number else LogisticRegression(max_iter=1000))
    classes, known = None, labels
    if not number:
        classes, known = np.unique(labels.astype(int), return_inverse=True)
    model.fit(train, known)
    seconds = time.perf_counter() - start
    if number:
        answer(job["data"], model.predict(test))
    else:
        said = model.predict_proba(test)
        if job["task"] == "Binary":
            answer(job["data"], said[:, 1])
        else:
            whole = np.zeros((len(test), job["classes"]))
            whole[:, classes] = said
            answer(job["data"], whole.reshape(-1))
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
        said = {"versions": versions, "boost": boost, "histogram": histogram, "network": network, "tables": tables,
                "default": default}[job["do"]](job)
    except ImportError as missing:
        said = {"missing": str(missing)}
    print(json.dumps(said), flush=True)
