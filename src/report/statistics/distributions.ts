/** R's distribution functions, loaded when a table first needs one. */
export async function distributions() {
  const { pchisq, pf, pnorm, ptukey, qt, qtukey } = await import('lib-r-math.js');
  return { pchisq, pf, pnorm, ptukey, qt, qtukey };
}
