//! Answers kept under an `Idempotency-Key`. They are masked with the key of the house, because some tell a secret once.

use crate::secret::{self, Key};
use crate::{Ctx, Error, Result};
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use store::idempotency::KeptAnswer;

/// Bytes that make each mask another.
const NONCE_BYTES: usize = 16;
/// Bytes of one block of a mask.
const BLOCK_BYTES: usize = 32;

/// An answer as it is given again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Status code.
    pub status: i64,
    /// `Content-Type`; empty = none.
    pub content_type: String,
    /// `Location`; empty = none.
    pub location: String,
    /// Body.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept").field("status", &self.status).finish_non_exhaustive()
    }
}

/// The answer that a key of an owner already has.
///
/// # Errors
/// [`Refusal::IdempotencyReused`] when the key was used for another request.
pub async fn find(ctx: &Ctx, owner: &str, key: &str, request: &str) -> Result<Option<Kept>> {
    let (by, under, now) = (owner.to_owned(), key.to_owned(), ctx.now());
    let Some(found) = ctx.read(move |tx, _| Ok(tx.kept_answer(&by, &under, now)?)).await? else { return Ok(None) };
    if found.request != request {
        return Err(Refusal::IdempotencyReused.into());
    }
    let Some((nonce, masked)) = found.answer.split_at_checked(NONCE_BYTES) else { return Ok(None) };
    let plain = mask(&ctx.house.key, nonce, masked);
    // An answer of another house key cannot be read; the request is then done again.
    Ok(serde_json::from_slice(&plain).ok())
}

/// Keeps the answer of a key.
///
/// # Errors
/// A failure of the ledger or of the machine's randomness.
pub async fn keep(ctx: &Ctx, owner: &str, key: &str, request: &str, kept: &Kept) -> Result<()> {
    let plain = serde_json::to_vec(kept).map_err(|error| Error::broken("writing an answer", error))?;
    let nonce: [u8; NONCE_BYTES] = secret::random()?;
    let answer = [nonce.as_slice(), &mask(&ctx.house.key, &nonce, &plain)].concat();
    let (by, under) = (owner.to_owned(), key.to_owned());
    let row = KeptAnswer { request: request.to_owned(), status: kept.status, answer };
    ctx.transact(move |tx, _, now| {
        tx.keep_answer(&by, &under, &row, now)?;
        Ok(())
    })
    .await
}

/// Lays a stream over bytes that only this house can make from the nonce; laying it twice gives the bytes back.
fn mask(key: &Key, nonce: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for (at, block) in bytes.chunks(BLOCK_BYTES).enumerate() {
        let stream = key.mac("idempotency", &[nonce, &(at as u64).to_le_bytes()]);
        out.extend(block.iter().zip(stream).map(|(byte, over)| byte ^ over));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_hides_and_gives_back() {
        let key = Key::generate().unwrap();
        let text = b"{\"receipt_code\":\"1234-5678-9012-3456\"} and more than one block".as_slice();
        let masked = mask(&key, b"nonce", text);
        assert!(!masked.windows(4).any(|window| window == b"1234"));
        assert_eq!(mask(&key, b"nonce", &masked), text);
        assert_ne!(mask(&Key::generate().unwrap(), b"nonce", &masked), text);
    }
}
