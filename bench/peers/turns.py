"""Steps of PyTorch, timed in turns: what the programs that peer.ts starts have in common.

Such a program names its tasks by a word or a number and says how to make a step of one:

    main(key, tasks, stepper)

    key        what a task is called in a request and in the report: "task", "horizon"
    tasks      all of them, for a report of its own
    stepper    stepper(task, cell) is a function that takes one whole step

    --serve         a line of JSON with what it is, then for every request {key, cell, threads, seconds} the ms of each step
    [--rounds 5]    JSON on standard output: every variant's median and quartiles, in ms, and each task's best
"""
import json
import sys
import time
import warnings

import torch

warnings.filterwarnings("ignore", message=".*torch.jit.script.*")

CELLS = ("eager", "scripted", "library")
WARM = 3


def about():
    blas = "MKL" if torch.backends.mkl.is_available() else "OpenBLAS or another"
    return f"PyTorch {torch.__version__}, BLAS: {blas}, {torch.backends.cpu.get_cpu_capability()}"


class Turns:
    """Steppers, made and warmed when they are first wanted, and kept."""

    def __init__(self, stepper):
        self.stepper, self.kept = stepper, {}

    def take(self, task, cell, threads, seconds):
        """Steps for so many seconds: the ms of each."""
        torch.set_num_threads(threads)
        if (task, cell) not in self.kept:
            self.kept[task, cell] = self.stepper(task, cell)
            for _ in range(WARM):
                self.kept[task, cell]()
        step = self.kept[task, cell]
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            began = time.perf_counter()
            step()
            times.append(1000 * (time.perf_counter() - began))
        return times


def serve(key, turns):
    print(json.dumps(about()), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(turns.take(asked[key], asked["cell"], asked["threads"], asked["seconds"])), flush=True)


def report(key, tasks, turns, rounds):
    times = {(task, cell, threads): [] for task in tasks for cell in CELLS for threads in (1, 2)}
    for _ in range(rounds):
        for variant in times:
            times[variant] += turns.take(*variant, 1)
    rows = []
    for (task, cell, threads), ms in times.items():
        q = sorted(ms)
        at = lambda share: round(q[min(len(q) - 1, int(share * len(q)))], 2)
        rows.append({key: task, "cell": cell, "threads": threads, "median": at(0.5), "quartiles": [at(0.25), at(0.75)]})
    best = {task: min(row["median"] for row in rows if row[key] == task) for task in tasks}
    print(json.dumps({"about": about(), "ms": rows, "best": best}, indent=1))


def main(key, tasks, stepper):
    torch.manual_seed(1)
    turns = Turns(stepper)
    if "--serve" in sys.argv:
        serve(key, turns)
    else:
        report(key, tasks, turns, int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 5)
