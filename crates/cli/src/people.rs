//! Verbs on people: who am I, accounts, roles, tokens.

use crate::call::{Caller, segment};
use crate::table::{Col, Ended, at, col, list, show};
use crate::talk::{Stop, Talk, exit};
use app::{Config, Ctx, person};
use clap::Subcommand;
use domain::viewer::Viewer;
use serde_json::json;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Bytes of a password file.
const PASSWORD_BYTES_MAX: u64 = 1_000;
/// Characters of a password that is made here; each holds six bits of chance.
const PASSWORD_CHARS: usize = 20;

/// Accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Lists everybody with an account.
    List,
    /// Adds an account; without `--password-file` a password is made and printed once.
    Add {
        /// Name typed at sign-in.
        login: String,
        /// Name shown; the login otherwise.
        #[arg(long)]
        name: Option<String>,
        /// Mail address.
        #[arg(long, default_value = "")]
        mail: String,
        /// `ja` or `en`.
        #[arg(long)]
        lang: Option<String>,
        /// A role, `role` or `role:division`; may be repeated.
        #[arg(long = "role", value_name = "ROLE")]
        roles: Vec<String>,
        /// File with the first password; `-` reads standard input.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// Shuts an account; its sessions and tokens end.
    Disable {
        /// Name typed at sign-in.
        login: String,
    },
    /// Reopens an account.
    Enable {
        /// Name typed at sign-in.
        login: String,
    },
}

/// Roles.
#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// Gives a role.
    Give {
        /// Name typed at sign-in.
        login: String,
        /// `role` or `role:division`.
        role: String,
    },
    /// Takes a role back.
    Take {
        /// Name typed at sign-in.
        login: String,
        /// `role` or `role:division`.
        role: String,
    },
}

/// Tokens of the API.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Lists tokens, never their secrets.
    List,
    /// Makes a token; its secret is printed once.
    Make {
        /// What it is for.
        name: String,
        /// A scope, such as `sboms:write`; may be repeated.
        #[arg(long = "scope", required = true, value_name = "SCOPE")]
        scopes: Vec<String>,
        /// Days of its life, 1 to 366.
        #[arg(long, default_value_t = 90)]
        days: i64,
        /// Login for whom it acts; needed on the data directory, where nobody is signed in.
        #[arg(long = "for", value_name = "LOGIN")]
        login: Option<String>,
    },
    /// Revokes a token.
    Revoke {
        /// Its number in the list.
        id: String,
    },
}

const USERS: [Col; 6] = [
    col("login", "login"),
    col("name", "name"),
    col("roles", "roles"),
    col("mail", "mail"),
    col("second_factor", "second_factor"),
    at("shut_at", "shut"),
];

const TOKENS: [Col; 7] = [
    col("id", "id"),
    col("name", "name"),
    col("login", "login"),
    col("scopes", "scopes"),
    at("expires_at", "expires"),
    at("last_used_at", "last_used"),
    at("revoked_at", "revoked"),
];

pub(crate) async fn whoami(talk: Talk, config: Config) -> Ended {
    show(talk, config, "/api/v1/me").await
}

pub(crate) async fn user(talk: Talk, config: Config, verb: &User) -> Ended {
    let closure = |login: &str| format!("/api/v1/users/{}/closure", segment(login));
    match verb {
        User::List => list(talk, config, "/api/v1/users", &USERS).await,
        User::Add { login, name, mail, lang, roles, password_file } => {
            let (password, made) = match password_file {
                Some(file) => (password_of(file)?, false),
                None => (app::secret::fresh()?.chars().take(PASSWORD_CHARS).collect(), true),
            };
            let lang = lang.as_deref().unwrap_or(talk.w.lang.tag());
            let body = json!({
                "login": login, "name": name.as_ref().unwrap_or(login), "mail": mail, "lang": lang, "roles": roles, "password": password,
            });
            let mut done = Caller::open(talk, config).await?.act("POST", "/api/v1/users", &body).await?;
            if made {
                done["password"] = json!(password);
            }
            talk.done(&done, &talk.w.cli_user_added(login));
            if made && !talk.json {
                talk.say(talk.w.cli_secret_once());
                talk.out(&password);
            }
            Ok(ExitCode::SUCCESS)
        }
        User::Disable { login } => {
            let done = Caller::open(talk, config).await?.act("POST", &closure(login), &json!({})).await?;
            talk.done(&done, &talk.w.cli_user_shut(login));
            Ok(ExitCode::SUCCESS)
        }
        User::Enable { login } => {
            let done = Caller::open(talk, config).await?.act("DELETE", &closure(login), &json!({})).await?;
            talk.done(&done, &talk.w.cli_user_open(login));
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn password_of(file: &Path) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().take(PASSWORD_BYTES_MAX).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(PASSWORD_BYTES_MAX).read_to_string(&mut text))
    };
    read.map_err(|error| Stop::with(exit::BAD_INPUT, format!("{}: {error}", file.display())))?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

pub(crate) async fn role(talk: Talk, config: Config, verb: &Role) -> Ended {
    let caller = Caller::open(talk, config).await?;
    let roles = |login: &str| format!("/api/v1/users/{}/roles", segment(login));
    let (done, line) = match verb {
        Role::Give { login, role } => {
            (caller.act("POST", &roles(login), &json!({ "role": role })).await?, talk.w.cli_role_given(login, role))
        }
        Role::Take { login, role } => {
            (caller.act("DELETE", &format!("{}/{}", roles(login), segment(role)), &json!({})).await?, talk.w.cli_role_taken(login, role))
        }
    };
    talk.done(&done, &line);
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn token(talk: Talk, config: Config, verb: &Token) -> Ended {
    match verb {
        Token::List => list(talk, config, "/api/v1/tokens", &TOKENS).await,
        Token::Make { name, scopes, days, login } => {
            let caller = Caller::open(talk, config).await?;
            let made = match caller.here() {
                Some(house) => {
                    let ctx = Ctx::system(house).as_viewer(Viewer::operator());
                    let new = person::NewToken { name: name.clone(), scopes: scopes.clone(), days: *days };
                    make_here(talk, &ctx, login.clone(), new).await?
                }
                None => caller.act("POST", "/api/v1/tokens", &json!({ "name": name, "scopes": scopes, "days": days })).await?,
            };
            talk.done(&made, &talk.w.cli_token_made(name));
            if !talk.json {
                talk.say(talk.w.cli_secret_once());
                talk.out(&crate::table::text(&made, "secret"));
            }
            Ok(ExitCode::SUCCESS)
        }
        Token::Revoke { id } => {
            let path = format!("/api/v1/tokens/{}", segment(id));
            let done = Caller::open(talk, config).await?.act("DELETE", &path, &json!({})).await?;
            talk.done(&done, &talk.w.cli_token_revoked(id));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Makes a token for a person of the data directory; the log names the operator, because the person did not do it.
async fn make_here(talk: Talk, ctx: &Ctx, login: Option<String>, new: person::NewToken) -> anyhow::Result<serde_json::Value> {
    let login = login.ok_or_else(|| Stop::with(exit::BAD_INPUT, talk.w.cli_token_for()))?;
    let (account, _) = person::of_login(ctx, login).await.map_err(|error| talk.refused(&error))?;
    let viewer = Viewer { name: ctx.viewer.name.clone(), ..person::viewer_of(&account.person) };
    let made = person::make_token(&ctx.as_viewer(viewer), new).await.map_err(|error| talk.refused(&error))?;
    Ok(json!({ "id": made.id.get(), "secret": made.secret }))
}
