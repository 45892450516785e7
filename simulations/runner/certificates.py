"""Certificates of a cluster of our own: whoever has none that its authority has signed is not let in, nor believed."""

import datetime as dt
import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS = 365
SKEW = dt.timedelta(hours=1)
"""Clocks of a cluster's machines may differ by so much. Assumed."""
PRIVATE = 0o600
LOCAL = ("127.0.0.1", "localhost")

Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """A folder with the authority's certificate and one certificate with its key, shared by all of the cluster.

    Copy it to each machine by a safe way. The authority's own key is not kept: nobody can sign a stranger in later.
    """

    folder: Path

    @property
    def authority(self) -> Path:
        """The certificate that all others must be signed with."""
        return self.folder / "authority.pem"

    @property
    def certificate(self) -> Path:
        """The certificate that is shown to the others."""
        return self.folder / "cluster.pem"

    @property
    def key(self) -> Path:
        """Its key, which nobody else may read."""
        return self.folder / "cluster.key"

    @property
    def complete(self) -> bool:
        """Whether all files are there."""
        return all(path.is_file() for path in (self.authority, self.certificate, self.key))


def make_certificates(folder: Path, *, now: dt.datetime, hosts: Sequence[str] = LOCAL) -> Certificates:
    """Make an authority and a certificate for these hosts (names or addresses). `now` is aware.

    What lies in the folder is replaced: a cluster that runs with it must be started anew.
    """
    found = Certificates(folder=folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _signed("Doezd cluster authority", authority_key, None, authority_key, now, ())
    certificate = _signed("Doezd cluster", key, authority, authority_key, now, hosts)
    found.key.unlink(missing_ok=True)
    found.key.touch(PRIVATE)
    found.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    found.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    found.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    return found


def _signed(
    name: str,
    key: Key,
    issuer: x509.Certificate | None,
    issuer_key: Key,
    now: dt.datetime,
    hosts: Iterable[str],
) -> x509.Certificate:
    """Sign a certificate; `issuer` None makes an authority, which signs itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(
            x509.BasicConstraints(ca=issuer is None, path_length=0 if issuer is None else None), critical=True
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if issuer is not None:
        both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        builder = builder.add_extension(x509.ExtendedKeyUsage(both), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
    else:
        builder = builder.add_extension(_SIGNS_ONLY, critical=True)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


_SIGNS_ONLY = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)
