/** The third door, `optbench/check`: the laws that every problem and every optimizer keeps. */
export {};
