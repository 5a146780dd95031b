//! API tokens: scopes, an end date, the secret shown once.

use super::sign_in::me;
use super::viewer_of;
use crate::secret;
use crate::{Ctx, Error, Fault, Result};
use domain::access::{self, Act};
use domain::event::{Event, ThingRef};
use domain::id::TokenId;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::people::Token;

/// Days of a token's life at most.
pub const TOKEN_DAYS_MAX: i64 = 366;
/// What every token begins with, so that leaked ones can be found.
const PREFIX: &str = "hnm_";
/// How often the last use is written down.
const TOUCH_MS: i64 = 60_000;

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its name.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Days of its life.
    pub days: i64,
}

/// A token that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// Row number.
    pub id: TokenId,
    /// The secret, shown once.
    pub secret: String,
}

/// Makes a token for the viewer.
///
/// # Errors
/// Field faults, or nobody signed in.
pub async fn make(ctx: &Ctx, new: NewToken) -> Result<Made> {
    ctx.enter(Act::TokenEdit)?;
    let person = me(&ctx.viewer)?;
    let mut faults = Vec::new();
    let name = domain::catalogue::check_name("name", &new.name).map_err(|r| faults.push(Fault::new("name", r))).unwrap_or_default();
    let known = access::scopes();
    // A token never makes one that reaches further than itself.
    let fine = |scope: &String| known.contains(&scope.as_str()) && ctx.viewer.token_allows(scope);
    if new.scopes.is_empty() || !new.scopes.iter().all(fine) {
        faults.push(Fault::new("scopes", Refusal::invalid("scopes", known.join(", "))));
    }
    if !(1..=TOKEN_DAYS_MAX).contains(&new.days) {
        faults.push(Fault::new("expires_at", Refusal::invalid("expires_at", format!("1–{TOKEN_DAYS_MAX}"))));
    }
    if !faults.is_empty() {
        return Err(Error::Fields(faults));
    }
    let secret = format!("{PREFIX}{}", secret::fresh()?);
    let hash = secret::digest(&secret);
    let id = ctx
        .transact(move |tx, viewer, now| {
            let id = tx.add_token(&hash, &name, person, &new.scopes, now, now.plus_days(new.days))?;
            let event =
                Event::new("token", "made", ThingRef::new("token", id.get())).with("name", &name).with("scopes", new.scopes.join(" "));
            tx.record(viewer, &[event], now)?;
            Ok(id)
        })
        .await?;
    Ok(Made { id, secret })
}

/// The viewer of a token's secret, while it is in force.
///
/// # Errors
/// A failure of the ledger.
pub async fn of_token(ctx: &Ctx, secret: &str) -> Result<Option<Viewer>> {
    if !secret.starts_with(PREFIX) || secret.len() > 100 {
        return Ok(None);
    }
    let (hash, now) = (secret::digest(secret), ctx.now());
    let found = ctx.read(move |tx, _| Ok(tx.token_person(&hash, now)?)).await?;
    let Some((token, person)) = found else { return Ok(None) };
    if token.last_used_at.is_none_or(|at| now.as_ms() - at.as_ms() > TOUCH_MS) {
        let id = token.id;
        ctx.transact(move |tx, _, now| Ok(tx.touch_token(id, now)?)).await?;
    }
    Ok(Some(Viewer { token_scopes: Some(token.scopes), ..viewer_of(&person) }))
}

/// Tokens that the viewer may see.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn tokens(ctx: &Ctx) -> Result<Vec<Token>> {
    ctx.enter(Act::TokenEdit)?;
    ctx.read(|tx, viewer| Ok(tx.tokens(viewer)?)).await
}

/// Revokes a token.
///
/// # Errors
/// No such token, or not the viewer's.
pub async fn revoke(ctx: &Ctx, id: TokenId) -> Result<()> {
    ctx.enter(Act::TokenEdit)?;
    ctx.transact(move |tx, viewer, now| {
        if !tx.revoke_token(viewer, id, now)? {
            return Err(Error::not_found());
        }
        tx.record(viewer, &[Event::new("token", "revoked", ThingRef::new("token", id.get()))], now)?;
        Ok(())
    })
    .await
}
