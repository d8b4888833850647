"""One step of meta-training in PyTorch: the twin of bench/train.ts. Run by hand, not in CI.

    python3 bench/peers/meta_step.py [--rounds 5]    JSON on standard output: every variant's median and quartiles, in ms
    python3 bench/peers/meta_step.py --serve         for bench/train.ts: a line of JSON per request

LSTM-100, d = 6, batch 128, 256 random waves per function, drawn anew for every step; inputs x and y, x = sigmoid(V h + v);
mean of f over the trajectory; backward, clipping of the norm, Adam. Measured with PyTorch 2.15 from PyPI. Three cells:

    eager      the cell written out, operation by operation
    scripted   the same, compiled by torch.jit.script
    library    torch.nn.LSTMCell
"""
import json
import math
import sys
import time
import warnings

import torch

warnings.filterwarnings("ignore", message=".*torch.jit.script.*")

BATCH, DIM, WAVES, UNITS, LENGTH_SCALE = 128, 6, 256, 100, 0.2


def cell(z_in, h, c, W, b):
    """z_in: [B, d + 1]; h, c: [B, H]; W: [d + 1 + H, 4 H]."""
    i, f, g, o = torch.addmm(b, torch.cat([z_in, h], 1), W).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def value(x, omega, phase, weight):
    """x: [B, d]; omega: [B, d, m]; phase, weight: [B, m]."""
    angle = torch.baddbmm(phase.unsqueeze(1), x.unsqueeze(1), omega).squeeze(1)
    return (weight * torch.cos(angle)).sum(1, keepdim=True)


def unroll(W, b, V, v, omega, phase, weight, horizon: int):
    batch, units = omega.size(0), V.size(0)
    h = torch.zeros(batch, units)
    c = torch.zeros(batch, units)
    x = torch.zeros(batch, omega.size(1))
    y = torch.zeros(batch, 1)
    total = torch.zeros(1)
    for _ in range(horizon):
        h, c = cell(torch.cat([x, y], 1), h, c, W, b)
        x = torch.sigmoid(torch.addmm(v, h, V))
        y = value(x, omega, phase, weight)
        total = total + y.mean()
    return total / horizon


scripted_unroll = None


def unroll_library(lstm, V, v, omega, phase, weight, horizon):
    h = c = torch.zeros(BATCH, UNITS)
    x, y = torch.zeros(BATCH, DIM), torch.zeros(BATCH, 1)
    total = 0
    for _ in range(horizon):
        h, c = lstm(torch.cat([x, y], 1), (h, c))
        x = torch.sigmoid(torch.addmm(v, h, V))
        y = value(x, omega, phase, weight)
        total = total + y.mean()
    return total / horizon


def functions():
    omega = torch.randn(BATCH, DIM, WAVES) / LENGTH_SCALE
    phase = torch.rand(BATCH, WAVES) * (2 * math.pi)
    weight = torch.sqrt(-2 * torch.log(1 - torch.rand(BATCH, WAVES)) / WAVES)
    return omega, phase, weight


def stepper(kind, horizon):
    """A function that takes one whole step."""
    global scripted_unroll
    V = (0.03 * torch.randn(UNITS, DIM)).requires_grad_()
    v = torch.zeros(DIM).requires_grad_()
    if kind == "library":
        lstm = torch.nn.LSTMCell(DIM + 1, UNITS)
        parameters = [*lstm.parameters(), V, v]
        loss = lambda: unroll_library(lstm, V, v, *functions(), horizon)
    else:
        W = (0.1 * torch.randn(DIM + 1 + UNITS, 4 * UNITS)).requires_grad_()
        b = torch.zeros(4 * UNITS).requires_grad_()
        parameters = [W, b, V, v]
        if kind == "scripted" and scripted_unroll is None:
            scripted_unroll = torch.jit.script(unroll)
        run = scripted_unroll if kind == "scripted" else unroll
        loss = lambda: run(W, b, V, v, *functions(), horizon)
    adam = torch.optim.Adam(parameters, lr=1e-3, fused=True)

    def step():
        adam.zero_grad()
        loss().backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()

    return step


steppers = {}


def turn(horizon, kind, threads, seconds):
    """Steps for so many seconds: the ms of each."""
    torch.set_num_threads(threads)
    key = (horizon, kind)
    if key not in steppers:
        steppers[key] = stepper(kind, horizon)
        for _ in range(3):
            steppers[key]()
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        steppers[key]()
        times.append(1000 * (time.perf_counter() - began))
    return times


def about():
    blas = "MKL" if torch.backends.mkl.is_available() else "OpenBLAS or another"
    return f"PyTorch {torch.__version__}, BLAS: {blas}, {torch.backends.cpu.get_cpu_capability()}"


def serve():
    print(json.dumps(about()), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        times = turn(asked["horizon"], asked["cell"], asked["threads"], asked["seconds"])
        print(json.dumps(times), flush=True)


def main():
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 5
    variants = [(h, k, t) for h in (20, 100) for k in ("eager", "scripted", "library") for t in (1, 2)]
    times = {variant: [] for variant in variants}
    for _ in range(rounds):
        for variant in variants:
            times[variant] += turn(*variant, 1)
    rows = []
    for (horizon, kind, threads), all_ms in times.items():
        q = sorted(all_ms)
        at = lambda share: round(q[min(len(q) - 1, int(share * len(q)))], 2)
        rows.append({"horizon": horizon, "cell": kind, "threads": threads, "median": at(0.5), "quartiles": [at(0.25), at(0.75)]})
    best = {h: min(row["median"] for row in rows if row["horizon"] == h) for h in (20, 100)}
    print(json.dumps({"about": about(), "ms": rows, "best": best}, indent=1))


torch.manual_seed(1)
serve() if "--serve" in sys.argv else main()
