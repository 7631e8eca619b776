"""A ResNet-like network over tabular data (Gorishniy et al. 2021) in PyTorch, as one ONNX graph that starts from raw columns."""

import inspect
import io
import math
import time
import warnings

import numpy
import onnx
import torch
from onnx import helper
from torch import nn

import contract
import tabular

SAMPLE = 256
REPORTS = 200
UNKNOWN = 0


class Block(nn.Module):
    def __init__(self, width, dropout):
        super().__init__()
        self.layers = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.ReLU(), nn.Dropout(dropout), nn.Linear(2 * width, width))

    def forward(self, values):
        return values + self.layers(values)


class TabularNet(nn.Module):
    """Numbers [N, 2k] (standardised, and whether missing) and codes [N, c] to a logit [N]."""

    def __init__(self, numbers, sizes, width, blocks, dropout):
        super().__init__()
        self.embeddings = nn.ModuleList(nn.Embedding(size, min(32, (size + 3) // 2)) for size in sizes)
        self.stem = nn.Linear(2 * numbers + sum(table.embedding_dim for table in self.embeddings), width)
        self.blocks = nn.Sequential(*(Block(width, dropout) for _ in range(blocks)))
        self.head = nn.Sequential(nn.LayerNorm(width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, numbers, codes):
        parts = [numbers] + [table(codes[:, place]) for place, table in enumerate(self.embeddings)]
        return self.head(self.blocks(self.stem(torch.cat(parts, dim=1)))).reshape(-1)


class Probability(nn.Module):
    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, numbers, codes):
        return torch.sigmoid(self.net(numbers, codes))


class Encoding:
    """Means and deviations of numbers, and a code for each category seen five times; code 0 is for the rest."""

    def __init__(self, job, columns):
        self.numbers = [name for name, is_number in job.columns if is_number]
        self.categories = [name for name, is_number in job.columns if not is_number]
        values = {name: tabular.as_numbers(columns[name]) for name in self.numbers}
        self.means = numpy.array([numpy.nanmean(values[name]) if not numpy.isnan(values[name]).all() else 0 for name in self.numbers], dtype=numpy.float32)
        spreads = [numpy.nanstd(values[name]) if not numpy.isnan(values[name]).all() else 1 for name in self.numbers]
        self.spreads = numpy.array([spread if spread > 0 else 1 for spread in spreads], dtype=numpy.float32)
        self.vocabularies = {}
        for name in self.categories:
            texts, counts = numpy.unique(columns[name], return_counts=True)
            self.vocabularies[name] = {str(text): place + 1 for place, text in enumerate(texts[counts >= 5])}

    def encode(self, columns):
        rows = len(next(iter(columns.values())))
        raw = numpy.stack([tabular.as_numbers(columns[name]) for name in self.numbers], axis=1) if self.numbers else numpy.zeros((rows, 0), numpy.float32)
        missing = numpy.isnan(raw)
        scaled = numpy.where(missing, 0, (raw - self.means) / self.spreads).astype(numpy.float32)
        codes = numpy.zeros((rows, len(self.categories)), dtype=numpy.int64)
        for place, name in enumerate(self.categories):
            vocabulary = self.vocabularies[name]
            codes[:, place] = [vocabulary.get(cell, UNKNOWN) for cell in columns[name]]
        return torch.from_numpy(numpy.concatenate([scaled, missing.astype(numpy.float32)], axis=1)), torch.from_numpy(codes)

    def nodes(self):
        """The same as nodes, which end in NUMBERS and CODES."""
        nodes, constants = [], []
        if self.numbers:
            nodes += [
                tabular.joined(self.numbers, "raw/joined"),
                helper.make_node("IsNaN", ["raw/joined"], ["raw/missing"]),
                helper.make_node("Sub", ["raw/joined", "raw/means"], ["raw/centred"]),
                helper.make_node("Div", ["raw/centred", "raw/spreads"], ["raw/scaled"]),
                helper.make_node("Where", ["raw/missing", "raw/zero", "raw/scaled"], ["raw/filled"]),
                helper.make_node("Cast", ["raw/missing"], ["raw/indicator"], to=onnx.TensorProto.FLOAT),
                tabular.joined(["raw/filled", "raw/indicator"], tabular.NUMBERS),
            ]
            constants += [tabular.constant("raw/means", self.means), tabular.constant("raw/spreads", self.spreads), tabular.constant("raw/zero", numpy.float32(0))]
        for name in self.categories:
            nodes.append(tabular.lookup(name, f"raw/{name}", self.vocabularies[name] or {"\0": UNKNOWN}, UNKNOWN))
        if self.categories:
            nodes.append(tabular.joined([f"raw/{name}" for name in self.categories], tabular.CODES))
        return nodes, constants


def export(job, net, encoding):
    """The network by torch.onnx.export, with the encoding before it."""
    exporter = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    example = (torch.zeros(2, 2 * len(encoding.numbers)), torch.zeros(2, len(encoding.categories), dtype=torch.int64))
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Probability(net.cpu().eval()), example, buffer, input_names=[tabular.NUMBERS, tabular.CODES], output_names=["probability"],
            dynamic_axes={name: {0: "N"} for name in (tabular.NUMBERS, tabular.CODES, "probability")}, opset_version=tabular.OPSETS[""], **exporter)
    core = onnx.load_from_string(buffer.getvalue()).graph
    nodes, constants = encoding.nodes()
    return tabular.model(nodes + list(core.node), tabular.inputs(job.columns), constants + list(core.initializer))


class Course:
    """The training, and all of it that a checkpoint must hold."""

    def __init__(self, job, net, device, rate, steps):
        self.job, self.net, self.device, self.steps, self.step = job, net.to(device), device, steps, 0
        self.optimiser = torch.optim.AdamW(self.net.parameters(), lr=rate, weight_decay=1e-4)
        # A short warm-up, then a cosine.
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda at: min(1.0, (at + 1) / max(1, steps // 20)) * 0.5 * (1 + math.cos(math.pi * min(1.0, at / steps))))
        self.mixed = device.type == "cuda"
        self.scaler = torch.cuda.amp.GradScaler(enabled=self.mixed)
        self.losses, self.sum, self.auc = [], 0.0, None

    def advance(self, numbers, codes, labels, weights):
        self.net.train()
        self.optimiser.zero_grad(set_to_none=True)
        with torch.autocast(self.device.type, dtype=torch.float16 if self.mixed else torch.bfloat16, enabled=self.mixed):
            logits = self.net(numbers, codes)
        loss = nn.functional.binary_cross_entropy_with_logits(logits.float(), labels, weight=weights)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.schedule.step()
        self.step += 1
        value = float(loss)
        if not math.isfinite(value):
            raise contract.CannotTrain(f"training diverged at step {self.step}: a lower learning-rate may help")
        self.sum += value

    def write(self, path):
        torch.save({
            "fingerprint": self.job.fingerprint(), "step": self.step, "sum": self.sum, "losses": self.losses, "auc": self.auc,
            "net": self.net.state_dict(), "optimiser": self.optimiser.state_dict(), "schedule": self.schedule.state_dict(), "scaler": self.scaler.state_dict(),
            "random": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state() if self.mixed else None,
        }, path)

    def resume(self):
        path = self.job.resume()
        if not path:
            return
        try:
            state = torch.load(path, map_location="cpu")
        except Exception as damaged:
            self.job.say(note=f"The training began anew: its checkpoint cannot be read ({damaged})")
            return
        if state["fingerprint"] != self.job.fingerprint():
            self.job.say(note="The training began anew: its checkpoint is of another training")
            return
        self.step, self.sum, self.losses, self.auc = state["step"], state["sum"], state["losses"], state["auc"]
        self.net.load_state_dict(state["net"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])
        self.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if self.mixed and state["cuda"] is not None:
            torch.cuda.set_rng_state(state["cuda"])


def predict(net, numbers, codes, device):
    net.eval()
    with torch.no_grad():
        parts = [torch.sigmoid(net(numbers[at:at + 8192].to(device), codes[at:at + 8192].to(device)).float()).cpu() for at in range(0, len(numbers), 8192)]
    return torch.cat(parts).numpy()


def main(job):
    epochs = job.parameter("epochs", 5, 1, 10_000)
    batch = job.parameter("batch-size", 512, 2, 1 << 20)
    width = job.parameter("width", 128, 4, 65_536)
    blocks = job.parameter("blocks", 2, 1, 64)
    dropout = job.parameter("dropout", 0.1, 0.0, 0.9)
    rate = job.parameter("learning-rate", 0.002, 1e-7, 10.0)
    job.parameters_are_read()
    job.refuse_texts()
    torch.manual_seed(job.seed)
    torch.set_num_threads(job.threads)
    device = torch.device("cuda" if job.wants_cuda and torch.cuda.is_available() else "cpu")
    if job.wants_cuda and device.type == "cpu":
        job.say(note="The recipe trained on the CPU: PyTorch finds no CUDA device.")

    columns, labels = job.read()
    encoding = Encoding(job, columns)
    numbers, codes = encoding.encode(columns)
    weights = torch.tensor(job.weights or [1.0] * len(labels), dtype=torch.float32)
    labels = torch.tensor(labels, dtype=torch.float32)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(job.seed))
    held, train = order[:len(labels) // 20], order[len(labels) // 20:]
    batch = min(batch, len(train))
    per_epoch = len(train) // batch
    steps = per_epoch * epochs
    sizes = [len(encoding.vocabularies[name]) + 1 for name in encoding.categories]
    net = TabularNet(len(encoding.numbers), sizes, width, blocks, dropout)
    course = Course(job, net, device, rate, steps)
    course.resume()
    job.say(state="training", step=course.step, steps=steps)
    started, last = time.monotonic(), max(1, round(steps * job.until))
    data = [tensor.to(device) for tensor in (numbers, codes, labels, weights)]
    while course.step < last:
        epoch = course.step // per_epoch
        # By epoch, so that a training that goes on in mid-epoch meets the same rows.
        shuffled = train[torch.randperm(len(train), generator=torch.Generator().manual_seed(job.seed * 1_000_003 + epoch))].to(device)
        while course.step < min(last, (epoch + 1) * per_epoch):
            at = course.step - epoch * per_epoch
            rows = shuffled[at * batch:(at + 1) * batch]
            course.advance(*(tensor[rows] for tensor in data))
            if course.step % max(1, steps // REPORTS) == 0:
                job.say(step=course.step, steps=steps, epoch=epoch + 1, loss=course.sum / (at + 1), validationAuc=course.auc)
            if at + 1 == per_epoch:
                course.losses.append(course.sum / per_epoch)
                course.sum = 0.0
                course.auc = tabular.auc(labels[held].numpy(), predict(net, numbers[held], codes[held], device)) if len(held) else None
            if job.checkpoint_is_due():
                job.checkpoint(course.write)
    if job.until < 1:
        job.checkpoint(course.write)
    job.say(state="writing", step=course.step, steps=steps, trainingSeconds=time.monotonic() - started)

    net.cpu()
    metrics = {
        "recipe": "torch-tabular", "rows": len(train), "steps": course.step, "epochs": len(course.losses),
        "trainableParameters": sum(parameter.numel() for parameter in net.parameters()),
        "finalLoss": course.losses[-1] if course.losses else course.sum / max(1, course.step), "losses": course.losses,
    }
    if course.auc is not None:
        metrics["validationAuc"] = course.auc
    libraries = {"torch": torch.__version__, "onnx": onnx.__version__, "numpy": numpy.__version__}
    gpu = torch.cuda.get_device_name() if device.type == "cuda" else None
    job.leave(
        export(job, net, encoding), metrics, tabular.sample(columns, dict(job.columns), SAMPLE),
        predict(net, numbers[:SAMPLE], codes[:SAMPLE], torch.device("cpu")).tolist(), libraries, "CUDA" if gpu else "CPU", gpu)


contract.run(main)
