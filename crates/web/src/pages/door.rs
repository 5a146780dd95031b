//! The door: first setup, sign-in, sign-out.

use crate::Web;
use crate::form::{Faults, Posted};
use crate::frame::{Anyone, Frame, Lines, PageResult, page, page_as};
use crate::oops::Oops;
use crate::routes::Routes;
use crate::visit::{cookie, session_cookie, set_cookie};
use app::person::{self, FirstAdmin, SignIn};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::access::Act;
use serde::Deserialize;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/setup/{token}", Act::Door, setup)
        .post("/setup/{token}", Act::Door, finish_setup)
        .page("/sign-in", Act::Door, form)
        .post("/sign-in", Act::Door, sign_in)
        .post("/sign-out", Act::Door, sign_out)
}

/// Seconds for which a browser may hold a setup link.
const HOLDER_SECONDS: i64 = 1_800;
/// Cookie of the browser that opened the setup link.
const HOLDER: &str = "hinomi-setup";

#[derive(Template)]
#[template(path = "setup.html")]
struct Setup {
    f: Frame,
    w: Words,
    faults: Faults,
    values: FirstAdmin,
    token: String,
}

async fn setup(State(web): State<Web>, anyone: Anyone, Path(token): Path<String>, headers: HeaderMap) -> PageResult {
    let held = cookie(&headers, HOLDER).map(str::to_owned);
    let holder = match held {
        Some(holder) => holder,
        None => app::secret::fresh()?,
    };
    person::open_setup(&anyone.ctx, &token, &holder).await?;
    let values = FirstAdmin { lang: anyone.lang.tag().to_owned(), leads: true, ..FirstAdmin::default() };
    let mut response = page(&Setup { f: anyone.f, w: anyone.w, faults: Faults::default(), values, token })?;
    response.headers_mut().append(header::SET_COOKIE, set_cookie(HOLDER, &holder, HOLDER_SECONDS, web.house.config.secure()));
    Ok(response)
}

async fn finish_setup(anyone: Anyone, Path(token): Path<String>, headers: HeaderMap, Posted(fields): Posted) -> PageResult {
    let holder = cookie(&headers, HOLDER).unwrap_or("").to_owned();
    let values = FirstAdmin {
        login: fields.text("login"),
        name: fields.text("name"),
        mail: fields.text("mail"),
        lang: fields.text("lang"),
        password: fields.text("password"),
        leads: fields.ticked("leads"),
    };
    match person::finish_setup(&anyone.ctx, &token, &holder, values.clone()).await {
        Ok(()) => Ok(Redirect::to("/sign-in?done=setup").into_response()),
        Err(error) => {
            let faults = Faults::of(error, anyone.w)?;
            page_as(StatusCode::UNPROCESSABLE_ENTITY, &Setup { f: anyone.f, w: anyone.w, faults, values, token })
        }
    }
}

/// Where to go on after the door.
#[derive(Debug, Default, Deserialize)]
struct Onward {
    next: Option<String>,
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    f: Frame,
    w: Words,
    faults: Faults,
    login: String,
    next: String,
    set_up: bool,
}

async fn form(anyone: Anyone, Query(onward): Query<Onward>) -> PageResult {
    let next = Lines::safe_next(onward.next.as_deref());
    let set_up = onward.done.as_deref() == Some("setup");
    page(&SignInPage { f: anyone.f, w: anyone.w, faults: Faults::default(), login: String::new(), next, set_up })
}

async fn sign_in(State(web): State<Web>, anyone: Anyone, Posted(fields): Posted) -> PageResult {
    let form = SignIn { login: fields.text("login"), password: fields.text("password"), code: fields.text("code") };
    let next = Lines::safe_next(Some(fields.get("next")));
    match person::sign_in(&anyone.ctx, &form).await {
        Ok(signed) => Ok(enter(&web, &signed.session, &next)),
        Err(error) => {
            let faults = Faults::of(error, anyone.w)?;
            let login = form.login;
            page_as(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage { f: anyone.f, w: anyone.w, faults, login, next, set_up: false })
        }
    }
}

/// Sets the session's cookie and goes on.
pub(crate) fn enter(web: &Web, session: &str, next: &str) -> Response {
    let config = &web.house.config;
    let value = set_cookie(session_cookie(config.secure()), session, config.auth.login_hours * 3_600, config.secure());
    ([(header::SET_COOKIE, value)], Redirect::to(next)).into_response()
}

async fn sign_out(
    State(web): State<Web>,
    axum::Extension(visit): axum::Extension<crate::visit::Visit>,
    _posted: Posted,
) -> Result<Response, Oops> {
    if let Some(session) = &visit.session {
        person::sign_out(&visit.ctx, session).await?;
    }
    let secure = web.house.config.secure();
    let gone = set_cookie(session_cookie(secure), "", 0, secure);
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}
