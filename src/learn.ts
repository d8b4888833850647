/** The second door, `optbench/learn`: families, learned optimizers, meta-training. */
export {};
