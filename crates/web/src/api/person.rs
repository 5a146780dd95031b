//! People and tokens over the API.

use super::{Answer, Body, Call, Doc, Page};
use crate::oops::Oops;
use crate::routes::Routes;
use app::person::{self, Account, NewAccount, NewToken, TokenRow};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::access::Act;
use domain::id::TokenId;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub(crate) fn routes() -> Routes {
    let doc = |sentence| Doc::new("people", sentence);
    Routes::new()
        .api("GET", "/api/v1/users", Act::Manage, doc("Lists everybody with an account.").gives::<UserList>(), list)
        .api("POST", "/api/v1/users", Act::Manage, doc("Adds an account.").takes::<NewUser>().makes::<User>(), add)
        .api("GET", "/api/v1/users/{login}", Act::Manage, doc("Reads an account.").gives::<User>(), show)
        .api("POST", "/api/v1/users/{login}/closure", Act::Manage, doc("Shuts an account; its sessions end."), close)
        .api("DELETE", "/api/v1/users/{login}/closure", Act::Manage, doc("Reopens an account."), reopen)
        .api("POST", "/api/v1/users/{login}/roles", Act::Manage, doc("Gives a role.").takes::<NewRole>(), give)
        .api("DELETE", "/api/v1/users/{login}/roles/{role}", Act::Manage, doc("Takes a role back."), take)
        .api(
            "GET",
            "/api/v1/tokens",
            Act::TokenEdit,
            doc("Lists the own tokens; an administrator's list holds all.").gives::<TokenList>(),
            tokens,
        )
        .api(
            "POST",
            "/api/v1/tokens",
            Act::TokenEdit,
            doc("Makes a token for the caller; the secret is in this answer only.").takes::<NewTokenBody>().makes::<MadeToken>(),
            make,
        )
        .api("DELETE", "/api/v1/tokens/{id}", Act::TokenEdit, doc("Revokes a token."), revoke)
}

/// Somebody with an account.
#[derive(Debug, Serialize, ToSchema)]
struct User {
    /// Name typed at sign-in.
    login: String,
    /// Name shown.
    name: String,
    /// Mail address; empty when none.
    mail: String,
    /// `ja` or `en`.
    lang: String,
    /// Roles, each `role` or `role:division`.
    roles: Vec<String>,
    /// Whether a second factor is set.
    second_factor: bool,
    /// When the account was shut.
    #[serde(skip_serializing_if = "Option::is_none")]
    shut_at: Option<String>,
}

/// Everybody.
#[derive(Debug, Serialize, ToSchema)]
struct UserList {
    /// The accounts, by login.
    items: Vec<User>,
}

fn user(account: Account) -> User {
    User {
        roles: account.roles.iter().map(person::Held::key).collect(),
        login: account.person.login,
        name: account.person.name,
        mail: account.person.mail,
        lang: account.person.lang,
        second_factor: account.person.totp,
        shut_at: account.person.disabled_at.map(domain::instant::Instant::to_rfc3339),
    }
}

async fn list(call: Call) -> Result<Page<User>, Oops> {
    let (accounts, _) = person::roster(&call.ctx).await?;
    Ok(Page::whole(accounts.into_iter().map(user).collect()))
}

/// An account to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// Name typed at sign-in: a-z, 0-9, - _ . ; 2 to 40.
    #[serde(default)]
    login: String,
    /// Name shown.
    #[serde(default)]
    name: String,
    /// Mail address.
    #[serde(default)]
    mail: String,
    /// `ja` or `en`.
    #[serde(default)]
    lang: String,
    /// First password, 12 characters or more.
    #[serde(default)]
    password: String,
    /// Roles, each `role` or `role:division`.
    #[serde(default)]
    roles: Vec<String>,
}

