/** Where the problems of this suite come from. */
export const source = 'Wichrowska et al. (2017), Learned Optimizers that Scale and Generalize, and its released code';
