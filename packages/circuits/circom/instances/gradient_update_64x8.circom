pragma circom 2.2.0;

include "../gradient_update.circom";

// The level standard: as many values as fit 1,000 constraints.
component main { public [commitment, rho, tag, maxNormSq] } = GradientUpdate(64, 8, 10);
