package main

import (
	"bytes"
	"log"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc"
	bls "github.com/consensys/gnark-crypto/ecc/bls12-381"
	blsfr "github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	bn "github.com/consensys/gnark-crypto/ecc/bn254"
	bnfr "github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/backend/groth16"
	blsgroth16 "github.com/consensys/gnark/backend/groth16/bls12-381"
	bngroth16 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/witness"
)

// snarkjs's JSON: decimal strings, projective with z = 1; elements of Fp2 have the real part first.
type (
	g1 = []string
	g2 = [][]string
)

type keyJSON struct {
	Protocol string `json:"protocol"`
	Curve    string `json:"curve"`
	NPublic  int    `json:"nPublic"`
	Alpha    g1     `json:"vk_alpha_1"`
	Beta     g2     `json:"vk_beta_2"`
	Gamma    g2     `json:"vk_gamma_2"`
	Delta    g2     `json:"vk_delta_2"`
	IC       []g1   `json:"IC"`
}

type proofJSON struct {
	A        g1     `json:"pi_a"`
	B        g2     `json:"pi_b"`
	C        g1     `json:"pi_c"`
	Protocol string `json:"protocol"`
	Curve    string `json:"curve"`
}

func toJSON(curve string, s statement) (key keyJSON, proof proofJSON) {
	switch k := s.key.(type) {
	case *bngroth16.VerifyingKey:
		p := s.proof.(*bngroth16.Proof)
		key = keyJSON{Alpha: bn1(k.G1.Alpha), Beta: bn2(k.G2.Beta), Gamma: bn2(k.G2.Gamma), Delta: bn2(k.G2.Delta), IC: each(k.G1.K, bn1)}
		proof = proofJSON{A: bn1(p.Ar), B: bn2(p.Bs), C: bn1(p.Krs)}
	case *blsgroth16.VerifyingKey:
		p := s.proof.(*blsgroth16.Proof)
		key = keyJSON{Alpha: bls1(k.G1.Alpha), Beta: bls2(k.G2.Beta), Gamma: bls2(k.G2.Gamma), Delta: bls2(k.G2.Delta), IC: each(k.G1.K, bls1)}
		proof = proofJSON{A: bls1(p.Ar), B: bls2(p.Bs), C: bls1(p.Krs)}
	default:
		log.Fatalf("a key of type %T", k)
	}
	key.Protocol, key.Curve, key.NPublic = "groth16", curve, len(s.signals)
	proof.Protocol, proof.Curve = "groth16", curve
	return key, proof
}

// withoutUnused is the key with infinity for [β]₁ and [δ]₁. Verification does not use them, and the library accepts it.
func withoutUnused(s statement) map[string]string {
	var forms map[string]string
	switch k := s.key.(type) {
	case *bngroth16.VerifyingKey:
		other := *k
		other.G1.Beta, other.G1.Delta = bn.G1Affine{}, bn.G1Affine{}
		forms = inForms(&other)
	case *blsgroth16.VerifyingKey:
		other := *k
		other.G1.Beta, other.G1.Delta = bls.G1Affine{}, bls.G1Affine{}
		forms = inForms(&other)
	}
	for _, form := range forms {
		key := groth16.NewVerifyingKey(s.key.CurveID())
		_, err := key.ReadFrom(bytes.NewReader(fromHex(form)))
		must(err)
		must(groth16.Verify(s.proof, key, s.public))
	}
	return forms
}

// committing is a key and a proof with a commitment.
func committing(curve ecc.ID) map[string]any {
	x := draw(curve.ScalarField())
	y := new(big.Int).Mul(x, x)
	s := run(curve, &committed{}, &committed{X: x, Y: y.Mod(y, curve.ScalarField())})
	return map[string]any{"keyBytes": inForms(s.key), "proofBytes": inForms(s.proof)}
}

func decimals(public witness.Witness) (list []string) {
	switch vector := public.Vector().(type) {
	case bnfr.Vector:
		list = each(vector, decimal[bnfr.Element])
	case blsfr.Vector:
		list = each(vector, decimal[blsfr.Element])
	}
	return list
}

func bn1(p bn.G1Affine) g1   { return g1{decimal(p.X), decimal(p.Y), "1"} }
func bls1(p bls.G1Affine) g1 { return g1{decimal(p.X), decimal(p.Y), "1"} }

func bn2(p bn.G2Affine) g2 {
	return g2{{decimal(p.X.A0), decimal(p.X.A1)}, {decimal(p.Y.A0), decimal(p.Y.A1)}, {"1", "0"}}
}

func bls2(p bls.G2Affine) g2 {
	return g2{{decimal(p.X.A0), decimal(p.X.A1)}, {decimal(p.Y.A0), decimal(p.Y.A1)}, {"1", "0"}}
}

// decimal writes 0..p-1; the element's own String writes -2 for p - 2.
func decimal[T any, P interface {
	*T
	BigInt(*big.Int) *big.Int
}](n T) string {
	return P(&n).BigInt(new(big.Int)).String()
}

func each[T, U any](list []T, call func(T) U) []U {
	out := make([]U, len(list))
	for i, entry := range list {
		out[i] = call(entry)
	}
	return out
}
