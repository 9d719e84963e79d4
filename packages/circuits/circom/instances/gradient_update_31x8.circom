pragma circom 2.2.0;

include "../gradient_update.circom";

// Small enough for tests that prove.
component main { public [commitment, rho, tag, maxNormSq] } = GradientUpdate(31, 8, 10);
