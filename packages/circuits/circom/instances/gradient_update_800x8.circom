pragma circom 2.2.0;

include "../gradient_update.circom";

// The level enhanced: at most 10,000 constraints.
component main { public [commitment, rho, tag, maxNormSq] } = GradientUpdate(800, 8, 10);
