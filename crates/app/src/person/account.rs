//! Accounts: who is there, with which roles; what people change about themselves.

use super::sign_in::{me, totp, totp_step};
use super::{hash_password, verify_password};
use crate::{Ctx, Error, Fault, Result};
use domain::access::Act;
use domain::event::{Event, ThingRef};
use domain::person as rules;
use domain::refusal::Refusal;
use domain::viewer::{Grant, Role, Viewer};
use store::people::{NewPerson, Person};
use totp_rs::Secret;

/// An account to be added.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// Name typed at sign-in.
    pub login: String,
    /// Name shown.
    pub name: String,
    /// Mail address; may be empty.
    pub mail: String,
    /// `ja` or `en`.
    pub lang: String,
    /// First password.
    pub password: String,
    /// Roles, each `role` or `role:division`.
    pub roles: Vec<String>,
}

/// What people choose for themselves.
#[derive(Debug, Clone)]
pub struct Preferences {
    /// `ja` or `en`.
    pub lang: String,
    /// `auto`, `light` or `dark`.
    pub theme: String,
}

/// Everybody with an account.
///
/// # Errors
/// The refusal of the access table, or a failure of the ledger.
pub async fn list(ctx: &Ctx) -> Result<Vec<Person>> {
    ctx.enter(Act::Manage)?;
    ctx.read(|tx, viewer| Ok(tx.people(viewer)?)).await
}

/// Adds an account.
///
/// # Errors
/// Field faults, a taken name, or the refusal of the access table.
pub async fn add(ctx: &Ctx, form: NewAccount) -> Result<String> {
    ctx.enter(Act::Manage)?;
    let mut faults = Vec::new();
    let login = rules::check_login(&form.login).map_err(|r| faults.push(Fault::new("login", r))).unwrap_or_default();
    let name = domain::catalogue::check_name("name", &form.name).map_err(|r| faults.push(Fault::new("name", r))).unwrap_or_default();
    if !form.mail.trim().is_empty() && !rules::is_mail(form.mail.trim()) {
        faults.push(Fault::new("mail", Refusal::invalid("mail", "name@example.com")));
    }
    if let Err(refusal) = rules::check_password(&login, &form.password) {
        faults.push(Fault::new("password", refusal));
    }
    if !faults.is_empty() {
        return Err(Error::Fields(faults));
    }
    let password = hash_password(ctx, &form.password).await?;
    let lang = if form.lang == "en" { "en" } else { "ja" }.to_owned();
    let new = NewPerson { login: login.clone(), name, mail: form.mail.trim().to_owned(), lang, password };
    ctx.transact(move |tx, viewer, now| {
        let id = tx.add_person(&new, now)?.ok_or_else(|| Error::from(Refusal::NameTaken { name: new.login.clone() }))?;
        let mut event = Event::new("person", "added", ThingRef::new("person", &new.login));
        for (at, role) in form.roles.iter().enumerate() {
            let grant = read_grant(tx, viewer, role)?;
            tx.grant_role(id, grant)?;
            event.fields.push((["role", "role_2", "role_3", "role_4"][at.min(3)], role.clone()));
        }
        tx.record(viewer, &[event], now)?;
        Ok(())
    })
    .await?;
    Ok(login)
}

/// Reads `role` or `role:division`.
fn read_grant(tx: &mut store::Tx<'_>, viewer: &Viewer, text: &str) -> Result<Grant> {
    let (role, division) = text.split_once(':').map_or((text, None), |(role, division)| (role, Some(division)));
    let allowed = || Refusal::invalid("role", Role::ALL.map(Role::key).join(", "));
    let role = Role::from_key(role.trim()).ok_or_else(allowed)?;
    let division = match division {
        None => None,
        Some(slug) => {
            let found = tx.divisions(viewer)?.into_iter().find(|d| d.slug == slug.trim());
            Some(found.ok_or_else(|| Refusal::invalid("division", slug))?.id)
        }
    };
    Ok(Grant { role, division })
}

/// Gives a role, written `role` or `role:division`.
///
/// # Errors
/// No such person or role, or the refusal of the access table.
pub async fn grant(ctx: &Ctx, login: String, role: String) -> Result<()> {
    change_role(ctx, login, role, true).await
}

/// Takes a role back.
///
/// # Errors
/// As [`grant`]; the last administrator keeps the role.
pub async fn revoke(ctx: &Ctx, login: String, role: String) -> Result<()> {
    change_role(ctx, login, role, false).await
}

