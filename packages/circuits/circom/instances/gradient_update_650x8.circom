pragma circom 2.2.0;

include "../gradient_update.circom";

// The gradient of the demo's model: ten classes of 64 pixels and a bias.
component main { public [commitment, rho, tag, maxNormSq] } = GradientUpdate(650, 8, 10);
