//! The door: setup links, sessions, second factor, one answer for every wrong entry.

use app::{Ctx, person};
use testkit::{Browser, Reply, TestApp};
use totp_rs::{Builder, Secret};

const PASSWORD: &str = "a long enough password";

/// Path of a fresh setup link.
async fn link(app: &TestApp) -> Option<String> {
    let url = person::setup_link(&Ctx::system(&app.house)).await.unwrap()?;
    Some(url.trim_start_matches(&app.house.config.server.public_url).to_owned())
}

async fn register(app: &TestApp) -> Reply {
    let path = link(app).await.unwrap();
    app.stranger().post_from(&path, &path, &[("login", "first"), ("name", "First"), ("password", PASSWORD), ("lang", "en")]).await
}

/// A house whose first administrator `first` has [`PASSWORD`].
async fn house() -> TestApp {
    let app = TestApp::empty(app::demo::config(), false).await;
    assert_eq!(register(&app).await.location(), "/sign-in?done=setup");
    app
}

async fn sign_in(app: &TestApp, login: &str, password: &str, code: &str) -> (Browser, Reply) {
    let mut browser = app.stranger();
    let reply = browser.post_from("/sign-in", "/sign-in", &[("login", login), ("password", password), ("code", code)]).await;
    (browser, reply)
}

/// A01.3, A01.4
#[tokio::test]
async fn before_setup_nobody_exists_and_the_link_works_once() {
    let app = TestApp::empty(app::demo::config(), false).await;
    let people = Ctx::system(&app.house).read(|tx, _| Ok(tx.people_count()?)).await.unwrap();
    assert_eq!(people, 0);
    let path = link(&app).await.unwrap();
    let (mut first, mut second) = (app.stranger(), app.stranger());
    assert_eq!(first.get(&path).await.status, 200);
    assert_eq!(first.get(&path).await.status, 200, "the browser that opened it keeps it");
    assert_eq!(second.get(&path).await.status, 410, "another browser does not");
    let weak = first.post_from(&path, &path, &[("login", "first"), ("name", "First"), ("password", "short")]).await;
    assert_eq!(weak.status, 422);
    let done = first.post_from(&path, &path, &[("login", "first"), ("name", "First"), ("password", PASSWORD)]).await;
    assert_eq!((done.status, done.location()), (303, "/sign-in?done=setup"));
    assert_eq!(first.get(&path).await.status, 410, "it is used up");
    assert_eq!(link(&app).await, None, "somebody exists");
}

/// A01.4
#[tokio::test]
async fn a_setup_link_ends_after_half_an_hour_and_with_the_next_one() {
    let app = TestApp::empty(app::demo::config(), false).await;
    let (old, new) = (link(&app).await.unwrap(), link(&app).await.unwrap());
    assert_eq!(app.stranger().get(&old).await.status, 410, "replaced");
    app.move_clock("2026-11-21T09:29:59+09:00");
    let mut browser = app.stranger();
    assert_eq!(browser.get(&new).await.status, 200);
    app.move_clock("2026-11-21T09:30:00+09:00");
    assert_eq!(browser.get(&new).await.status, 410, "too old");
    assert!(link(&app).await.is_some());
}

#[tokio::test]
async fn a_session_ends_after_its_hours() {
    let app = house().await;
    let (mut browser, entered) = sign_in(&app, "first", PASSWORD, "").await;
    assert_eq!((entered.status, entered.location()), (303, "/app/today"));
    let hours = app.house.config.auth.login_hours;
    let end = app.house.clock.now().plus_hours(hours);
    assert!(app.house.clock.move_to(domain::instant::Instant::from_ms(end.as_ms() - 1)));
    assert_eq!(browser.get("/app/today").await.status, 200);
    assert!(app.house.clock.move_to(end));
    assert_eq!(browser.get("/app/today").await.location(), "/sign-in?next=/app/today");
}

