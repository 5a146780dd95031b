//! People: who has an account, with which roles; for administrators.

use crate::form::{Faults, Posted};
use crate::frame::{Frame, PageResult, Staff, page_as};
use crate::oops::Oops;
use crate::routes::Routes;
use app::person::{self, Account, DivisionRow, Held, NewAccount};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use domain::access::Act;
use domain::refusal::Refusal;
use domain::viewer::Role;
use words::Words;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .page("/app/settings/people", Act::Manage, list)
        .post("/app/settings/people", Act::Manage, add)
        .page("/app/settings/people/{login}", Act::Manage, show)
        .post("/app/settings/people/{login}/roles", Act::Manage, give)
        .post("/app/settings/people/{login}/role-revocations", Act::Manage, take)
        .post("/app/settings/people/{login}/closure", Act::Manage, close)
        .post("/app/settings/people/{login}/reopening", Act::Manage, reopen)
}

/// A role in words, with the division that it is limited to.
fn words_of(held: &Held, w: Words) -> String {
    let role = w.role(held.role.key());
    match &held.division {
        None => role.to_owned(),
        Some(division) => format!("{role} ({})", w.pick(&division.name_ja, &division.name_en)),
    }
}

fn role_keys() -> [&'static str; 8] {
    Role::ALL.map(Role::key)
}

/// `role` or `role:division` from the two fields of a form.
fn role_of(role: &str, division: &str) -> String {
    if division.is_empty() { role.to_owned() } else { format!("{role}:{division}") }
}

#[derive(Template)]
#[template(path = "settings/people.html")]
struct List {
    f: Frame,
    w: Words,
    faults: Faults,
    accounts: Vec<Account>,
    divisions: Vec<DivisionRow>,
    values: NewAccount,
    role: String,
    division: String,
}

impl List {
    fn role_words(&self, account: &Account) -> String {
        account.roles.iter().map(|held| words_of(held, self.w)).collect::<Vec<_>>().join(self.w.pick("、", ", "))
    }

    fn role_keys(&self) -> [&'static str; 8] {
        role_keys()
    }
}

async fn view(staff: Staff, faults: Faults, values: NewAccount, role: String, division: String) -> PageResult {
    let (accounts, divisions) = person::roster(&staff.ctx).await?;
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &List { f: staff.f, w: staff.w, faults, accounts, divisions, values, role, division })
}

async fn list(staff: Staff) -> PageResult {
    let values = NewAccount { lang: staff.f.lang.tag().to_owned(), ..NewAccount::default() };
    view(staff, Faults::default(), values, Role::Triage.key().to_owned(), String::new()).await
}

async fn add(staff: Staff, Posted(fields): Posted) -> PageResult {
    let (role, division) = (fields.text("role"), fields.text("division"));
    let values = NewAccount {
        login: fields.text("login"),
        name: fields.text("name"),
        mail: fields.text("mail"),
        lang: fields.text("lang"),
        password: fields.text("password"),
        roles: vec![role_of(&role, &division)],
    };
    match person::add(&staff.ctx, values.clone()).await {
        Ok(login) => Ok(Redirect::to(&format!("/app/settings/people/{login}")).into_response()),
        Err(error) => {
            let faults = faults_of(error, staff.w)?;
            view(staff, faults, values, role, division).await
        }
    }
}

#[derive(Template)]
#[template(path = "settings/person.html")]
struct Show {
    f: Frame,
    w: Words,
    faults: Faults,
    account: Account,
    divisions: Vec<DivisionRow>,
    role: String,
    division: String,
}

impl Show {
    fn words_of(held: &Held, w: &Words) -> String {
        words_of(held, *w)
    }

    fn role_keys(&self) -> [&'static str; 8] {
        role_keys()
    }
}

async fn one(staff: Staff, login: String, faults: Faults, role: String, division: String) -> PageResult {
    let (account, divisions) = person::of_login(&staff.ctx, login).await?;
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_as(status, &Show { f: staff.f, w: staff.w, faults, account, divisions, role, division })
}

async fn show(staff: Staff, Path(login): Path<String>) -> PageResult {
    one(staff, login, Faults::default(), Role::Triage.key().to_owned(), String::new()).await
}

/// Words the faults of a form about a person; a taken login and the last administrator stand at their fields.
fn faults_of(error: app::Error, w: Words) -> Result<Faults, Oops> {
    match error.refusal() {
        Some(refusal @ Refusal::NameTaken { .. }) => Faults::of(app::Error::Fields(vec![app::Fault::new("login", refusal)]), w),
        Some(Refusal::StateConflict { state, .. }) if state == "last_admin" => Ok(Faults::at_field("access", w.people_last_admin())),
        _ => Faults::of(error, w),
    }
}

/// Goes back to the page of the person, with what was refused.
async fn settle(staff: Staff, login: String, done: app::Result<()>, role: String, division: String) -> PageResult {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/app/settings/people/{login}")).into_response()),
        Err(error) => {
            let faults = faults_of(error, staff.w)?;
            one(staff, login, faults, role, division).await
        }
    }
}

async fn give(staff: Staff, Path(login): Path<String>, Posted(fields): Posted) -> PageResult {
    let (role, division) = (fields.text("role"), fields.text("division"));
    let done = person::grant(&staff.ctx, login.clone(), role_of(&role, &division)).await;
    settle(staff, login, done, role, division).await
}

async fn take(staff: Staff, Path(login): Path<String>, Posted(fields): Posted) -> PageResult {
    let done = person::revoke(&staff.ctx, login.clone(), fields.text("role")).await;
    settle(staff, login, done, String::new(), String::new()).await
}

async fn close(staff: Staff, Path(login): Path<String>, _posted: Posted) -> PageResult {
    let done = person::set_disabled(&staff.ctx, login.clone(), true).await;
    settle(staff, login, done, String::new(), String::new()).await
}

async fn reopen(staff: Staff, Path(login): Path<String>, _posted: Posted) -> PageResult {
    let done = person::set_disabled(&staff.ctx, login.clone(), false).await;
    settle(staff, login, done, String::new(), String::new()).await
}
