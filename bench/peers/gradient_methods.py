"""Reference trajectories of the hand-designed gradient methods, by programs other than ours: PyTorch, optax and the
schedule-free authors' package where they have the method, and NumPy transcriptions of the papers where they have not.

    pip install torch optax jax pytorch_optimizer schedulefree scipy
    python3 bench/peers/gradient_methods.py test/baselines/gradient-methods.reference.json test/descent/line-search.reference.json

Everything is in float64. Two functions of W (2 x 3) and b (3), nine numbers in this order: a quadratic, and a layer of tanh
units fitted to five points. Gradients are written out by hand, so that all programs see the same.
"""
import importlib.metadata as metadata
import json
import sys

import jax
import numpy as np
import optax
import schedulefree
import torch
from pytorch_optimizer import Adan
from scipy.optimize import _dcsrch

jax.config.update("jax_enable_x64", True)
torch.set_default_dtype(torch.float64)
torch.bfloat16 = torch.float64  # Muon's Newton-Schulz iteration in full precision, to be compared with ours

n, shape = 9, (2, 3)
A = np.array([[(3.0 if i == j else 0.0) + ((-1) ** (i + j)) / (1 + i + j) for j in range(n)] for i in range(n)])
A[0, 0] += 4.0
c = np.array([1.0, -2.0, 0.5, 0.25, -1.0, 2.0, -0.5, 1.5, 0.75])
inputs = np.array([[1.0, -0.5], [-0.75, 1.0], [0.5, 0.5], [-1.0, -0.25], [0.25, -1.0]])
targets = np.array([[0.5, -0.25, 0.3], [-0.5, 0.75, -0.1], [0.25, 0.5, -0.6], [-0.75, -0.5, 0.8], [0.1, -0.9, 0.4]])
x0 = np.array([1.0, 0.5, -1.0, 0.25, -0.5, 0.75, 0.3, -0.2, 0.1])
STEPS = 20
RECORDED = [1, 2, 3, 5, 10, 20]


def quadratic(x):
    return 0.5 * x @ A @ x - c @ x, A @ x - c


def network(x):
    out = np.tanh(inputs @ x[:6].reshape(shape) + x[6:])
    error = out - targets
    back = error * (1 - out**2)
    return 0.5 * np.sum(error**2), np.concatenate([(inputs.T @ back).ravel(), back.sum(0)])


def by_torch(make, stands=None, transposed=False):
    turn = (lambda M: M.T.copy()) if transposed else (lambda M: M)  # PyTorch's matrices have a row for each output

    def path(gradient):
        W = torch.nn.Parameter(torch.tensor(turn(x0[:6].reshape(shape))))
        b = torch.nn.Parameter(torch.tensor(x0[6:]))
        optimizers = make([W], [b])
        if stands is not None:
            optimizers[0].train()
        flat = lambda: np.concatenate([turn(W.detach().numpy()).ravel(), b.detach().numpy()])
        points = []
        for _ in range(STEPS):
            g = gradient(flat())
            W.grad, b.grad = torch.tensor(turn(g[:6].reshape(shape))), torch.tensor(g[6:])
            for optimizer in optimizers:
                optimizer.step()
            if stands:
                optimizers[0].eval()
            points.append(flat())
            if stands:
                optimizers[0].train()
        return points

    return path


def torch_all(name, **settings):
    return by_torch(lambda W, b: [getattr(torch.optim, name)(W + b, **settings)])


def by_optax(transform):
    def path(gradient):
        x, points = jax.numpy.array(x0), []
        state = transform.init(x)
        for _ in range(STEPS):
            update, state = transform.update(jax.numpy.array(gradient(np.array(x))), state, x)
            x = optax.apply_updates(x, update)
            points.append(np.array(x))
        return points

    return path


def by_numpy(begin):
    def path(gradient):
        x, step, points = x0.copy(), begin(), []
        for t in range(1, STEPS + 1):
            x = step(x, gradient(x), t)
            points.append(x.copy())
        return points

    return path


