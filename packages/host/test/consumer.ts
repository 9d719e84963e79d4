// A user's program that imports every public name; the packaging tests compile it, and compare the names.
import { FedzkError, type FedzkErrorCode, greeting } from '@fedzk/host';

export const code: FedzkErrorCode = new FedzkError('invalid-argument', greeting('Ada')).code;
