//! API tokens of the viewer; an administrator sees and revokes everybody's.

use crate::form::{Faults, Posted};
use crate::frame::{Frame, PageResult, Staff, page_as};
use crate::routes::Routes;
use app::person::{self, NewToken, TokenRow};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::id::TokenId;
use domain::refusal::Refusal;
use words::Words;

/// Days of a new token's life, where nothing else is typed.
const DAYS_OFFERED: &str = "90";

pub(crate) fn routes() -> Routes {
    Routes::new().page("/app/settings/tokens", Act::TokenEdit, list).post("/app/settings/tokens", Act::TokenEdit, make).post(
        "/app/settings/tokens/{id}/revocation",
        Act::TokenEdit,
        revoke,
    )
}

#[derive(Template)]
#[template(path = "settings/tokens.html")]
struct List {
    f: Frame,
    w: Words,
    faults: Faults,
    rows: Vec<TokenRow>,
    scopes: Vec<&'static str>,
    values: NewToken,
    days: String,
    secret: String,
}

impl List {
    fn chosen(&self, scope: &str) -> bool {
        self.values.scopes.iter().any(|chosen| chosen == scope)
    }
}

fn nothing() -> NewToken {
    NewToken { name: String::new(), scopes: Vec::new(), days: 0 }
}

async fn view(staff: Staff, faults: Faults, values: NewToken, days: String, secret: String) -> PageResult {
    let rows = person::tokens(&staff.ctx).await?;
    let scopes = person::scopes_of(&staff.ctx.viewer);
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &List { f: staff.f, w: staff.w, faults, rows, scopes, values, days, secret })
}

async fn list(staff: Staff) -> PageResult {
    view(staff, Faults::default(), nothing(), DAYS_OFFERED.to_owned(), String::new()).await
}

/// Answers with the secret itself instead of a redirect: an address would keep it.
async fn make(staff: Staff, Posted(fields): Posted) -> PageResult {
    let days = fields.text("expires_at");
    let values = NewToken { name: fields.text("name"), scopes: fields.all("scopes"), days: days.trim().parse().unwrap_or(0) };
    match person::make_token(&staff.ctx, values.clone()).await {
        Ok(made) => view(staff, Faults::default(), nothing(), DAYS_OFFERED.to_owned(), made.secret).await,
        Err(error) => {
            let faults = Faults::of(error, staff.w)?;
            view(staff, faults, values, days, String::new()).await
        }
    }
}

async fn revoke(staff: Staff, Path(id): Path<String>, _posted: Posted) -> PageResult {
    let id = id.parse().map_err(|_| Refusal::NotFound)?;
    person::revoke_token(&staff.ctx, TokenId::new(id)).await?;
    Ok(Redirect::to("/app/settings/tokens").into_response())
}
