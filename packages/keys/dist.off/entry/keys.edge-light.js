import {
  FedzkError,
  KeyHandle,
  KeyStore,
  memoryBackend,
  open,
  seal
} from "../chunks/chunk-FQG7RK6O.js";
import "../chunks/chunk-QVJWYDT2.js";
import "../chunks/chunk-BFTNHOYL.js";
import {
  backend
} from "../chunks/chunk-OYAE5STL.js";
import "../chunks/chunk-4FXU3YWI.js";
import "../chunks/chunk-RFYV5G4X.js";
export {
  FedzkError,
  KeyHandle,
  KeyStore,
  backend,
  memoryBackend,
  open,
  seal
};
