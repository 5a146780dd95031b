//! Sign-in by name, password and, where set, a code; sessions that end.

use super::{verify_password, viewer_of};
use crate::secret;
use crate::{Ctx, Error, Result};
use domain::event::{Event, ThingRef};
use domain::id::PersonId;
use domain::refusal::Refusal;
use domain::viewer::Viewer;
use store::people::Person;
use totp_rs::{Builder, Secret, Totp};

/// Characters of a session secret.
pub const SESSION_BYTES: usize = 43;
/// Characters of a password that are looked at; longer ones are refused before hashing.
const PASSWORD_CHARS_MAX: usize = domain::person::PASSWORD_BYTES_MAX;

/// What is typed at the door.
#[derive(Debug, Clone, Default)]
pub struct SignIn {
    /// Name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Code of the second factor; empty when none is set.
    pub code: String,
}

/// A session that was opened.
pub struct Signed {
    /// The session's secret, for the cookie.
    pub session: String,
    /// The person.
    pub person: Person,
}

/// Opens a session; a wrong name, password or code is one answer.
///
/// # Errors
/// [`Refusal::AuthWrong`], or a failure of the ledger.
pub async fn sign_in(ctx: &Ctx, form: &SignIn) -> Result<Signed> {
    let wrong = || Error::from(Refusal::AuthWrong);
    if form.password.len() > PASSWORD_CHARS_MAX {
        return Err(wrong());
    }
    let login = form.login.trim().to_lowercase();
    let door = ctx.as_viewer(Viewer::system());
    let found = door.read(move |tx, viewer| Ok(tx.credentials(viewer, &login)?)).await?;
    let right = verify_password(ctx, &form.password, found.as_ref().map(|c| c.password.clone())).await?;
    let Some(credentials) = found.filter(|_| right) else { return Err(wrong()) };
    let step = match &credentials.totp_secret {
        None => None,
        Some(secret) => Some(totp_step(secret, &form.code, ctx).ok_or_else(wrong)?),
    };
    let person = credentials.person;
    let session = open_session_for(ctx, &person, step).await?;
    Ok(Signed { session, person })
}

/// Opens a session for a person whose identity was checked; `step` is the code's time step, which works once.
///
/// # Errors
/// [`Refusal::AuthWrong`] when the step was used already.
pub async fn open_session_for(ctx: &Ctx, person: &Person, step: Option<i64>) -> Result<String> {
    let session = secret::fresh()?;
    let (hash, id, hours) = (secret::digest(&session), person.id, ctx.house.config.auth.login_hours);
    let viewer = viewer_of(person);
    let login = person.login.clone();
    ctx.as_viewer(viewer)
        .transact(move |tx, viewer, now| {
            if let Some(step) = step
                && !tx.use_totp_step(id, step)?
            {
                return Err(Refusal::AuthWrong.into());
            }
            tx.open_session(&hash, id, now, now.plus_hours(hours))?;
            tx.record(viewer, &[Event::new("session", "opened", ThingRef::new("person", login))], now)?;
            Ok(())
        })
        .await?;
    Ok(session)
}

/// The person of a session that has not ended.
///
/// # Errors
/// A failure of the ledger.
pub async fn of_session(ctx: &Ctx, session: &str) -> Result<Option<Person>> {
    if session.len() != SESSION_BYTES {
        return Ok(None);
    }
    let (hash, now) = (secret::digest(session), ctx.now());
    ctx.read(move |tx, _| Ok(tx.session_person(&hash, now)?)).await
}

/// Ends a session.
///
/// # Errors
/// A failure of the ledger.
pub async fn sign_out(ctx: &Ctx, session: &str) -> Result<()> {
    let hash = secret::digest(session);
    ctx.transact(move |tx, viewer, now| {
        tx.end_session(&hash)?;
        tx.record(viewer, &[Event::new("session", "ended", ThingRef::new("person", &viewer.name))], now)?;
        Ok(())
    })
    .await
}

/// The code generator of a secret (RFC 6238: SHA-1, six digits, 30 s, one step of tolerance).
pub(super) fn totp(secret: &str, account: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    Builder::new().with_secret(secret).with_account_name(account.to_owned()).with_issuer(Some("Hinomi")).build().ok()
}

pub(super) fn totp_step(secret: &str, code: &str, ctx: &Ctx) -> Option<i64> {
    let seconds = u64::try_from(ctx.now().as_ms() / 1000).ok()?;
    let code: String = code.chars().filter(|c| !c.is_whitespace()).take(12).collect();
    let step = totp(secret, "x")?.check(&code, seconds)?;
    i64::try_from(step).ok()
}

/// Where a person stands in the ledger, for acts that need the row number.
pub(super) fn me(viewer: &Viewer) -> Result<PersonId> {
    viewer.person().ok_or_else(|| Refusal::AuthRequired.into())
}