def yogi(rate):
    def begin():
        state = {"m": np.zeros(n), "v": None}

        def step(x, g, t):
            if state["v"] is None:
                state["v"] = g**2
            state["m"] = 0.9 * state["m"] + 0.1 * g
            state["v"] = state["v"] - 0.001 * np.sign(state["v"] - g**2) * g**2
            return x - rate * state["m"] / (np.sqrt(state["v"]) + 1e-3)

        return step

    return begin


def sign_method(rate, kind, decay):
    shares = {"": lambda s: 1.0, "-ld": lambda s: 1 - s, "-cd": lambda s: 0.5 + 0.5 * np.cos(np.pi * s),
              "-rd": lambda s: 0.5 + 0.5 * np.cos(np.pi * np.fmod(4 * s, 1.0))}

    def begin():
        state = {"m": np.zeros(n)}

        def step(x, g, t):
            state["m"] = 0.9 * state["m"] + 0.1 * g
            signs = shares[decay]((t - 1) / STEPS) * np.sign(g) * np.sign(state["m"])
            return x - rate * (np.exp(signs) if kind == "power" else 1 + signs) * g

        return step

    return begin


def soap(rate):
    """Algorithm 3 with the refresh of Algorithm 4; the first step is made in the basis of the first gradient."""
    beta1, beta2, eps, decay = 0.95, 0.95, 1e-8, 0.01

    def begin():
        s = {"M": np.zeros(n), "VW": np.zeros(shape), "Vb": np.zeros(3), "L": np.zeros((2, 2)), "R": np.zeros((3, 3))}

        def track(G):
            s["L"] = beta2 * s["L"] + (1 - beta2) * G @ G.T
            s["R"] = beta2 * s["R"] + (1 - beta2) * G.T @ G

        def step(x, g, t):
            G = g[:6].reshape(shape)
            if t == 1:
                track(G)
                s["QL"] = np.linalg.eigh(s["L"])[1][:, ::-1]
                s["QR"] = np.linalg.eigh(s["R"])[1][:, ::-1]
            s["M"] = beta1 * s["M"] + (1 - beta1) * g
            rotated = s["QL"].T @ G @ s["QR"]
            s["VW"] = beta2 * s["VW"] + (1 - beta2) * rotated**2
            s["Vb"] = beta2 * s["Vb"] + (1 - beta2) * g[6:] ** 2
            M = s["QL"].T @ s["M"][:6].reshape(shape) @ s["QR"]
            direction = s["QL"] @ (M / (np.sqrt(s["VW"]) + eps)) @ s["QR"].T
            plain = s["M"][6:] / (np.sqrt(s["Vb"]) + eps)
            size = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
            x = x - size * np.concatenate([direction.ravel(), plain]) - rate * decay * x
            if t > 1:
                track(G)
            if t % 10 == 0:
                order = np.argsort(-np.diag(s["QL"].T @ s["L"] @ s["QL"]), kind="stable")
                s["QL"], s["VW"] = np.linalg.qr(s["L"] @ s["QL"][:, order])[0], s["VW"][order, :]
                order = np.argsort(-np.diag(s["QR"].T @ s["R"] @ s["QR"]), kind="stable")
                s["QR"], s["VW"] = np.linalg.qr(s["R"] @ s["QR"][:, order])[0], s["VW"][:, order]
            return x

        return step

    return begin


