"""COCO's own core (coco-experiment, `pip install coco-experiment==2.8.2`), run beside ours.

    python3 bench/peers/coco.py speed  > coco.json     evaluations per second in 10-D, f1 to f24
    python3 bench/peers/coco.py golden > golden.json   values for test/suites/bbob.reference.json
    python3 bench/peers/coco.py cases  > cases.jsonl   many points and their values, for bench/peers/bbob-faithfulness.ts

speed: whole arrays of points go to the core in one call, so that the cost of Python is spread over a thousand evaluations;
median of nine. Read by bench/bbob.ts through OPTBENCH_COCO=coco.json.

golden: rows [function, instance, dimension, f_opt, first and last coordinate of x_opt, f at five points]. With
p_i = -4 + 8 ((7919 i + 13) mod 101) / 101 the points are: 0, p, 2p (partly outside the box), x_opt, x_opt + p/100.

cases: a line for each function, instance (1-15 and 21, 50, 87, 101, 110) and dimension (2, 3, 5, 7, 10, 20, 40), with 18 points:
the origin, p, x_opt, six uniform in the box, five around x_opt at distances from 1e-8 to 0.1, a corner, two beyond the box and
one that differs from x_opt in one coordinate.
"""

import json
import sys
import time

import numpy as np
from cocoex import BareProblem


def speed(dim=10):
    points = np.random.default_rng(1).uniform(-5, 5, (1000, dim))
    rates = []
    for function in range(1, 25):
        problem = BareProblem("bbob", function, dim, 1)
        samples = []
        for _ in range(9):
            calls = 0
            start = now = time.perf_counter()
            while now - start < 0.1:
                problem(points)
                calls += len(points)
                now = time.perf_counter()
            samples.append(calls / (now - start))
        rates.append(round(float(np.median(samples))))
    return json.dumps(rates)


def probe(dim):
    return np.array([-4 + 8 * ((7919 * i + 13) % 101) / 101 for i in range(dim)])


def golden():
    rows = []
    for function in range(1, 25):
        for dim in (2, 4, 7, 10, 20, 40):
            for instance in (1 + (5 * function + dim) % 15, 16 + (7 * function + 3 * dim) % 95):
                # Asking for the minimizer taints a problem, so it is asked of a twin.
                xopt = np.array(BareProblem("bbob", function, dim, instance).best_parameter())
                problem = BareProblem("bbob", function, dim, instance)
                p = probe(dim)
                values = [problem(x) for x in (np.zeros(dim), p, 2 * p, xopt, xopt + p / 100)]
                rows.append([function, instance, dim, problem.best_value(), xopt[0], xopt[-1], *values])
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"


def cases():
    rng = np.random.default_rng(7)
    lines = []
    for dim in (2, 3, 5, 7, 10, 20, 40):
        for function in range(1, 25):
            for instance in [*range(1, 16), 21, 50, 87, 101, 110]:
                twin = BareProblem("bbob", function, dim, instance)
                fopt, xopt = twin.best_value(), np.array(twin.best_parameter())
                problem = BareProblem("bbob", function, dim, instance)
                points = [np.zeros(dim), probe(dim), xopt]
                points += [rng.uniform(-5, 5, dim) for _ in range(6)]
                points += [xopt + scale * rng.normal(size=dim) for scale in (1e-8, 1e-5, 1e-3, 1e-2, 1e-1)]
                points += [rng.choice([-5.0, 5.0], dim), rng.uniform(-8, 8, dim), rng.uniform(-20, 20, dim)]
                points += [xopt + np.eye(dim)[rng.integers(dim)] * rng.normal() / 10]
                row = [function, instance, dim, fopt, xopt.tolist()]
                lines.append(json.dumps([*row, [[x.tolist(), problem(x)] for x in points]]))
    return "\n".join(lines)


if __name__ == "__main__":
    print({"speed": speed, "golden": golden, "cases": cases}[sys.argv[1]]())