async fn add(call: Call, Body(new): Body<NewUser>) -> Result<Answer<User>, Oops> {
    let NewUser { login, name, mail, lang, password, roles } = new;
    let form = NewAccount { login, name, mail, lang, password, roles };
    let tried = User {
        login: form.login.clone(),
        name: form.name.clone(),
        mail: form.mail.clone(),
        lang: form.lang.clone(),
        roles: form.roles.clone(),
        second_factor: false,
        shut_at: None,
    };
    let login = person::add(&call.ctx, form).await?;
    let location = format!("/api/v1/users/{login}");
    // What was only tried cannot be read back.
    let made = if call.ctx.dry_run { User { login, ..tried } } else { user(person::of_login(&call.ctx, login).await?.0) };
    Ok(Answer::created(location, made))
}

async fn show(call: Call, Path(login): Path<String>) -> Result<Answer<User>, Oops> {
    Ok(Answer::ok(user(person::of_login(&call.ctx, login).await?.0)))
}

async fn close(call: Call, Path(login): Path<String>) -> Result<StatusCode, Oops> {
    person::set_disabled(&call.ctx, login, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn reopen(call: Call, Path(login): Path<String>) -> Result<StatusCode, Oops> {
    person::set_disabled(&call.ctx, login, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A role to be given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRole {
    /// `role` or `role:division`.
    #[serde(default)]
    role: String,
}

async fn give(call: Call, Path(login): Path<String>, Body(new): Body<NewRole>) -> Result<StatusCode, Oops> {
    person::grant(&call.ctx, login, new.role).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn take(call: Call, Path((login, role)): Path<(String, String)>) -> Result<StatusCode, Oops> {
    person::revoke(&call.ctx, login, role).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A token, never its secret.
#[derive(Debug, Serialize, ToSchema)]
struct TokenView {
    /// Row number.
    id: i64,
    /// Its name.
    name: String,
    /// For whom it acts.
    login: String,
    /// Its scopes.
    scopes: Vec<String>,
    /// When it was made.
    created_at: String,
    /// When it ends.
    expires_at: String,
    /// Last use.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<String>,
    /// When it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<String>,
}

/// Tokens.
#[derive(Debug, Serialize, ToSchema)]
struct TokenList {
    /// The tokens, newest first.
    items: Vec<TokenView>,
}

fn token(row: TokenRow) -> TokenView {
    TokenView {
        id: row.id.get(),
        name: row.name,
        login: row.login,
        scopes: row.scopes,
        created_at: row.created_at.to_rfc3339(),
        expires_at: row.expires_at.to_rfc3339(),
        last_used_at: row.last_used_at.map(domain::instant::Instant::to_rfc3339),
        revoked_at: row.revoked_at.map(domain::instant::Instant::to_rfc3339),
    }
}

async fn tokens(call: Call) -> Result<Page<TokenView>, Oops> {
    Ok(Page::whole(person::tokens(&call.ctx).await?.into_iter().map(token).collect()))
}

/// A token to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewTokenBody {
    /// Its name.
    #[serde(default)]
    name: String,
    /// Its scopes, none wider than the caller's.
    #[serde(default)]
    scopes: Vec<String>,
    /// Days of its life, 1 to 366.
    #[serde(default)]
    days: i64,
}

/// A token that was made.
#[derive(Debug, Serialize, ToSchema)]
struct MadeToken {
    /// Row number.
    id: i64,
    /// The secret, shown once.
    secret: String,
}

async fn make(call: Call, Body(new): Body<NewTokenBody>) -> Result<Answer<MadeToken>, Oops> {
    let made = person::make_token(&call.ctx, NewToken { name: new.name, scopes: new.scopes, days: new.days }).await?;
    Ok(Answer::created(format!("/api/v1/tokens/{}", made.id.get()), MadeToken { id: made.id.get(), secret: made.secret }))
}

async fn revoke(call: Call, Path(id): Path<String>) -> Result<StatusCode, Oops> {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    person::revoke_token(&call.ctx, TokenId::new(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