def by_lines(rate, eta, quasi_newton):
    """Every point evaluated by L-BFGS, its inverse Hessian written out as a matrix, or by conjugate gradients; the line
    search is SciPy's translation of MINPACK-2's."""

    def path(function):
        points = []

        def evaluate(x):
            points.append(x)
            return function(x)

        x = x0.copy()
        f, g = evaluate(x)
        pairs, last = [], None
        while len(points) <= STEPS:
            if quasi_newton:
                H = np.eye(n)
                if pairs:
                    s, y = pairs[-1]
                    H *= (s @ y) / (y @ y)
                for s, y in pairs[-10:]:
                    V = np.eye(n) - np.outer(y, s) / (s @ y)
                    H = V.T @ H @ V + np.outer(s, s) / (s @ y)
                p = -H @ g
            else:
                p = -g + (0 if last is None else max(0, g @ (g - last["g"]) / (last["g"] @ last["g"]))) * (
                    0 if last is None else last["p"])
            d = p @ g
            if last is None:
                first = rate * min(1, 1 / np.abs(g).sum())
            else:
                first = 1.0 if quasi_newton else min(2 * last["t"], last["t"] * last["d"] / d)
            seen = {}

            def phi(t):
                seen[t] = evaluate(x + t * p)
                return seen[t][0]

            search = _dcsrch.DCSRCH(phi, lambda t: seen[t][1] @ p, 1e-4, eta, 1e-14, 0.0, 1e10)
            t, _, _, _ = search(first, f, d, maxiter=20)
            if t is None:  # as near as rounding allows; what was tried here says nothing
                return points[1 : -len(seen)]
            after = seen[t]
            pairs.append((t * p, after[1] - g))
            last = {"g": g, "p": p, "t": t, "d": d}
            x, (f, g) = x + t * p, after
        return points[1 : STEPS + 1]

    return path


by = {
    "torch": f"PyTorch {torch.__version__}",
    "optax": f"optax {optax.__version__} on JAX {jax.__version__}",
    "schedulefree": f"schedulefree {metadata.version('schedulefree')} on PyTorch {torch.__version__}",
    "kozistr": f"pytorch_optimizer {metadata.version('pytorch_optimizer')} on PyTorch {torch.__version__}",
    "numpy": f"the paper's recursion in NumPy {np.__version__}",
    "scipy": f"the papers' recursions in NumPy {np.__version__}, line search of SciPy {metadata.version('scipy')}",
}


def free(cls, **settings):
    return lambda stands: by_torch(lambda W, b: [cls(W + b, foreach=False, **settings)], stands)


def muon(rate):
    rest = dict(lr=0.015 * rate, betas=(0.9, 0.95), eps=1e-10, weight_decay=0.0)
    return by_torch(lambda W, b: [torch.optim.Muon(W, lr=rate, weight_decay=0.0, momentum=0.95, nesterov=True),
                                  torch.optim.AdamW(b, **rest)], transposed=True)


methods = {
    "sgd-0.1": ("torch", torch_all("SGD", lr=0.1)),
    "momentum-0.03": ("torch", torch_all("SGD", lr=0.03, momentum=0.9)),
    "nesterov-0.03": ("torch", torch_all("SGD", lr=0.03, momentum=0.9, nesterov=True)),
    "rmsprop-0.03": ("torch", torch_all("RMSprop", lr=0.03, alpha=0.9, eps=1e-8)),
    "adagrad-0.1": ("torch", torch_all("Adagrad", lr=0.1)),
    "adam-0.1": ("torch", torch_all("Adam", lr=0.1)),
    "adamax-0.1": ("torch", torch_all("Adamax", lr=0.1)),
    "adamw-0.1": ("torch", torch_all("AdamW", lr=0.1, weight_decay=0.01)),
    "nadam-0.1": ("torch", torch_all("NAdam", lr=0.1)),
    "radam-0.1": ("torch", torch_all("RAdam", lr=0.1)),
    "muon-0.03": ("torch", muon(0.03)),
    "lion-0.01": ("optax", by_optax(optax.lion(0.01, b1=0.9, b2=0.99, weight_decay=1e-3))),
    # optax 0.2.8 takes 1 - b2 where the paper's 1 - beta2 is b2; PyTorch_optimizer follows the authors' code.
    "adan-0.1": ("kozistr", by_torch(lambda W, b: [Adan(W + b, lr=0.1, betas=(0.98, 0.92, 0.99), eps=1e-8)])),
    "yogi-0.1": ("numpy", by_numpy(yogi(0.1))),
    "soap-0.1": ("numpy", by_numpy(soap(0.1))),
    **{f"powersign{d}-0.03": ("numpy", by_numpy(sign_method(0.03, "power", d))) for d in ["", "-ld", "-cd", "-rd"]},
    **{f"addsign{d}-0.03": ("numpy", by_numpy(sign_method(0.03, "add", d))) for d in ["", "-ld", "-cd", "-rd"]},
    "schedule-free-0.1": ("schedulefree", free(schedulefree.AdamWScheduleFree, lr=0.1)),
    "schedule-free-sgd-0.1": ("schedulefree", free(schedulefree.SGDScheduleFree, lr=0.1)),
    "lbfgs-0.1": ("scipy", by_lines(0.1, 0.9, True)),
    "cg-0.1": ("scipy", by_lines(0.1, 0.1, False)),
}

