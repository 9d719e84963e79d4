import type { Dice } from '@fedzk/testkit/random';
import { Pace } from '../../src/storage/pace.js';

/** Calls are in place or in the background as the dice fall, whatever they took. */
export class Chance extends Pace {
  readonly #dice: Dice;

  constructor(dice: Dice) {
    super(() => 0);
    this.#dice = dice;
  }

  override get inPlace(): boolean {
    return this.#dice.upTo(1) === 0;
  }
}
