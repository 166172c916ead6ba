"""What dev, demo and test make for themselves under `var/`: secrets, a sealing key. Production imports none of it."""

import base64
import datetime as dt
import json
import os
import secrets
from pathlib import Path

from kokemuspankki.servers.held import turn


def keys(home: Path) -> dict[str, str]:
    """Random secrets of this machine, made once by the first of processes that start together."""
    path = home / "secrets.json"
    home.mkdir(parents=True, exist_ok=True)
    with turn(home):
        if not path.exists():
            names = ("SECRET_KEY", "KP_FIELD_KEY", "KP_INDEX_KEY", "KP_LINK_KEY")
            _write(path, json.dumps({name: _key() for name in names}).encode())
    found: dict[str, str] = json.loads(path.read_text())
    return found


def seal(home: Path) -> tuple[str, str]:
    """A self-made sealing key and certificate: the demo's PDFs carry a real signature that nobody need trust."""
    key, certificate = home / "seal-key.pem", home / "seal-cert.pem"
    home.mkdir(parents=True, exist_ok=True)
    with turn(home):
        if not (key.exists() and certificate.exists()):
            made_key, made_certificate = _make_seal()
            _write(key, made_key)
            _write(certificate, made_certificate)
    return str(key), str(certificate)


def _key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.rename(path)


def _make_seal() -> tuple[bytes, bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kokemuspankki demo seal")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(dt.datetime(2046, 1, 1, tzinfo=dt.UTC))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, certificate.public_bytes(serialization.Encoding.PEM)