result = {
    "source": "bench/peers/gradient_methods.py, in float64",
    "A": A.tolist(), "c": c.tolist(), "inputs": inputs.tolist(), "targets": targets.tolist(), "x0": x0.tolist(),
    "blocks": [{"name": "W", "shape": list(shape)}, {"name": "b", "shape": [3]}],
    "steps": STEPS, "recorded": RECORDED, "methods": {},
}
for name, (program, path) in methods.items():
    entry = {"by": by[program]}
    for key, function in {"quadratic": quadratic, "network": network}.items():
        at = lambda points: [points[t - 1].tolist() for t in RECORDED if t <= len(points)]
        gradient = lambda x: function(x)[1]
        if program == "schedulefree":
            entry[key] = at(path(False)(gradient))
            entry[f"{key} stands"] = at(path(True)(gradient))
        else:
            entry[key] = at(path(function if program == "scipy" else gradient))
    result["methods"][name] = entry


# Moré & Thuente (1994), section 5: functions 1 to 6, and where their search goes.
def phi1(t): return -t / (t * t + 2), (t * t - 2) / (t * t + 2) ** 2
def phi2(t): return (t + 0.004) ** 5 - 2 * (t + 0.004) ** 4, 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3
def phi3(t):
    beta, l = 0.01, 39
    base, slope = ((1 - t, -1.0) if t <= 1 - beta else (t - 1, 1.0) if t >= 1 + beta
                   else ((t - 1) ** 2 / (2 * beta) + beta / 2, (t - 1) / beta))
    return base + 2 * (1 - beta) / (l * np.pi) * np.sin(l * np.pi * t / 2), slope + (1 - beta) * np.cos(l * np.pi * t / 2)
def yanai(b1, b2):
    gamma = lambda b: np.sqrt(1 + b * b) - b
    def phi(t):
        u, v = np.sqrt((1 - t) ** 2 + b2 * b2), np.sqrt(t * t + b1 * b1)
        return gamma(b1) * u + gamma(b2) * v, gamma(b1) * (t - 1) / u + gamma(b2) * t / v
    return phi


functions = {"1": phi1, "2": phi2, "3": phi3, "4": yanai(1e-3, 1e-3), "5": yanai(1e-2, 1e-3), "6": yanai(1e-3, 1e-2)}
lines = []
for name, phi in functions.items():
    for first in [1e-3, 1e-1, 1e1, 1e3]:
        for eta in [0.9, 0.1]:
            steps = []
            def value(t):
                steps.append(float(t))
                return phi(t)[0]
            f, d = phi(0.0)
            search = _dcsrch.DCSRCH(value, lambda t: phi(t)[1], 1e-4, eta, 1e-14, 0.0, 1e10)
            t, _, _, task = search(first, f, d, maxiter=30)
            lines.append({"function": name, "first": first, "eta": eta, "steps": steps,
                                    "found": None if t is None else float(t)})
searches = {"source": f"MINPACK-2's search in SciPy {metadata.version('scipy')} on the functions of More & Thuente (1994), section 5",
            "searches": lines}
for path, data in zip(sys.argv[1:], [result, searches], strict=True):
    with open(path, "w") as file:
        file.write(json.dumps(data) + "\n")
