// Logs by golang.org/x/mod: one of ours is read and proved, one of its own is written for us to verify.
//
//	outside check <folder> <verifier key>
//	outside write <folder> <name> <size>
package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8
const width = 1 << height

func main() {
	var result any
	err := errors.New("expected check or write")
	switch {
	case len(os.Args) == 4 && os.Args[1] == "check":
		result, err = check(folder(os.Args[2]), os.Args[3])
	case len(os.Args) == 5 && os.Args[1] == "write":
		result, err = write(folder(os.Args[2]), os.Args[3], os.Args[4])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		panic(err)
	}
}

// A folder has a log as C2SP tlog-tiles has it.
type folder string

// In x/mod tiles begin with their height, and bundles are called data.
func tilePath(t tlog.Tile) string {
	path := strings.TrimPrefix(t.Path(), fmt.Sprintf("tile/%d/", t.H))
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

func (f folder) read(path string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), filepath.FromSlash(path)))
}

func (f folder) write(path string, data []byte) error {
	name := filepath.Join(string(f), filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}

func (f folder) Height() int { return height }

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := f.read(tilePath(tile))
		if err != nil {
			return nil, err
		}
		all[i] = data
	}
	return all, nil
}

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

// A bundle's entries.
func (f folder) entries(index, count int64) ([][]byte, error) {
	data, err := f.read(tilePath(tlog.Tile{H: height, L: -1, N: index, W: int(count)}))
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
			return nil, errors.New("a bundle is cut off")
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if int64(len(entries)) != count {
		return nil, fmt.Errorf("bundle %d has %d entries", index, len(entries))
	}
	return entries, nil
}

func openCheckpoint(signed []byte, key string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

type checked struct {
	Size       int64 `json:"size"`
	Inclusion  int64 `json:"inclusion"`
	Consistent int64 `json:"consistent"`
}

// Each entry is hashed, found, proved and the proof checked; so is each size up to the tree's.
func check(f folder, key string) (checked, error) {
	var result checked
	signed, err := f.read("checkpoint")
	if err != nil {
		return result, err
	}
	tree, err := openCheckpoint(signed, key)
	if err != nil {
		return result, err
	}
	result.Size = tree.N
	hashes := tlog.TileHashReader(tree, f)
	for first := int64(0); first < tree.N; first += width {
		entries, err := f.entries(first/width, min(width, tree.N-first))
		if err != nil {
			return result, err
		}
		for i, entry := range entries {
			n := first + int64(i)
			proof, err := tlog.ProveRecord(tree.N, n, hashes)
			if err != nil {
				return result, fmt.Errorf("entry %d: %w", n, err)
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, n, tlog.RecordHash(entry)); err != nil {
				return result, fmt.Errorf("entry %d: %w", n, err)
			}
			result.Inclusion++
		}
	}
	for old := int64(1); old <= tree.N; old++ {
		root, err := tlog.TreeHash(old, hashes)
		if err != nil {
			return result, err
		}
		proof, err := tlog.ProveTree(tree.N, old, hashes)
		if err != nil {
			return result, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, old, root); err != nil {
			return result, fmt.Errorf("size %d: %w", old, err)
		}
		result.Consistent++
	}
	return result, nil
}

type older struct {
	Size       int64    `json:"size"`
	Checkpoint string   `json:"checkpoint"`
	Proof      []string `json:"proof"`
}

type written struct {
	VerifierKey string   `json:"verifierKey"`
	Proofs      []string `json:"proofs"`
	Older       []older  `json:"older"`
}

// Entries of no certain length; the first is empty.
func entry(n int64) []byte {
	return []byte(strings.Repeat(fmt.Sprintf("%d|", n), int(n%11)))
}

func write(f folder, name, digits string) (written, error) {
	var result written
	size, err := strconv.ParseInt(digits, 10, 32)
	if err != nil {
		return result, err
	}
	private, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return result, err
	}
	result.VerifierKey = public
	signer, err := note.NewSigner(private)
	if err != nil {
		return result, err
	}
	var stored []tlog.Hash
	hashes := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for n := range size {
		more, err := tlog.StoredHashes(n, entry(n), hashes)
		if err != nil {
			return result, err
		}
		stored = append(stored, more...)
	}
	for _, tile := range tlog.NewTiles(height, 0, size) {
		if err := writeTile(f, tile, hashes); err != nil {
			return result, err
		}
	}
	signed, err := checkpoint(signer, size, hashes)
	if err != nil {
		return result, err
	}
	if err := f.write("checkpoint", []byte(signed)); err != nil {
		return result, err
	}
	for n := range size {
		proof, err := tlog.ProveRecord(size, n, hashes)
		if err != nil {
			return result, err
		}
		lines := strings.Join(append(texts(proof), "", ""), "\n")
		if len(proof) == 0 {
			lines = "\n"
		}
		result.Proofs = append(result.Proofs, fmt.Sprintf("c2sp.org/tlog-proof@v1\nindex %d\n%s%s", n, lines, signed))
	}
	for old := int64(1); old <= size; old += 1 + old/5 {
		signed, err := checkpoint(signer, old, hashes)
		if err != nil {
			return result, err
		}
		proof, err := tlog.ProveTree(size, old, hashes)
		if err != nil {
			return result, err
		}
		result.Older = append(result.Older, older{old, signed, texts(tlog.RecordProof(proof))})
	}
	return result, nil
}

func writeTile(f folder, tile tlog.Tile, hashes tlog.HashReader) error {
	data, err := tlog.ReadTileData(tile, hashes)
	if err != nil {
		return err
	}
	if err := f.write(tilePath(tile), data); err != nil || tile.L > 0 {
		return err
	}
	var bundle []byte
	for n := tile.N * width; n < tile.N*width+int64(tile.W); n++ {
		bundle = binary.BigEndian.AppendUint16(bundle, uint16(len(entry(n))))
		bundle = append(bundle, entry(n)...)
	}
	tile.L = -1
	return f.write(tilePath(tile), bundle)
}

func checkpoint(signer note.Signer, size int64, hashes tlog.HashReader) (string, error) {
	root, err := tlog.TreeHash(size, hashes)
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", signer.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	return string(signed), err
}

func texts(hashes tlog.RecordProof) []string {
	all := []string{}
	for _, hash := range hashes {
		all = append(all, base64.StdEncoding.EncodeToString(hash[:]))
	}
	return all
}
