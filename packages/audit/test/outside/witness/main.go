// Starts litewitness of filippo.io/torchwood, with one key and one log that it knows.
//
//	witness LITEWITNESS FOLDER ADDRESS NAME VKEY
//
// Its verifier key is the first line of the output. It ends when the input does.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

func main() {
	if len(os.Args) != 6 {
		log.Fatal("expected LITEWITNESS FOLDER ADDRESS NAME VKEY")
	}
	program, folder, address, name, vkey := os.Args[1], os.Args[2], os.Args[3], os.Args[4], os.Args[5]

	seed := sha256.Sum256([]byte(name))
	key := ed25519.NewKeyFromSeed(seed[:])
	socket := filepath.Join(folder, "agent")
	fingerprint := must(serveKey(socket, key))

	database := filepath.Join(folder, "witness.db")
	check(knowLog(database, vkey))

	witness := exec.Command(program, "-name", name, "-db", database, "-ssh-agent", socket, "-listen", address,
		"-key", fingerprint)
	witness.Stderr = os.Stderr
	check(witness.Start())
	go func() {
		log.Fatal("litewitness ended: ", witness.Wait())
	}()

	fmt.Println(must(torchwood.NewCosignatureSigner(name, key)).Verifier())
	io.Copy(io.Discard, os.Stdin)
	witness.Process.Kill()
}

// serveKey has an agent with the key at a socket, and returns the key's fingerprint.
func serveKey(socket string, key ed25519.PrivateKey) (string, error) {
	keyring := agent.NewKeyring()
	if err := keyring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		return "", err
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return "", err
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go agent.ServeAgent(keyring, connection)
		}
	}()
	public, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		return "", err
	}
	return ssh.FingerprintSHA256(public), nil
}

// knowLog writes a log that has not been seen yet into the database, as witnessctl does.
func knowLog(database, vkey string) error {
	db, err := sqlite.OpenConn(database)
	if err != nil {
		return err
	}
	defer db.Close()
	err = sqlitex.ExecScript(db, `
		CREATE TABLE IF NOT EXISTS log (origin TEXT PRIMARY KEY, tree_size INTEGER NOT NULL, tree_hash TEXT NOT NULL);
		CREATE TABLE IF NOT EXISTS key (
			origin TEXT NOT NULL, key TEXT NOT NULL, FOREIGN KEY(origin) REFERENCES log(origin)
		);`)
	if err != nil {
		return err
	}
	origin, _, _ := strings.Cut(vkey, "+")
	empty := sha256.Sum256(nil)
	err = sqlitex.Execute(db, "INSERT OR IGNORE INTO log VALUES (?, 0, ?)",
		&sqlitex.ExecOptions{Args: []any{origin, base64.StdEncoding.EncodeToString(empty[:])}})
	if err != nil {
		return err
	}
	return sqlitex.Execute(db, "INSERT INTO key VALUES (?, ?)", &sqlitex.ExecOptions{Args: []any{origin, vkey}})
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
