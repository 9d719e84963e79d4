package main

import (
	"math/big"

	"github.com/consensys/gnark/frontend"
)

// chain proves knowledge of x and y with s₁ = xy + 3 and sᵢ₊₁ = sᵢ(x + i).
type chain struct {
	X, Y frontend.Variable
	S    []frontend.Variable `gnark:",public"`
}

func (c *chain) Define(api frontend.API) error {
	api.AssertIsEqual(c.S[0], api.Add(api.Mul(c.X, c.Y), 3))
	for i := 1; i < len(c.S); i++ {
		api.AssertIsEqual(c.S[i], api.Mul(c.S[i-1], api.Add(c.X, i)))
	}
	return nil
}

// signals are s₁, s₂, …
func signals(x, y *big.Int, nPublic int, field *big.Int) []frontend.Variable {
	s := new(big.Int).Mul(x, y)
	s.Add(s, big.NewInt(3)).Mod(s, field)
	list := []frontend.Variable{s}
	for i := int64(1); i < int64(nPublic); i++ {
		factor := new(big.Int).Add(x, big.NewInt(i))
		s = factor.Mul(factor, s).Mod(factor, field)
		list = append(list, s)
	}
	return list
}

// committed also commits to x (Pedersen, an extension of gnark): its proofs are of another statement.
type committed struct {
	X frontend.Variable
	Y frontend.Variable `gnark:",public"`
}

func (c *committed) Define(api frontend.API) error {
	api.AssertIsEqual(api.Mul(c.X, c.X), c.Y)
	commitment, err := api.(frontend.Committer).Commit(c.X)
	api.AssertIsDifferent(commitment, 0)
	return err
}
