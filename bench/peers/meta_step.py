"""One step of meta-training in PyTorch: the twin of bench/train.ts. Run by hand, not in CI.

    python3 bench/peers/meta_step.py [--rounds 5]    JSON on standard output: every variant's median and quartiles, in ms
    python3 bench/peers/meta_step.py --serve         for bench/train.ts: a line of JSON per request

LSTM-100, d = 6, batch 128, 256 random waves per function, drawn anew for every step; inputs x and y, x = sigmoid(V h + v);
mean of f over the trajectory; backward, clipping of the norm, Adam. Measured with PyTorch 2.15 from PyPI. Three cells:

    eager      the cell written out, operation by operation
    scripted   the same, compiled by torch.jit.script
    library    torch.nn.LSTMCell
"""
import math

import torch

from turns import main

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


def stepper(horizon, kind):
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


main("horizon", (20, 100), stepper)
