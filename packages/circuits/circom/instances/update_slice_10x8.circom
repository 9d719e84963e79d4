pragma circom 2.2.0;

include "../update_slice.circom";

// Ten values of 8 bits: the ten bias gradients of the demo's model.
component main { public [rho, tag, sum, normSq] } = UpdateSlice(10, 8);