#[tokio::test]
async fn signing_out_ends_the_session_itself_not_only_the_cookie() {
    let app = house().await;
    let (mut browser, _) = sign_in(&app, "first", PASSWORD, "").await;
    let mut copy = browser.clone();
    assert_eq!(browser.post_from("/app/today", "/sign-out", &[]).await.location(), "/sign-in");
    assert_eq!(copy.get("/app/today").await.status, 303);
}

#[tokio::test]
async fn a_changed_password_ends_every_session() {
    let app = house().await;
    let ((mut here, _), (mut there, _)) = (sign_in(&app, "first", PASSWORD, "").await, sign_in(&app, "first", PASSWORD, "").await);
    let at = "/app/settings/account";
    let wrong =
        here.post_from(at, "/app/settings/account/password", &[("present", "not it at all"), ("password", "another long password")]).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(there.get(at).await.status, 200, "a wrong present password changes nothing");
    let done = here.post_from(at, "/app/settings/account/password", &[("present", PASSWORD), ("password", "another long password")]).await;
    assert_eq!(done.location(), "/sign-in");
    assert_eq!((here.get(at).await.status, there.get(at).await.status), (303, 303));
    assert_eq!(sign_in(&app, "first", PASSWORD, "").await.1.status, 422);
    assert_eq!(sign_in(&app, "first", "another long password", "").await.1.status, 303);
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_are_one_answer() {
    let app = house().await;
    let (_, wrong) = sign_in(&app, "first", "not the password", "").await;
    let (_, unknown) = sign_in(&app, "firss", "not the password", "").await;
    assert_eq!(wrong.status, 422);
    let typed = |reply: &Reply, login: &str| {
        let (status, mut headers, _) = reply.indistinguishable();
        headers.remove("content-length");
        (status, headers, reply.text().replace(&format!("value=\"{login}\""), ""))
    };
    assert_eq!(typed(&wrong, "first"), typed(&unknown, "firss"));
}

fn code(secret: &str, app: &TestApp) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("first".to_owned()).with_issuer(Some("Hinomi")).build().unwrap();
    totp.generate(u64::try_from(app.house.clock.now().as_ms() / 1000).unwrap()).to_string()
}

#[tokio::test]
async fn a_code_of_the_second_factor_works_once() {
    let app = house().await;
    let (mut browser, _) = sign_in(&app, "first", PASSWORD, "").await;
    let at = "/app/settings/account";
    let page = browser.get(at).await.text();
    let secret = page.split("name=\"secret\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let grouped: String = secret.as_bytes().chunks(4).map(|four| String::from_utf8_lossy(four)).collect::<Vec<_>>().join(" ");
    assert!(page.contains(&grouped), "the key is shown in groups of four");
    let to = "/app/settings/account/second-factor";
    assert_eq!(browser.post_from(at, to, &[("secret", &secret), ("code", "000000")]).await.status, 422);
    assert_eq!(browser.post_from(at, to, &[("secret", &secret), ("code", &code(&secret, &app))]).await.status, 303);
    app.move_clock("2026-11-21T09:05:00+09:00");
    let now = code(&secret, &app);
    assert_eq!(sign_in(&app, "first", PASSWORD, "").await.1.status, 422, "the password alone");
    assert_eq!(sign_in(&app, "first", PASSWORD, &now).await.1.status, 303);
    assert_eq!(sign_in(&app, "first", PASSWORD, &now).await.1.status, 422, "the same code again");
    app.move_clock("2026-11-21T09:06:00+09:00");
    assert_eq!(sign_in(&app, "first", PASSWORD, &code(&secret, &app)).await.1.status, 303);
}

#[tokio::test]
async fn a_shut_account_loses_its_session() {
    let app = TestApp::new().await;
    let mut browser = app.browser("triage").await;
    person::set_disabled(&app.ctx("admin").await, "triage".into(), true).await.unwrap();
    assert_eq!(browser.get("/app/today").await.status, 303);
}
