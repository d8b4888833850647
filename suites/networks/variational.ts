/**
 * A variational auto-encoder: Kingma & Welling (2014), Auto-Encoding Variational Bayes, equation 10 with one draw a row,
 * Gaussian codes and Bernoulli pixels. The value is minus the bound, in nats, the mean over rows:
 *
 *   sum_j log(1 + exp(l_j)) - x_j l_j   +   1/2 sum_k m_k^2 + exp(v_k) - 1 - v_k
 *
 *   [m v]  rows x 2 codes, from the encoder       z = m + exp(v / 2) e, e standard normal       l  rows x inputs, the decoder's logits
 */
import { sizeOf, type Vector } from 'optbench';
import { grown, type Layer } from './layers/layer.ts';
import type { Model } from './model.ts';

/** An encoder to 2 codes numbers and a decoder from codes numbers, with the bound as their loss. */
export function variational(encoder: Layer, decoder: Layer): Model {
  const codes = decoder.inputs;
  const inputs = decoder.outputs;
  const named = (layers: Layer, part: string) =>
    layers.tensors.map((tensor) => ({ ...tensor, name: `${part}.${tensor.name}` }));
  const split = encoder.tensors.reduce((sum, tensor) => sum + sizeOf(tensor), 0);
  let z: Vector = new Float64Array();
  let dl: Vector = new Float64Array();
  let dmv: Vector = new Float64Array();
  return {
    tensors: [...named(encoder, 'encoder'), ...named(decoder, 'decoder')],
    noise: codes,
    evaluate(theta, { x, rows, noise }, gradient) {
      const mv = encoder.forward(x, rows, theta.subarray(0, split));
      z = grown(z, rows * codes);
      let sum = 0;
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < codes; k++) {
          const [m, v] = [mv[i * 2 * codes + k]!, mv[(i * 2 + 1) * codes + k]!];
          z[i * codes + k] = m + Math.exp(v / 2) * noise![i * codes + k]!;
          sum += (m * m + Math.exp(v) - 1 - v) / 2;
        }
      }
      const l = decoder.forward(z, rows, theta.subarray(split));
      dl = grown(dl, rows * inputs);
      for (let j = 0; j < rows * inputs; j++) {
        const e = Math.exp(-Math.abs(l[j]!));
        sum += Math.max(l[j]!, 0) + Math.log1p(e) - x[j]! * l[j]!;
        dl[j] = ((l[j]! > 0 ? 1 : e) / (1 + e) - x[j]!) / rows;
      }
      if (gradient === undefined) return sum / rows;
      const dz = decoder.backward(dl, rows, theta.subarray(split), gradient.subarray(split), true)!;
      dmv = grown(dmv, rows * 2 * codes);
      for (let i = 0; i < rows; i++) {
        for (let k = 0; k < codes; k++) {
          const [m, v] = [mv[i * 2 * codes + k]!, mv[(i * 2 + 1) * codes + k]!];
          const slope = dz[i * codes + k]!;
          dmv[i * 2 * codes + k] = slope + m / rows;
          dmv[(i * 2 + 1) * codes + k] =
            (slope * Math.exp(v / 2) * noise![i * codes + k]!) / 2 + (Math.exp(v) - 1) / (2 * rows);
        }
      }
      encoder.backward(dmv, rows, theta.subarray(0, split), gradient.subarray(0, split), false);
      return sum / rows;
    },
  };
}
