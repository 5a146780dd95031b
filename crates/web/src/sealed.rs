//! Short texts that a browser holds for us for a while: signed by the house, gone with the browser.

use app::Ctx;
use axum::http::HeaderValue;

/// Bytes of the signature that are kept.
const MAC_BYTES: usize = 16;

/// Signs a text of letters, digits, `-` and `_` for a purpose, with the present instant.
pub(crate) fn seal(ctx: &Ctx, purpose: &str, text: &str) -> String {
    let at = ctx.now().as_ms();
    format!("{text}.{at:x}.{}", mac(ctx, purpose, text, at))
}

/// The text, when the house signed it for this purpose at most `life_ms` ago.
pub(crate) fn unseal(ctx: &Ctx, purpose: &str, value: &str, life_ms: i64) -> Option<String> {
    let mut parts = value.rsplitn(3, '.');
    let (signature, at, text) = (parts.next()?, parts.next()?, parts.next()?);
    let at = i64::from_str_radix(at, 16).ok()?;
    let genuine = app::secret::same(signature.as_bytes(), mac(ctx, purpose, text, at).as_bytes());
    (genuine && (0..=life_ms).contains(&(ctx.now().as_ms() - at))).then(|| text.to_owned())
}

fn mac(ctx: &Ctx, purpose: &str, text: &str, at: i64) -> String {
    use std::fmt::Write as _;
    let mac = ctx.house.key.mac(purpose, &[text.as_bytes(), &at.to_be_bytes()]);
    mac[..MAC_BYTES].iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Writes a cookie for a part of the site that no script can read and that goes when the browser closes; an empty value takes it away.
pub(crate) fn cookie_while_open(name: &str, value: &str, path: &str, secure: bool) -> HeaderValue {
    let flag = if secure { "; Secure" } else { "" };
    let gone = if value.is_empty() { "; Max-Age=0" } else { "" };
    // Invariant: names and paths are ours, values are letters, digits, `-`, `_` and `.`.
    HeaderValue::from_str(&format!("{name}={value}; Path={path}; HttpOnly; SameSite=Strict{gone}{flag}"))
        .unwrap_or_else(|_| HeaderValue::from_static(""))
}
