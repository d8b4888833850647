"""One step of meta-training the L2L LSTM in PyTorch: the twin of bench/l2l.ts. Run by hand, not in CI.

    python3 bench/peers/l2l_step.py [--rounds 5]     JSON on standard output: every variant's median and quartiles, in ms
    python3 bench/peers/l2l_step.py --serve          for bench/l2l.ts: a line of JSON per request

Two layers of 20 units over every coordinate, inputs by their logarithm, an unroll of 20 from fresh problems; gradients of the
problems detached; mean of f over the trajectory; backward, clipping of the norm, Adam. Two tasks:

    quadratics   128 functions |W x - y|^2 of ten dimensions
    mlp          784-20-10, sigmoid, cross-entropy on 128 of 2048 random images a step

Problems' gradients are written out (no second tape), in single precision, as the rest. The loss reaches the rule by the chain
rule with those same gradients, so each problem is looked at once a step. Three cells:

    eager      the cell written out, operation by operation
    scripted   the same, compiled by torch.jit.script
    library    torch.nn.LSTMCell
"""
import math

import torch

from turns import main

STEPS, UNITS, SCALE, P = 20, 20, 0.1, 10.0


def cell(x, h, c, W, b):
    """x: [R, I]; h, c: [R, H]; W: [I + H, 4 H]."""
    i, f, g, o = torch.addmm(b, torch.cat([x, h], 1), W).chunk(4, 1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


scripted = torch.jit.script(cell)


def seen(g):
    """Appendix A of the paper: [R] -> [R, 2]."""
    size = g.abs()
    large = size >= math.exp(-P)
    first = torch.where(large, torch.log(size) / P, torch.full_like(g, -1.0))
    second = torch.where(large, torch.sign(g), math.exp(P) * g)
    return torch.stack([first, second], 1)


class Quadratics:
    def __init__(self):
        self.W, self.y = torch.randn(128, 10, 10), torch.randn(128, 10, 1)
        self.x0 = torch.zeros(1280)

    def look(self, x):
        """The mean value and every function's own gradient, and by how much the mean's is less."""
        r = torch.baddbmm(self.y, self.W, x.view(128, 10, 1), beta=-1)
        g = 2 * torch.bmm(self.W.transpose(1, 2), r)
        return r.square().sum() / 128, g.view(-1), 1 / 128


class Network:
    images, labels = torch.rand(2048, 784), torch.randint(10, (2048,))

    def __init__(self):
        self.x0 = 0.1 * torch.randn(784 * 20 + 20 + 20 * 10 + 10)

    def look(self, x):
        rows = torch.randint(2048, (128,))
        images, labels = self.images[rows], self.labels[rows]
        W1, b1, W2, b2 = x.split([15680, 20, 200, 10])
        h = torch.sigmoid(torch.addmm(b1, images, W1.view(784, 20)))
        y = torch.log_softmax(torch.addmm(b2, h, W2.view(20, 10)), 1)
        value = -y.gather(1, labels.unsqueeze(1)).mean()
        dy = y.exp()
        dy[torch.arange(128), labels] -= 1
        dy /= 128
        dh = (dy @ W2.view(20, 10).t()) * h * (1 - h)
        g = torch.cat([(images.t() @ dh).view(-1), dh.sum(0), (h.t() @ dy).view(-1), dy.sum(0)])
        return value, g, 1.0


class Value(torch.autograd.Function):
    """A value whose gradient is known already."""

    @staticmethod
    def forward(ctx, x, value, g, share):
        ctx.save_for_backward(g)
        ctx.share = share
        return value

    @staticmethod
    def backward(ctx, d):
        (g,) = ctx.saved_tensors
        return (d * ctx.share) * g, None, None, None


def stepper(task, kind):
    """A function that takes one whole step."""
    if kind == "library":
        one, two = torch.nn.LSTMCell(2, UNITS), torch.nn.LSTMCell(UNITS, UNITS)
        parameters = [*one.parameters(), *two.parameters()]
    else:
        shapes = [(2 + UNITS, 4 * UNITS), (4 * UNITS,), (2 * UNITS, 4 * UNITS), (4 * UNITS,)]
        parameters = [(0.1 * torch.randn(*shape)).requires_grad_() for shape in shapes]
        W1, b1, W2, b2 = parameters
        run = scripted if kind == "scripted" else cell
        one = lambda x, carry: run(x, *carry, W1, b1)
        two = lambda x, carry: run(x, *carry, W2, b2)
    V, v = (0.01 * torch.randn(UNITS, 1)).requires_grad_(), torch.zeros(1).requires_grad_()
    parameters += [V, v]
    adam = torch.optim.Adam(parameters, lr=1e-3, fused=True)

    def step():
        problem = Quadratics() if task == "quadratics" else Network()
        x = problem.x0
        R = x.numel()
        first = second = (torch.zeros(R, UNITS), torch.zeros(R, UNITS))
        total = 0.0
        for _ in range(STEPS):
            with torch.no_grad():
                value, g, share = problem.look(x)
                inputs = seen(g)
            total = total + Value.apply(x, value, g, share)
            first = one(inputs, first)
            second = two(first[0], second)
            x = x + SCALE * torch.addmm(v, second[0], V).view(-1)
        with torch.no_grad():
            value, g, share = problem.look(x)
        total = total + Value.apply(x, value, g, share)
        adam.zero_grad()
        (total / (STEPS + 1)).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        adam.step()

    return step


main("task", ("quadratics", "mlp"), stepper)
