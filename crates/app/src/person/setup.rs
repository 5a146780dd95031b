//! The first administrator: one link, half an hour, one use. No default password exists.

use super::hash_password;
use crate::secret;
use crate::{Ctx, Error, Fault, Result};
use domain::event::{Event, ThingRef};
use domain::person as rules;
use domain::refusal::Refusal;
use domain::viewer::{Grant, Role, Viewer};
use store::people::NewPerson;

/// How long a setup link works, in milliseconds.
const LINK_MS: i64 = 30 * 60_000;

/// The first administrator, before the checks.
#[derive(Debug, Clone, Default)]
pub struct FirstAdmin {
    /// Name typed at sign-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Mail address; may be empty.
    pub mail: String,
    /// `ja` or `en`.
    pub lang: String,
    /// Password.
    pub password: String,
    /// Whether the first person also leads the PSIRT, as in a team of one.
    pub leads: bool,
}

/// Whether nobody has an account yet.
///
/// # Errors
/// A failure of the ledger.
pub async fn setup_needed(ctx: &Ctx) -> Result<bool> {
    ctx.read(|tx, _| Ok(tx.people_count()? == 0)).await
}

/// Makes a new setup link and ends all earlier ones; none while somebody has an account.
///
/// # Errors
/// A failure of the ledger or of the machine's randomness.
pub async fn setup_link(ctx: &Ctx) -> Result<Option<String>> {
    let token = secret::fresh()?;
    let hash = secret::digest(&token);
    let made = ctx
        .transact(move |tx, viewer, now| {
            if tx.people_count()? > 0 {
                return Ok(false);
            }
            tx.add_setup_link(&hash, now)?;
            tx.record(viewer, &[Event::new("setup_link", "made", ThingRef::new("setup_link", "first"))], now)?;
            Ok(true)
        })
        .await?;
    Ok(made.then(|| format!("{}/setup/{token}", ctx.house.config.server.public_url)))
}

/// Opens a setup link for the browser that holds `holder`; the first one to open it keeps it.
///
/// # Errors
/// [`Refusal::SetupLinkUsed`] when it is used, too old, replaced, held by another browser or never existed.
pub async fn open_setup(ctx: &Ctx, token: &str, holder: &str) -> Result<()> {
    let (hash, holder) = (secret::digest(token), secret::digest(holder));
    ctx.transact(move |tx, _, now| check_link(tx, &hash, &holder, now)).await
}

fn check_link(tx: &mut store::Tx<'_>, hash: &[u8], holder: &[u8], now: domain::instant::Instant) -> Result<()> {
    let used = || Error::from(Refusal::SetupLinkUsed);
    let link = tx.setup_link(hash)?.ok_or_else(used)?;
    let fresh = link.ended_at.is_none() && now.as_ms() - link.created_at.as_ms() < LINK_MS && tx.people_count()? == 0;
    let ours = link.holder.as_deref().is_none_or(|held| secret::same(held, holder));
    if !fresh || !ours {
        return Err(used());
    }
    Ok(tx.hold_setup_link(hash, holder, now)?)
}

/// Makes the first administrator and uses up the link.
///
/// # Errors
/// Field faults, or [`Refusal::SetupLinkUsed`].
pub async fn finish_setup(ctx: &Ctx, token: &str, holder: &str, form: FirstAdmin) -> Result<()> {
    open_setup(ctx, token, holder).await?;
    let new = checked(ctx, &form).await?;
    let (hash, holder, leads) = (secret::digest(token), secret::digest(holder), form.leads);
    ctx.transact(move |tx, _, now| {
        check_link(tx, &hash, &holder, now)?;
        let id = tx.add_person(&new, now)?.ok_or_else(|| Error::from(Refusal::NameTaken { name: new.login.clone() }))?;
        tx.grant_role(id, Grant { role: Role::Admin, division: None })?;
        let mut event = Event::new("person", "added", ThingRef::new("person", &new.login)).with("role", "admin");
        if leads {
            tx.grant_role(id, Grant { role: Role::Lead, division: None })?;
            event = event.with("role_2", "lead");
        }
        tx.end_setup_link(&hash, now)?;
        tx.record(&Viewer::system(), &[event], now)?;
        Ok(())
    })
    .await
}

async fn checked(ctx: &Ctx, form: &FirstAdmin) -> Result<NewPerson> {
    let mut faults = Vec::new();
    let login = rules::check_login(&form.login).map_err(|refusal| faults.push(Fault::new("login", refusal))).unwrap_or_default();
    let name = domain::catalogue::check_name("name", &form.name).map_err(|r| faults.push(Fault::new("name", r))).unwrap_or_default();
    let mail = form.mail.trim().to_owned();
    if !mail.is_empty() && !rules::is_mail(&mail) {
        faults.push(Fault::new("mail", Refusal::invalid("mail", "name@example.com")));
    }
    if let Err(refusal) = rules::check_password(&login, &form.password) {
        faults.push(Fault::new("password", refusal));
    }
    if !faults.is_empty() {
        return Err(Error::Fields(faults));
    }
    let password = hash_password(ctx, &form.password).await?;
    let lang = if form.lang == "en" { "en" } else { "ja" };
    Ok(NewPerson { login, name, mail, lang: lang.to_owned(), password })
}
