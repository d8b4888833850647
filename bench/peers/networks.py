"""The networks of suites/networks in PyTorch, double and single precision. Run by hand, not in CI.

    python3 bench/peers/networks.py reference > test/suites/networks.reference.json
    python3 bench/peers/networks.py speed [--threads 1]      JSON: CPU milliseconds of loss and gradient, mean

reference: parameter i is 0.4 sin(i + 1), input k of a batch of 5 rows is ((7919 k + 13) mod 101) / 101, the class of row r is
r mod classes (or the number to be met is sin(r)), noise number k is 1.5 cos(k). For each network: the loss, the sum over i of
gradient_i cos(3 i), and the gradient's norm. Recurrent layers and convolutions are PyTorch's own. Made with PyTorch 2.15.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

ROUNDS = 400
ACTIVATIONS = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "elu": F.elu, "softplus": F.softplus}


class Parameters:
    """Hands out tensors of a vector in order."""

    def __init__(self, theta):
        self.theta, self.at = theta, 0

    def take(self, *shape):
        size = math.prod(shape)
        self.at += size
        return self.theta[self.at - size : self.at].reshape(shape)

    def dense(self, x, outputs):
        weight = self.take(x.shape[1], outputs)
        return x @ weight + self.take(outputs)


def stack(p, x, units, act):
    for n in units:
        x = act(p.dense(x, n))
    return x


def conv(p, x, filters, act):
    """x: [B, C, H, W]; our weights are [3, 3, C, filters]."""
    weight = p.take(3, 3, x.shape[1], filters).permute(3, 2, 0, 1)
    return F.max_pool2d(act(F.conv2d(x, weight, p.take(filters), padding=1)), 2)


def recurrent(p, module, x, units, gates):
    """PyTorch's own layer with our parameters: its weights are transposed, and it has a second bias."""
    values = [p.take(x.shape[2], gates).T, p.take(units, gates).T, p.take(gates)]
    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0"]
    given = dict(zip(names, values)) | {"bias_hh_l0": torch.zeros(gates, dtype=x.dtype)}
    out, _ = torch.func.functional_call(module.to(x.dtype), given, (x,))
    return out[:, -1]


def loss(words, p, x, target, classes, image, steps, noise):
    kind, *rest = words
    act = ACTIVATIONS.get(rest[0]) if rest else None
    units = [int(w) for w in rest if w.isdigit()]
    if kind == "autoencoder":
        return F.mse_loss(torch.sigmoid(p.dense(stack(p, x, units, act), x.shape[1])), x)
    if kind == "vae":
        *wide, codes = units
        m, v = p.dense(stack(p, x, wide, act), 2 * codes).chunk(2, 1)
        z = m + torch.exp(v / 2) * noise[:, :codes]
        logits = p.dense(stack(p, z, wide[::-1], act), x.shape[1])
        pixels = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        return (pixels + 0.5 * (m**2 + torch.exp(v) - 1 - v).sum()) / len(x)
    if kind in ("logistic", "mlp"):
        h = stack(p, x, units, act)
    elif kind == "conv":
        height, width, channels = image
        h = x.reshape(-1, height, width, channels).permute(0, 3, 1, 2)
        for filters in units:
            h = conv(p, h, filters, act)
        h = h.permute(0, 2, 3, 1).reshape(len(x), -1)
    else:
        series = x.reshape(len(x), steps, -1)
        if kind == "lstm":
            h = recurrent(p, torch.nn.LSTM(series.shape[2], units[0], batch_first=True), series, units[0], 4 * units[0])
        else:
            module = torch.nn.RNN(series.shape[2], units[0], nonlinearity=rest[0], batch_first=True)
            h = recurrent(p, module, series, units[0], units[0])
    if classes == 0:
        return F.mse_loss(p.dense(h, 1)[:, 0], target)
    return F.cross_entropy(p.dense(h, classes), target.long())


