// Command groth16 prints keys, proofs and signals that gnark makes over one curve, their bytes, and its verdicts on changed
// bytes, as JSON. `../../groth16.mjs` runs it and writes the files.
package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math/big"
	prng "math/rand/v2"
	"os"

	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark/backend/groth16"
	"github.com/consensys/gnark/backend/witness"
	"github.com/consensys/gnark/frontend"
	"github.com/consensys/gnark/frontend/cs/r1cs"
	"github.com/consensys/gnark/logger"
)

// curves are the two curves, by their names in snarkjs.
var curves = map[string]layout{
	"bn128":    {id: ecc.BN254, coordinate: 32, flagBits: 2, compressed: []byte{0b01, 0b10, 0b11}, raw: []byte{0b00}},
	"bls12381": {id: ecc.BLS12_381, coordinate: 48, flagBits: 3, compressed: []byte{0b100, 0b101, 0b110}, raw: []byte{0b000, 0b010}},
}

// rawWriter is a key or a proof: WriteTo writes points compressed, WriteRawTo uncompressed.
type rawWriter interface {
	io.WriterTo
	WriteRawTo(io.Writer) (int64, error)
}

type statement struct {
	key     groth16.VerifyingKey
	proof   groth16.Proof
	public  witness.Witness
	signals []string
}

type written struct {
	Name            string            `json:"name"`
	VerificationKey any               `json:"verificationKey"`
	Proof           any               `json:"proof"`
	PublicSignals   []string          `json:"publicSignals"`
	KeyBytes        map[string]string `json:"keyBytes"`
	ProofBytes      map[string]string `json:"proofBytes"`
	UnusedLeftOut   map[string]string `json:"unusedLeftOut"`
}

func main() {
	log.SetFlags(0)
	logger.Disable()
	// The library takes no seed. It draws all randomness in one thread.
	rand.Reader = prng.NewChaCha8([32]byte([]byte("fedzk vectors: gnark, both curves")[:32]))
	if len(os.Args) != 2 {
		log.Fatal("expected bn128 or bls12381")
	}
	name := os.Args[1]
	curve, ok := curves[name]
	if !ok {
		log.Fatalf("expected bn128 or bls12381, got %s", name)
	}
	var cases []written
	var first statement
	for i, nPublic := range []int{4, 1} {
		s := prove(curve.id, nPublic)
		if i == 0 {
			first = s
		}
		keyJSON, proofJSON := toJSON(name, s)
		cases = append(cases, written{
			Name:            fmt.Sprintf("gnark, nPublic %d", nPublic),
			VerificationKey: keyJSON,
			Proof:           proofJSON,
			PublicSignals:   s.signals,
			KeyBytes:        inForms(s.key),
			ProofBytes:      proofForms(s.proof),
			UnusedLeftOut:   withoutUnused(s),
		})
	}
	made := map[string]any{"cases": cases, "committing": committing(curve.id), "changed": changes(first, curve)}
	must(json.NewEncoder(os.Stdout).Encode(made))
}

// prove sets the chain circuit up, proves it, and checks the verdicts.
func prove(curve ecc.ID, nPublic int) statement {
	field := curve.ScalarField()
	x, y := draw(field), draw(field)
	return run(curve, &chain{S: make([]frontend.Variable, nPublic)}, &chain{X: x, Y: y, S: signals(x, y, nPublic, field)})
}

func run(curve ecc.ID, circuit, assignment frontend.Circuit) (s statement) {
	field := curve.ScalarField()
	system, err := frontend.Compile(field, r1cs.NewBuilder, circuit)
	must(err)
	provingKey, key, err := groth16.Setup(system)
	must(err)
	full, err := frontend.NewWitness(assignment, field)
	must(err)
	s.key = key
	s.public, err = full.Public()
	must(err)
	s.proof, err = groth16.Prove(system, provingKey, full)
	must(err)
	must(groth16.Verify(s.proof, key, s.public))
	s.signals = decimals(s.public)
	return s
}

func inForms(value rawWriter) map[string]string {
	var compressed, raw bytes.Buffer
	_, err := value.WriteTo(&compressed)
	must(err)
	_, err = value.WriteRawTo(&raw)
	must(err)
	return map[string]string{
		"gnark":     hex.EncodeToString(compressed.Bytes()),
		"gnark-raw": hex.EncodeToString(raw.Bytes()),
	}
}

// proofForms also has, on BN254, the bytes that the library sends to the contract that it generates.
func proofForms(proof groth16.Proof) map[string]string {
	forms := inForms(proof)
	if solidity, ok := proof.(interface{ MarshalSolidity() []byte }); ok {
		forms["evm"] = hex.EncodeToString(solidity.MarshalSolidity())
	}
	return forms
}

func draw(field *big.Int) *big.Int {
	n, err := rand.Int(rand.Reader, field)
	must(err)
	return n
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
