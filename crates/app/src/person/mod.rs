//! People: first setup, sign-in, sessions, accounts, tokens.

mod account;
mod roster;
mod setup;
mod sign_in;
mod token;

pub use account::{
    NewAccount, Preferences, add, change_password, grant, list, revoke, set_disabled, set_preferences, totp_begin, totp_confirm,
};
pub use roster::{Account, Held, of_login, roster, scopes_of};
pub use setup::{FirstAdmin, finish_setup, open_setup, setup_link, setup_needed};
pub use sign_in::{SESSION_BYTES, SignIn, Signed, of_session, open_session_for, sign_in, sign_out};
pub use token::{Made, NewToken, TOKEN_DAYS_MAX, make as make_token, of_token, revoke as revoke_token, tokens};

use crate::{Ctx, Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use domain::viewer::{Actor, Viewer};
use store::people::Person;

pub use store::catalogue::Division as DivisionRow;
pub use store::people::{Person as PersonRow, Token as TokenRow};

/// Memory of one password hash, in KiB (OWASP's smallest recommended set for argon2id).
const HASH_KIB: u32 = 19_456;
/// Passes over that memory.
const HASH_PASSES: u32 = 2;
/// Steps by which a hashing thread stands back behind the others.
const NICE: i32 = 10;

fn hasher() -> Argon2<'static> {
    let params = Params::new(HASH_KIB, HASH_PASSES, 1, None).unwrap_or_default();
    Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
}

/// Runs a slow hash on a seat of the house and on a thread of its own that every other thread goes before: a flood of sign-ins slows
/// sign-ins, not the people at work.
async fn slowly<T: Send + 'static>(ctx: &Ctx, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    const DOING: &str = "hashing a password";
    let seat = ctx.house.hashing.acquire().await.map_err(|error| Error::broken(DOING, error))?;
    let (done, answer) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("password".to_owned()).spawn(move || {
        // Linux counts this for each thread; where it is refused, the seat alone holds back.
        #[cfg(unix)]
        let _ = rustix::process::nice(NICE);
        let _ = done.send(work());
    });
    thread.map_err(|error| Error::broken(DOING, error))?;
    let outcome = answer.await.map_err(|error| Error::broken(DOING, error));
    drop(seat);
    outcome
}

/// Hashes a password with argon2id.
async fn hash_password(ctx: &Ctx, password: &str) -> Result<String> {
    let password = password.to_owned();
    let hashed = slowly(ctx, move || hasher().hash_password(password.as_bytes()).map(|hash| hash.to_string())).await?;
    hashed.map_err(|error| Error::broken("hashing a password", error))
}

/// Compares a password with its hash; without a hash it takes the same time and fails.
async fn verify_password(ctx: &Ctx, password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    slowly(ctx, move || match hash.as_deref().and_then(|text| PasswordHash::new(text).ok()) {
        Some(parsed) => hasher().verify_password(password.as_bytes(), &parsed).is_ok(),
        None => {
            let _ = hasher().hash_password(password.as_bytes());
            false
        }
    })
    .await
}

/// The viewer that a person is.
#[must_use]
pub fn viewer_of(person: &Person) -> Viewer {
    Viewer { actor: Actor::Person(person.id), name: person.login.clone(), grants: person.grants.clone(), token_scopes: None }
}
