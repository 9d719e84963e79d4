pragma circom 2.2.0;

include "../gradient_update.circom";

// The level maximum: at most 100,000 constraints.
component main { public [commitment, rho, tag, maxNormSq] } = GradientUpdate(8192, 8, 10);