# name, inputs, classes, image (height, width, channels), steps, number of parameters
CASES = [
    ("logistic", 64, 10, None, None, 650),
    ("mlp-sigmoid-20", 64, 10, None, None, 1510),
    ("mlp-tanh-7-5", 13, 3, None, None, 156),
    ("mlp-elu-6", 10, 0, None, 10, 73),
    ("conv-relu-4-3", 64, 10, (8, 8, 1), 8, 281),
    ("conv-softplus-5", 75, 4, (5, 5, 3), 5, 224),
    ("rnn-tanh-7", 64, 10, (8, 8, 1), 8, 192),
    ("rnn-relu-4", 10, 0, None, 10, 29),
    ("lstm-6", 64, 10, (8, 8, 1), 8, 430),
    ("lstm-3", 10, 0, None, 10, 64),
    ("autoencoder-sigmoid-9-4-9", 64, 10, (8, 8, 1), 8, 1310),
    ("vae-softplus-12-3", 64, 10, (8, 8, 1), 8, 1738),
]


def reference():
    rows = []
    for name, inputs, classes, image, steps, dim in CASES:
        theta = (0.4 * torch.sin(torch.arange(1, dim + 1, dtype=torch.float64))).requires_grad_()
        x = ((7919 * torch.arange(5 * inputs) + 13) % 101).double().reshape(5, inputs) / 101
        r = torch.arange(5, dtype=torch.float64)
        codes = int(name.split("-")[-1]) if name.startswith("vae") else 1
        noise = 1.5 * torch.cos(torch.arange(5 * codes, dtype=torch.float64)).reshape(5, codes)
        p = Parameters(theta)
        target = torch.sin(r) if classes == 0 else r % classes
        value = loss(name.split("-"), p, x, target, classes, image, steps, noise)
        assert p.at == dim, (name, p.at, dim)
        (gradient,) = torch.autograd.grad(value, theta)
        along = (gradient * torch.cos(3 * torch.arange(dim, dtype=torch.float64))).sum()
        shape = {"inputs": inputs, "classes": classes}
        if image is not None:
            shape["image"] = dict(zip(("height", "width", "channels"), image))
        if steps is not None:
            shape["steps"] = steps
        row = {"name": name, "shape": shape, "dim": dim, "loss": value.item()}
        rows.append(row | {"along": along.item(), "norm": gradient.norm().item()})
    print(json.dumps({"source": f"PyTorch {torch.__version__.split('+')[0]}, bench/peers/networks.py", "networks": rows}, indent=1))


def speed(threads):
    torch.set_num_threads(threads)
    result = {}
    for name, inputs, classes, batch in [("mlp-relu-32", 64, 10, 64), ("mlp-sigmoid-20", 784, 10, 128), ("mlp-relu-128-128", 784, 10, 128)]:
        for dtype in (torch.float64, torch.float32):
            act, *units = name.split("-")[1:]
            sizes = [inputs, *map(int, units), classes]
            layers = []
            for n, m in zip(sizes, sizes[1:]):
                layers += [torch.nn.Linear(n, m), torch.nn.ReLU() if act == "relu" else torch.nn.Sigmoid()]
            net = torch.nn.Sequential(*layers[:-1]).to(dtype)
            x, y = torch.rand(batch, inputs, dtype=dtype), torch.randint(0, classes, (batch,))
            for k in range(100 + ROUNDS):
                if k == 100:
                    begin = time.process_time()
                net.zero_grad(set_to_none=True)
                F.cross_entropy(net(x), y).backward()
            result[f"{inputs}-{name} bs {batch} {str(dtype)[6:]}"] = (time.process_time() - begin) * 1e3 / ROUNDS
    print(json.dumps({"torch": torch.__version__, "threads": threads, "milliseconds": result}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["speed"]:
        speed(int(sys.argv[3]) if sys.argv[2:3] == ["--threads"] else 1)
    else:
        reference()
