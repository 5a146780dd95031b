//! The own account: language, theme, password, second factor.

use crate::form::{Faults, Posted};
use crate::frame::{Frame, Lines, PageResult, Staff, page_as};
use crate::routes::Routes;
use app::person::{self, Preferences};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use serde::Deserialize;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/language/{lang}", Act::SelfEdit, language)
        .post("/app/theme", Act::SelfEdit, theme)
        .page("/app/settings/account", Act::SelfEdit, account)
        .post("/app/settings/account/password", Act::SelfEdit, password)
        .post("/app/settings/account/second-factor", Act::SelfEdit, second_factor)
}

#[derive(Debug, Default, Deserialize)]
struct Onward {
    next: Option<String>,
    done: Option<String>,
}

async fn language(staff: Staff, Path(lang): Path<String>, Query(onward): Query<Onward>) -> PageResult {
    person::set_preferences(&staff.ctx, Preferences { lang, theme: staff.f.theme }).await?;
    Ok(Redirect::to(&Lines::safe_next(onward.next.as_deref())).into_response())
}

async fn theme(staff: Staff, Posted(fields): Posted) -> PageResult {
    let preferences = Preferences { lang: staff.f.lang.tag().to_owned(), theme: fields.text("theme") };
    person::set_preferences(&staff.ctx, preferences).await?;
    Ok(Redirect::to(&Lines::safe_next(Some(fields.get("next")))).into_response())
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    f: Frame,
    w: Words,
    faults: Faults,
    second_factor: bool,
    secret: String,
    otpauth: String,
    done: bool,
}

impl Account {
    /// The key in groups of four, as it is read out and typed.
    fn grouped(&self) -> String {
        let mut out = String::with_capacity(self.secret.len() * 5 / 4);
        for (at, c) in self.secret.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                out.push(' ');
            }
            out.push(c);
        }
        out
    }
}

async fn view(staff: Staff, faults: Faults, secret: Option<String>, done: bool) -> PageResult {
    let login = staff.f.me.clone();
    let me = staff.ctx.read(move |tx, viewer| Ok(tx.person_by_login(viewer, &login)?)).await?;
    let (fresh, otpauth) = person::totp_begin(&staff.ctx).await?;
    let (secret, otpauth) = secret.map_or((fresh, otpauth), |kept| (kept, String::new()));
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let second_factor = me.is_some_and(|me| me.totp);
    page_as(status, &Account { f: staff.f, w: staff.w, faults, second_factor, secret, otpauth, done })
}

async fn account(staff: Staff, Query(onward): Query<Onward>) -> PageResult {
    view(staff, Faults::default(), None, onward.done.is_some()).await
}

async fn password(staff: Staff, Posted(fields): Posted) -> PageResult {
    match person::change_password(&staff.ctx, fields.get("present"), fields.get("password")).await {
        Ok(()) => Ok(Redirect::to("/sign-in").into_response()),
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            view(staff, faults, None, false).await
        }
    }
}

async fn second_factor(staff: Staff, Posted(fields): Posted) -> PageResult {
    let secret = if fields.ticked("remove") { String::new() } else { fields.text("secret") };
    match person::totp_confirm(&staff.ctx, secret.clone(), fields.get("code")).await {
        Ok(()) => Ok(Redirect::to("/app/settings/account?done=1").into_response()),
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            view(staff, faults, Some(secret), false).await
        }
    }
}
