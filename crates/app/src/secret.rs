//! Secrets of the house: randomness, keyed digests, slow hashes. None of them is ever logged.

use crate::{Error, Result};
use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::path::Path;

/// Bytes of the house's own key.
pub const KEY_BYTES: usize = 32;
/// Rounds of the receipt code's slow hash; a code has 53 bits of chance and the key lies outside the ledger.
const RECEIPT_ROUNDS: u32 = 600;

/// The house's own key; prints as `[redacted]`.
#[derive(Clone)]
pub struct Key([u8; KEY_BYTES]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Key {
    /// Makes a new key.
    ///
    /// # Errors
    /// The machine gives no randomness.
    pub fn generate() -> Result<Self> {
        Ok(Self(random()?))
    }

    /// Reads the key of a data directory, or makes it there (owner may read and write, nobody else).
    ///
    /// # Errors
    /// The file cannot be read or written, or is no key.
    pub fn of_directory(dir: &Path) -> Result<Self> {
        let path = dir.join("secret.key");
        match std::fs::read(&path) {
            Ok(bytes) => {
                let key = bytes.try_into().map_err(|_| Error::Broken(format!("`{}` is not a key of {KEY_BYTES} bytes", path.display())))?;
                Ok(Self(key))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = Self::generate()?;
                write_private(&path, &key.0).map_err(|error| Error::broken("writing the key of the house", error))?;
                Ok(key)
            }
            Err(error) => Err(Error::broken("reading the key of the house", error)),
        }
    }

    /// A digest that only this house can make, for a named purpose.
    #[must_use]
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.keyed();
        for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// The slow hash of a receipt code (PBKDF2-HMAC-SHA-256, one block, keyed by the house).
    #[must_use]
    pub fn receipt_hash(&self, code: &str) -> [u8; 32] {
        let inner = self.mac("receipt", &[code.as_bytes()]);
        let Ok(base) = <Hmac<Sha256> as KeyInit>::new_from_slice(&inner) else { return inner };
        let mut round = step(&base, b"\0\0\0\x01");
        let mut sum = round;
        for _ in 1..RECEIPT_ROUNDS {
            round = step(&base, &round);
            sum.iter_mut().zip(round).for_each(|(into, from)| *into ^= from);
        }
        sum
    }

    fn keyed(&self) -> Hmac<Sha256> {
        // Invariant: HMAC takes keys of every length.
        <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0).expect("HMAC takes any key length")
    }
}

fn step(base: &Hmac<Sha256>, data: &[u8]) -> [u8; 32] {
    let mut mac = base.clone();
    mac.update(data);
    mac.finalize().into_bytes().into()
}

#[cfg(unix)]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::write(path, bytes)
}

/// Random bytes.
///
/// # Errors
/// The machine gives no randomness.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|error| Error::broken("asking for randomness", error))?;
    Ok(bytes)
}

/// A secret for a session, token or link: 32 random bytes as text of 43 characters.
///
/// # Errors
/// The machine gives no randomness.
pub fn fresh() -> Result<String> {
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random::<32>()?))
}

/// The digest under which a secret of full strength is kept.
#[must_use]
pub fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// SHA-256 in hex, for bytes that are shown or compared by people.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Compares without telling by its duration where the difference lies.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0u8, |sum, (x, y)| sum | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_code_hashes_the_same_only_under_the_same_key() {
        let (one, other) = (Key::generate().unwrap(), Key::generate().unwrap());
        assert_eq!(one.receipt_hash("1234-5678-9012-3456"), one.receipt_hash("1234-5678-9012-3456"));
        assert_ne!(one.receipt_hash("1234-5678-9012-3456"), one.receipt_hash("1234-5678-9012-3457"));
        assert_ne!(one.receipt_hash("1234-5678-9012-3456"), other.receipt_hash("1234-5678-9012-3456"));
    }

    #[test]
    fn the_key_of_a_directory_stays_and_is_private() {
        let dir = std::env::temp_dir().join(format!("hinomi-key-{}", fresh().unwrap()));
        std::fs::create_dir_all(&dir).unwrap();
        let first = Key::of_directory(&dir).unwrap();
        assert_eq!(first.0, Key::of_directory(&dir).unwrap().0);
        assert_eq!(format!("{first:?}"), "[redacted]");
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