async fn change_role(ctx: &Ctx, login: String, role: String, give: bool) -> Result<()> {
    ctx.enter(Act::Manage)?;
    ctx.transact(move |tx, viewer, now| {
        let person = tx.person_by_login(viewer, &login)?.ok_or_else(Error::not_found)?;
        let grant = read_grant(tx, viewer, &role)?;
        let changed = if give { tx.grant_role(person.id, grant)? } else { tx.revoke_role(person.id, grant)? };
        if !give && grant.role == Role::Admin && !tx.people(viewer)?.iter().any(active_admin) {
            return Err(Refusal::StateConflict { state: "last_admin".into(), act: "role_revocation".into() }.into());
        }
        if changed {
            let verb = if give { "role_given" } else { "role_taken" };
            tx.record(viewer, &[Event::new("person", verb, ThingRef::new("person", &login)).with("role", &role)], now)?;
        }
        Ok(())
    })
    .await
}

fn active_admin(person: &Person) -> bool {
    person.disabled_at.is_none() && person.grants.iter().any(|grant| grant.role == Role::Admin)
}

/// Shuts or reopens an account.
///
/// # Errors
/// No such person, the last administrator, or the refusal of the access table.
pub async fn set_disabled(ctx: &Ctx, login: String, disabled: bool) -> Result<()> {
    ctx.enter(Act::Manage)?;
    ctx.transact(move |tx, viewer, now| {
        let person = tx.person_by_login(viewer, &login)?.ok_or_else(Error::not_found)?;
        tx.set_person_disabled(person.id, disabled.then_some(now))?;
        if disabled && !tx.people(viewer)?.iter().any(active_admin) {
            return Err(Refusal::StateConflict { state: "last_admin".into(), act: "account_closure".into() }.into());
        }
        let verb = if disabled { "shut" } else { "reopened" };
        tx.record(viewer, &[Event::new("person", verb, ThingRef::new("person", &login))], now)?;
        Ok(())
    })
    .await
}

/// Keeps the language and theme that a person chose.
///
/// # Errors
/// Nobody is signed in, or another value than the allowed ones.
pub async fn set_preferences(ctx: &Ctx, preferences: Preferences) -> Result<()> {
    ctx.enter(Act::SelfEdit)?;
    if !matches!(preferences.lang.as_str(), "ja" | "en") || !matches!(preferences.theme.as_str(), "auto" | "light" | "dark") {
        return Err(Refusal::invalid("theme", "auto, light, dark").into());
    }
    let id = me(&ctx.viewer)?;
    ctx.transact(move |tx, _, _| Ok(tx.set_preferences(id, &preferences.lang, &preferences.theme)?)).await
}

/// Replaces the own password; every session ends.
///
/// # Errors
/// The present password is wrong, or the new one is weak.
pub async fn change_password(ctx: &Ctx, present: &str, new: &str) -> Result<()> {
    ctx.enter(Act::SelfEdit)?;
    let (id, login) = (me(&ctx.viewer)?, ctx.viewer.name.clone());
    let found = ctx.as_viewer(Viewer::system()).read(move |tx, viewer| Ok(tx.credentials(viewer, &login)?)).await?;
    if !verify_password(ctx, present, found.map(|c| c.password)).await? {
        return Err(Error::Fields(vec![Fault::new("present", Refusal::AuthWrong)]));
    }
    rules::check_password(&ctx.viewer.name, new).map_err(|refusal| Error::Fields(vec![Fault::new("password", refusal)]))?;
    let hash = hash_password(ctx, new).await?;
    ctx.transact(move |tx, viewer, now| {
        tx.set_password(id, &hash)?;
        tx.record(viewer, &[Event::new("person", "password_changed", ThingRef::new("person", &viewer.name))], now)?;
        Ok(())
    })
    .await
}

/// Begins a second factor: answers a new secret and the `otpauth` address for the phone.
///
/// # Errors
/// Nobody is signed in, or the machine gives no randomness.
pub async fn totp_begin(ctx: &Ctx) -> Result<(String, String)> {
    ctx.enter(Act::SelfEdit)?;
    let secret = Secret::from(crate::secret::random::<20>()?).to_base32();
    let totp = totp(&secret, &ctx.viewer.name).ok_or_else(|| Error::Broken("a code generator could not be made".into()))?;
    let url = totp.to_url().map_err(|error| Error::broken("writing the address of a code generator", error))?;
    Ok((secret, url))
}

/// Sets the second factor after a first right code, or removes it with an empty secret.
///
/// # Errors
/// A wrong code.
pub async fn totp_confirm(ctx: &Ctx, secret: String, code: &str) -> Result<()> {
    ctx.enter(Act::SelfEdit)?;
    let id = me(&ctx.viewer)?;
    if !secret.is_empty() && totp_step(&secret, code, ctx).is_none() {
        return Err(Error::Fields(vec![Fault::new("code", Refusal::AuthWrong)]));
    }
    ctx.transact(move |tx, viewer, now| {
        let kept = Some(secret.as_str()).filter(|secret| !secret.is_empty());
        tx.set_totp(id, kept)?;
        let verb = if kept.is_some() { "second_factor_set" } else { "second_factor_removed" };
        tx.record(viewer, &[Event::new("person", verb, ThingRef::new("person", &viewer.name))], now)?;
        Ok(())
    })
    .await
}
