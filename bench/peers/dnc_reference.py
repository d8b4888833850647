"""
Ten steps of a differentiable neural computer in PyTorch, in double precision, and the gradient that autograd follows
through them: the numbers of test/baselines/dnc.reference.json. Written from the equations of Graves et al. (2016), Hybrid
computing using a neural network with dynamic external memory, Methods; src/tensor/external-memory.ts says which choice was
made where the paper leaves one. Run by hand:

    python3 bench/peers/dnc_reference.py > test/baselines/dnc.reference.json

All numbers that go in come from one linear congruential generator, so that none need be stored:
s <- 1664525 s + 1013904223 mod 2^32, from the case's seed; a number within 1 of 0 is 2 s / 2^32 - 1.
"""

import json
import sys

import torch

torch.set_default_dtype(torch.float64)
EPSILON = 1e-6


class Numbers:
    def __init__(self, seed):
        self.s = seed

    def __call__(self, scale, *shape):
        count = 1
        for n in shape:
            count *= n
        drawn = []
        for _ in range(count):
            self.s = (1664525 * self.s + 1013904223) % 2**32
            drawn.append(scale * (2 * self.s / 2**32 - 1))
        # Weights are kept in single precision.
        return torch.tensor(drawn).to(torch.float32).to(torch.float64).reshape(shape)


def oneplus(v):
    return 1 + torch.log(1 + torch.exp(v))


def by_content(memory, key, strength):
    """The paper's C(M, k, beta), word by word."""
    size = lambda v: torch.sqrt((v * v).sum() + EPSILON)
    cosines = [torch.dot(word, key) / (size(word) * size(key) + EPSILON) for word in memory]
    return torch.softmax(strength * torch.stack(cosines), 0)


def free_list(usage):
    """The paper's a: what is left of each word once the less used ones were offered."""
    order = sorted(range(len(usage)), key=lambda j: usage[j].item())
    share, weighting = torch.tensor(1.0), [None] * len(usage)
    for j in order:
        weighting[j] = (1 - usage[j]) * share
        share = share * usage[j]
    return torch.stack(weighting)


def access(state, xi, N, W, R):
    sizes = [W] * R + [1] * R + [W, 1, W, W] + [1] * R + [1, 1] + [3] * R
    parts = list(torch.split(xi, sizes))
    read_keys, parts = parts[:R], parts[R:]
    read_strengths, parts = [oneplus(v)[0] for v in parts[:R]], parts[R:]
    (write_key, write_strength, erase, vector), parts = parts[:4], parts[4:]
    free_gates, parts = [torch.sigmoid(v)[0] for v in parts[:R]], parts[R:]
    allocation_gate, write_gate = torch.sigmoid(parts[0])[0], torch.sigmoid(parts[1])[0]
    modes = [torch.softmax(v, 0) for v in parts[2:]]

    retention = torch.ones(N)
    for gate, weighting in zip(free_gates, state["read"]):
        retention = retention * (1 - gate * weighting)
    usage = (1 - (1 - state["usage"]) * (1 - state["write"])) * retention
    known = by_content(state["memory"], write_key, oneplus(write_strength)[0])
    w = write_gate * torch.lerp(known, free_list(usage), allocation_gate)
    memory = state["memory"] * (1 - torch.outer(w, torch.sigmoid(erase))) + torch.outer(w, vector)
    link = torch.zeros(N, N)
    rows = []
    for i in range(N):
        row = (1 - w[i] - w) * state["link"][i] + w[i] * state["precedence"]
        rows.append(torch.where(torch.arange(N) == i, torch.zeros(N), row))
    link = torch.stack(rows)
    precedence = (1 - w.sum()) * state["precedence"] + w

    read, words = [], []
    for i in range(R):
        before = state["read"][i]
        ways = torch.stack([link.T @ before, by_content(memory, read_keys[i], read_strengths[i]), link @ before])
        read.append(modes[i] @ ways)
        words.append(memory.T @ read[i])
    return torch.cat(words), dict(
        memory=memory, link=link, precedence=precedence, usage=usage, write=w, read=read
    )


def network(theta, inputs, H, N, W, R):
    h, c, words = torch.zeros(H), torch.zeros(H), torch.zeros(R * W)
    state = dict(
        memory=torch.zeros(N, W),
        link=torch.zeros(N, N),
        precedence=torch.zeros(N),
        usage=torch.zeros(N),
        write=torch.zeros(N),
        read=[torch.zeros(N) for _ in range(R)],
    )
    outputs = []
    for x in inputs:
        i, f, g, o = (torch.cat([x, words, h]) @ theta["W"] + theta["b"]).split(H)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        words, state = access(state, h @ theta["Z"] + theta["z"], N, W, R)
        outputs.append(torch.cat([h, words]))
    return torch.stack(outputs), state


def case(name, seed, I, H, N, W, R, T=10):
    numbers = Numbers(seed)
    signals = R * W + 3 * W + 5 * R + 3
    theta = dict(
        W=numbers(2 / (I + R * W + H) ** 0.5, I + R * W + H, 4 * H),
        b=numbers(1, 4 * H),
        Z=numbers(6 / H**0.5, H, signals),
        z=numbers(1.5, signals),
    )
    for weight in theta.values():
        weight.requires_grad_(True)
    inputs = numbers(2, T, I).requires_grad_(True)
    towards = numbers(1, T, H + R * W)
    outputs, state = network(theta, inputs, H, N, W, R)
    loss = (outputs * towards).sum()
    loss.backward()
    gradients = {key: weight.grad for key, weight in dict(theta, inputs=inputs).items()}
    return dict(
        name=name, seed=seed, inputs=I, units=H, words=N, width=W, reads=R, steps=T,
        outputs=outputs.tolist(),
        memory=state["memory"].tolist(),
        usage=state["usage"].tolist(),
        link=state["link"].tolist(),
        loss=loss.item(),
        gradientInputs=gradients["inputs"].tolist(),
        gradientNorms={key: gradient.norm().item() for key, gradient in gradients.items()},
    )


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.11g}")
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, dict):
        return {key: rounded(v) for key, v in value.items()}
    return value


cases = [
    case("small", 1, I=5, H=8, N=8, W=4, R=3),
    case("as published", 2, I=7, H=64, N=16, W=16, R=4),
]
source = f"bench/peers/dnc_reference.py with PyTorch {torch.__version__.split('+')[0]}, double precision"
json.dump(dict(source=source, cases=rounded(cases)), sys.stdout)
print()
