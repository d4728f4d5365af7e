"""A passkey in software: makes a key and signs as a telephone does, or as a liar would."""

import json
import struct
from dataclasses import dataclass, field, replace
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as spelled

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass(frozen=True)
class Key:
    host: str = "testserver"
    origin: str = "http://testserver"
    count: int = 0
    present: int = PRESENT
    identity: bytes = field(default_factory=lambda: token_bytes(32))
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def but(self, **lie: Any) -> "Key":
        return replace(self, **lie)

    def makes(self, options: str) -> str:
        numbers = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.identity)) + self.identity + cbor2.dumps(public)
        told = {"fmt": "none", "attStmt": {}, "authData": self._data(HAS_KEY) + attested}
        client = self._client("webauthn.create", options)
        return self._answer(clientDataJSON=client, attestationObject=cbor2.dumps(told))

    def proves(self, options: str) -> str:
        client, data = self._client("webauthn.get", options), self._data()
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _client(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, more: int = 0) -> bytes:
        flags = self.present | VERIFIED | more
        return sha256(self.host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _answer(self, **response: bytes) -> str:
        parts = {name: spelled(value) for name, value in response.items()}
        identity = spelled(self.identity)
        return json.dumps({"id": identity, "rawId": identity, "type": "public-key", "response": parts})
