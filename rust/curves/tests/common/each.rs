//! Makes modules of tests from generic functions, one module for each type. `rust/groth16` uses it too.

/// A module of the tests on one type.
macro_rules! tests_on {
    ($name:ident: $type:ty, $($test:ident)*) => {
        mod $name {
            #[cfg(target_arch = "wasm32")]
            use wasm_bindgen_test::wasm_bindgen_test as test;

            $(#[test]
            fn $test() {
                super::super::$test::<$type>();
            })*
        }
    };
}

/// A module for each curve.
macro_rules! each_curve {
    ($($test:ident)*) => {
        mod on {
            tests_on!(bn254: fedzk_curves::bn254::Bn254, $($test)*);
            tests_on!(bls12381: fedzk_curves::bls12_381::Bls12381, $($test)*);
        }
    };
}

/// A module for each prime × limb layout. The suite has `common::primes`.
macro_rules! each_prime {
    ($($test:ident)*) => {
        mod on {
            tests_on!(bn254_p: fedzk_curves::bn254::Bn254, $($test)*);
            tests_on!(bn254_r: fedzk_curves::bn254::Bn254Scalar, $($test)*);
            tests_on!(bls12381_p: fedzk_curves::bls12_381::Bls12381, $($test)*);
            tests_on!(bls12381_r: fedzk_curves::bls12_381::Bls12381Scalar, $($test)*);
            tests_on!(smallest: crate::common::primes::Smallest, $($test)*);
            tests_on!(highest: crate::common::primes::Highest, $($test)*);
            tests_on!(lowest: crate::common::primes::Lowest, $($test)*);
        }
    };
}
